"""What a person is shown, and how the answers are kept."""

import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from pix2pix.errors import DataError, RunError
from pix2pix.study.folder import STUDY
from pix2pix.study.lines import Given
from pix2pix.study.people import Person, people
from pix2pix.study.trials import trials

NUMBER = "0123456789abcdef"


def given(person: Person, place: int, choice: str | None = None, **values: object) -> Given:
    truth = person.trials[place].fake
    return Given(trial=place, choice=choice or truth, **{"shown": 1.0, "waited": 0.5, **values})


def test_a_session_is_practice_and_then_trials_with_checks_among_them(prepared):
    contents = prepared(practice=4, trials=8, checks=4).contents
    shown = trials(contents, NUMBER, None)
    assert [trial.kind for trial in shown[:4]] == ["practice"] * 4
    assert Counter(trial.kind for trial in shown[4:]) == {"trial": 8, "check": 4}
    counted = [trial for trial in shown if trial.kind == "trial"]
    assert Counter(trial.model for trial in counted) == {"l1": 4, "cgan": 4}
    assert Counter(trial.fake for trial in counted) == {"left": 4, "right": 4}
    fakes = {each.file: (model.name, each.of) for model in contents.models for each in model.fakes}
    reals = {each.file: each.of for each in contents.reals}
    obvious = {each.file: each.of for each in contents.checks}
    for trial in shown:
        fake, real = trial.shown if trial.fake == "left" else trial.shown[::-1]
        assert reals[real] != trial.of
        told = (None, obvious[fake]) if trial.kind == "check" else fakes[fake]
        assert told == (trial.model, trial.of)


def test_what_practice_tells_of_is_not_asked_again_and_fakes_come_once(prepared):
    contents = prepared(practice=3, trials=8, checks=3).contents
    assert contents.for_practice == 2
    kept = {each.of for each in contents.reals[:2]}
    for number in range(20):
        shown = trials(contents, f"{number:016x}", None)
        assert {trial.of for trial in shown[:3]} <= kept
        assert kept.isdisjoint(trial.of for trial in shown[3:])
        sources = [trial.of for trial in shown if trial.kind == "trial"]
        assert len(set(sources)) == len(sources) == 8


def test_the_order_is_that_of_the_person(prepared):
    contents = prepared().contents
    assert trials(contents, NUMBER, None) == trials(contents, NUMBER, None)
    assert trials(contents, NUMBER, None) != trials(contents, NUMBER[::-1], None)


def test_pairs_may_be_of_one_input_and_pictures_alone(prepared):
    contents = prepared(same_input=True).contents
    reals = {each.file: each.of for each in contents.reals}
    for trial in trials(contents, NUMBER, None):
        if trial.kind == "trial":
            assert trial.of in [reals.get(name) for name in trial.shown]
    alone = contents.changed(
        settings=contents.settings.changed(presentation="single", same_input=False)
    )
    shown = trials(alone, NUMBER, None)
    assert {len(trial.shown) for trial in shown} == {1}
    counted = Counter((trial.fake, trial.model) for trial in shown if trial.kind == "trial")
    assert counted == {("real", None): 4, ("fake", "l1"): 2, ("fake", "cgan"): 2}
    assert {trial.fake for trial in shown if trial.kind == "check"} == {"fake"}


def test_with_one_model_each_people_are_spread_over_the_models(prepared):
    study = prepared(one_model=True)
    begun = [Person.begin(study) for _ in range(6)]
    assert Counter(person.session.model for person in begun) == {"l1": 3, "cgan": 3}
    for person in begun:
        models = {trial.model for trial in person.trials if trial.kind == "trial"}
        assert models == {person.session.model}


