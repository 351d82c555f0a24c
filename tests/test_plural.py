import pytest

from pix2pix.plural import duration, plural


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1000, "1000 files")]
)
def test_one_is_one_and_all_other_numbers_are_many(count, said):
    assert plural(count, "file") == said


def test_the_verb_goes_with_the_noun():
    words = "file cannot be used", "files cannot be used"
    assert plural(1, *words) == "1 file cannot be used"
    assert plural(3, *words) == "3 files cannot be used"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (90, "90 seconds"),
        (600, "10 minutes"),
        (9000, "2.5 hours"),
        (3e5, "3 days"),
    ],
)
def test_a_time_is_said_as_coarsely_as_people_say_it(seconds, said):
    assert duration(seconds) == said