def test_an_answer_is_one_line_that_holds_nothing_of_the_person(prepared):
    person = Person.begin(prepared(practice=0))
    person.record(given(person, 0))
    first, second = map(json.loads, person.file.read_text().splitlines())
    assert first.keys() == {"study", "person", "model", "format"}
    assert second.keys() == {
        "trial", "choice", "shown", "waited", "again", "kind", "model", "of", "right", "counted",
    }  # fmt: skip
    assert (second["right"], second["counted"]) == (True, True)


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        ({"shown": 1.049}, True),
        ({"shown": 1.06}, False),
        ({"shown": 0.9}, False),
        ({"again": True}, False),
    ],
)
def test_a_picture_that_was_shown_too_long_too_briefly_or_twice_does_not_count(
    prepared, values, counted
):
    person = Person.begin(prepared())
    assert person.record(given(person, 0, **values)).counted is counted


def test_an_answer_sent_twice_stands_as_it_was_first(prepared):
    person = Person.begin(prepared())
    right, wrong = person.trials[0].choices
    person.record(given(person, 0, right))
    assert person.record(given(person, 0, wrong)).choice == right
    with ThreadPoolExecutor(4) as threads:
        both = list(threads.map(person.record, [given(person, 1, wrong)] * 4))
    assert [answer.choice for answer in both] == [wrong] * 4
    assert [answer.trial for answer in person.answers()] == [0, 1]


def test_an_answer_to_something_else_is_refused(prepared):
    person = Person.begin(prepared())
    with pytest.raises(RunError, match="This is an answer to picture 3, but 0 of 15"):
        person.record(given(person, 2))
    with pytest.raises(RunError, match="The answer is 'real', but left or right was asked"):
        person.record(given(person, 0, "real"))
    assert person.answers() == []


def test_two_people_at_once_keep_their_answers_apart(prepared):
    study = prepared()
    both = [Person.begin(study), Person.begin(study)]

    def answer_all(person: Person) -> None:
        for place in range(len(person.trials)):
            person.record(given(person, place))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(answer_all, both))
    assert [len(person.answers()) for person in people(study)] == [15, 15]


def test_somebody_goes_on_where_they_stopped_even_after_a_crash(prepared):
    study = prepared()
    person = Person.begin(study)
    person.record(given(person, 0))
    person.record(given(person, 1))
    os.truncate(person.file, person.file.stat().st_size - 20)  # as if killed while writing
    found = Person.find(study, person.number)
    assert found.trials == person.trials
    assert [answer.trial for answer in found.answers()] == [0]
    found.record(given(found, 1))
    assert [answer.trial for answer in found.answers()] == [0, 1]
    (study.answers / "00000000000000aa.jsonl").write_text('{"study": ')  # killed while beginning
    assert len(people(study)) == 1


@pytest.mark.parametrize("number", ["", "../study", "0123456789ABCDEF", NUMBER])
def test_a_number_that_nobody_has_is_refused(prepared, number):
    with pytest.raises(RunError, match="Nobody of this number has begun this study"):
        Person.find(prepared(), number)


def test_answers_that_were_edited_by_hand_are_refused_with_the_line(prepared):
    study = prepared()
    person = Person.begin(study)
    for place in range(3):
        person.record(given(person, place))
    first, *lines = person.file.read_text().splitlines()
    turned = json.dumps({**json.loads(lines[1]), "right": False})
    for changed, said in (
        ([first, lines[0], turned, lines[2]], "line 3: this is not what was shown to this person"),
        ([first, lines[0], lines[2]], "line 3: answer 2 stands where answer 1 was"),
        ([first, lines[0], lines[0]], "line 3: answer 0 stands where answer 1 was"),
        ([first, "left"], "line 2 cannot be read"),
        ([first.replace(study.digest, "0" * 64)], "belongs to another study, or study.json was"),
    ):
        person.file.write_text("\n".join(changed) + "\n")
        with pytest.raises(DataError, match=said):
            [each.answers() for each in people(study)]


def test_a_study_that_was_changed_after_answers_is_refused(prepared):
    study = prepared()
    Person.begin(study)
    text = (study.folder / STUDY).read_text()
    (study.folder / STUDY).write_text(text.replace('"trials": 8', '"trials": 7'))
    with pytest.raises(DataError, match=r"study.json was changed after people had\s+answered"):
        people(type(study).open(study.folder))
