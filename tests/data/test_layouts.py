"""The layouts that people bring, each as a folder made here."""

import pytest
from PIL import Image

from pix2pix.config import DataConfig, Reading
from pix2pix.data.find_pairs import find_pairs, read_layout
from pix2pix.data.inspect import examine
from pix2pix.data.layout import require_matched
from pix2pix.data.paired import PairedPictures
from pix2pix.data.pairs import read_pair
from pix2pix.errors import ConfigError, DataError
from tests.conftest import SMALL, draw_pair, write_pairs
from tests.data.trees import (
    SIDE,
    accounted_for,
    decomposed,
    files_below,
    joined,
    pairs_of,
    write_halves,
    write_strips,
)

NAMES = [  # of the halves of pair 0 to 5, and the words for them
    ("A/{}.png", "B/{}.png", "folders A and B"),
    ("A/train/aachen/{}.png", "B/train/aachen/{}.png", "folders A and B"),
    ("shoes/A/{}.png", "shoes/B/{}.jpg", "folders A and B"),
    ("A/A/{}.png", "B/B/{}.png", "folders A and B"),
    ("A/{:04}_A.png", "B/{:04}_B.png", "folders A and B"),
    ("{:04}_A.png", "{:04}_B.png", "names in _A and _B"),
    ("{}-input.png", "{}-target.png", "names in _input and _target"),
    ("A_{}.png", "B_{}.png", "names in A_ and B_"),
    ("{:03}a.png", "{:03}b.png", "names in _a and _b"),
    ("A/{}.png", "B/{:03}.jpg", "folders A and B"),
    ("A/img_{}.png", "B/IMG_{:02}.PNG", "folders A and B"),
    ("train_A/{}.png", "train_B/{}.png", "folders A and B"),
    ("trainA/{}.png", "trainB/{}.png", "folders A and B"),
    ("train_label/{}.png", "train_img/{}.png", "folders label and img"),
    ("images/{}.jpg", "masks/{}.png", "folders masks and images"),
    ("label/x{}.png", "img/x{}.png", "folders label and img"),
    ("photo/{}.jpg", "cutout/{}.png", "folders photo and cutout"),
    ("day/{}.png", "night/{}.png", "folders day and night"),
    ("day/a/{}.png", "night/a/{}.png", "folders day and night"),
    ("A/scans/{}.png", "B/photos/{}.png", "folders A and B"),
    ("{}/input.png", "{}/target.png", "names in _input and _target"),
    (
        "leftImg8bit/train/ulm/ulm_{}_leftImg8bit.png",
        "gtFine/train/ulm/ulm_{}_gtFine_color.png",
        "folders gtFine and leftImg8bit",
    ),
    (decomposed("A/Möbel_ガ{}.png"), "B/Möbel_ガ{}.png", "folders A and B"),
]


@pytest.mark.parametrize(("name_a", "name_b", "kind"), NAMES)
def test_two_files_find_each_other_by_name(tmp_path, name_a, name_b, kind):
    write_halves(tmp_path, name_a, name_b)
    layout = find_pairs(tmp_path)
    require_matched(layout, tmp_path)
    (found,) = pairs_of(layout, tmp_path).values()
    expected = {frozenset((name_a.format(n), name_b.format(n))) for n in range(6)}
    assert {frozenset(pair) for pair in found} == expected
    assert layout.kind == kind
    assert sorted(accounted_for(layout)) == sorted(files_below(tmp_path))


@pytest.mark.parametrize(("name_a", "name_b", "kind"), NAMES)
def test_what_was_found_is_found_again_when_it_is_said(tmp_path, name_a, name_b, kind):
    write_halves(tmp_path, name_a, name_b)
    found = find_pairs(tmp_path)
    again = find_pairs(tmp_path, found.reading)
    assert pairs_of(again, tmp_path) == pairs_of(found, tmp_path)


def test_what_was_left_aside_for_names_to_match_is_said(tmp_path):
    write_halves(tmp_path / "endings", "A/{:04}_A.png", "B/{:04}_B.png")
    write_halves(tmp_path / "zeros", "A/{}.png", "B/{:03}.png")
    (said,) = find_pairs(tmp_path / "endings").remarks
    assert said == "Names match without their endings ('_a' and '_b')."
    assert find_pairs(tmp_path / "zeros").remarks == ["Leading zeros are left aside."]


def test_zeros_join_no_files_that_could_belong_to_two(tmp_path):
    write_halves(tmp_path, "A/{}.png", "B/{}.png", range(1, 3))
    for name in ("A/003.png", "A/03.png", "B/3.png"):
        draw_pair(3)[0].save(tmp_path / name)
    layout = find_pairs(tmp_path)
    assert len(layout.pairs[""]) == 2
    assert len(layout.unmatched) == 3


def test_files_of_another_ending_than_a_partner_s_are_named(tmp_path):
    write_halves(tmp_path, "leftImg8bit/u_{}_leftImg8bit.png", "gtFine/u_{}_gtFine_color.png")
    write_halves(tmp_path, "gtFine/u_{}_gtFine_labelIds.png", "gtFine/u_{}_gtFine_instanceIds.png")
    layout = find_pairs(tmp_path)
    assert len(layout.pairs[""]) == 6
    assert layout.unmatched == []
    assert set(layout.beside(tmp_path)) == {"without the ending '_gtfine_color'"}
    assert len(layout.left_out) == 12


def test_a_results_folder_of_the_reference_code_is_read_without_its_outputs(tmp_path):
    images = tmp_path / "results" / "facades" / "images"
    write_halves(images, "{}_real_A.png", "{}_real_B.png")
    write_halves(images, "{}_fake_B.png", "{}_rec_A.png")
    (tmp_path / "results" / "facades" / "index.html").write_text("<html>")
    layout = find_pairs(tmp_path)
    assert layout.kind == "names in _real_A and _real_B"
    assert len(layout.pairs[""]) == 6
    beside = layout.beside(tmp_path)
    assert len(beside["made by a model (fake, rec, idt)"]) == 12
    assert beside["of another kind (.html)"] == ("results/facades/index.html",)


@pytest.mark.parametrize(
    ("train", "test"),
    [("", "test/"), ("training/", "testing/"), ("train/", "val/"), ("train/", "validation/")],
)
def test_splits_are_found_however_they_are_called(tmp_path, train, test):
    write_halves(tmp_path, f"{train}A/{{}}.png", f"{train}B/{{}}.png", range(4))
    write_halves(tmp_path, f"{test}A/{{}}.png", f"{test}B/{{}}.png", range(4, 6))
    assert tuple(map(len, find_pairs(tmp_path).split(0.1, 0))) == (4, 2)


def test_files_in_sub_folders_are_pairs_as_well(tmp_path):
    write_halves(tmp_path / "two", "A/{}.png", "B/{}.png", range(6))
    write_halves(tmp_path / "two", "A/more/{}.png", "B/more/{}.png", range(6, 10))
    assert len(find_pairs(tmp_path / "two").pairs[""]) == 10
    write_pairs(tmp_path / "one", 6)
    write_pairs(tmp_path / "one" / "session2", 4, first=6)
    assert len(find_pairs(tmp_path / "one").pairs[""]) == 10


def test_equal_names_in_several_folders_are_several_pairs(tmp_path):
    for city in ("aachen", "bochum"):
        write_halves(tmp_path, f"A/{city}/{{}}.png", f"B/{city}/{{}}.png")
    layout = find_pairs(tmp_path)
    train, held_out = layout.split(0.25, 0)
    assert (len(train), len(held_out)) == (9, 3)
    assert len({pair.a for pair in train + held_out}) == 12


def test_names_that_differ_by_a_zero_alone_are_two_pairs_where_both_halves_have_them(tmp_path):
    for half in ("A", "B"):
        (tmp_path / half).mkdir()
        for name in ("1", "01", "2"):
            draw_pair(0)[half == "B"].save(tmp_path / half / f"{name}.png")
    layout = find_pairs(tmp_path)
    assert [(pair.a.stem, pair.b.stem) for pair in layout.pairs[""]] == [
        ("01", "01"),
        ("1", "1"),
        ("2", "2"),
    ]
    assert layout.unmatched == layout.remarks == []


def test_what_lies_beside_the_pairs_is_counted_and_named(tmp_path, caplog):
    write_halves(tmp_path, "train/A/{}.png", "train/B/{}.png", range(4))
    write_pairs(tmp_path, 5, first=4)
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "train" / "C").mkdir()
    draw_pair(0)[0].save(tmp_path / "train" / "C" / "0.png")
    sentences = [
        "Not used: 1 file of another kind (.txt): notes.txt.",
        "Not used: 6 files in neither of the two folders: 004.png, 005.png, 006.png and 3 more.",
    ]
    assert [each for each in examine(tmp_path).sentences() if "Not used" in each] == sentences
    PairedPictures.find(tmp_path, SMALL, DataConfig(), 0)
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == (
        sentences
    )


def test_single_pictures_in_folders_are_no_pairs(tmp_path):
    for city in ("aachen", "bochum"):
        write_halves(tmp_path, f"{city}/{city}_{{}}.png", f"{city}/{city}_x{{}}.png", range(2))
    layout = read_layout(tmp_path)
    assert (layout.kind, len(layout.photos)) == ("single pictures", 8)
    with pytest.raises(DataError, match="holds 8 single pictures, not pairs"):
        find_pairs(tmp_path)


def test_folders_of_classes_with_the_same_names_are_no_pairs(tmp_path):
    for word in ("bag", "boot", "coat", "hat", "shoe"):
        write_halves(tmp_path, f"{word}/{{}}.png", f"{word}/x{{}}.png", range(4))
    assert len(read_layout(tmp_path).photos) == 40


def test_a_third_folder_beside_any_two_is_named(tmp_path):
    write_halves(tmp_path, "day/{}.png", "night/{}.png")
    write_halves(tmp_path, "seg/{}.png", "seg/{}.png")
    layout = find_pairs(tmp_path)
    assert layout.kind == "folders day and night"
    assert layout.beside(tmp_path) == {
        "in neither of the two folders": tuple(f"seg/{number}.png" for number in range(6))
    }


def test_the_other_reading_can_be_said(tmp_path):
    write_halves(tmp_path, "{}_A.png", "{}_B.png")
    for layout, count in (("side_by_side", 12), ("stacked", 12), ("two_files", 6)):
        found = find_pairs(tmp_path, Reading(layout=layout))
        assert len(found.pairs[""]) == count
    assert len(read_layout(tmp_path, Reading(layout="photos")).photos) == 12


def test_halves_can_be_named(tmp_path):
    write_halves(tmp_path, "c/{}.png", "d/{}.png")
    write_halves(tmp_path, "c/{}_x.png", "c/{}_y.png")
    folders = find_pairs(tmp_path, Reading(halves=("d", "c")))
    assert folders.kind == "folders d and c"
    assert folders.pairs[""][0].a.parent.name == "d"
    endings = find_pairs(tmp_path, Reading(halves=("_X", "_Y")))
    assert len(endings.pairs[""]) == 6
    with pytest.raises(DataError, match="holds no folders called a and b. Check --halves."):
        find_pairs(tmp_path, Reading(halves=("a", "b")))


@pytest.mark.parametrize("wrong", [{"panels": (2, 2)}, {"halves": ("A", "a")}])
def test_halves_that_are_one_are_refused(wrong):
    with pytest.raises(ConfigError):
        Reading.make(**wrong)


def test_which_two_of_three_pictures_are_the_pair_can_be_chosen(tmp_path):
    colors = ["red", "lime", "blue"]
    parts = [Image.new("RGB", (SIDE, SIDE), color) for color in colors]
    write_strips(tmp_path / "row", lambda a, b: joined(parts), 4)
    write_strips(tmp_path / "column", lambda a, b: joined(parts, down=True), 4)
    for folder, layout in (("row", "three_across"), ("column", "three_down")):
        for panels in ((1, 2), (1, 3), (3, 2)):
            found = find_pairs(tmp_path / folder, Reading(layout=layout, panels=panels))
            halves = read_pair(found.pairs[""][0])
            assert [half.getpixel((5, 5)) for half in halves] == [
                parts[number - 1].getpixel((5, 5)) for number in panels
            ]


def test_an_unreadable_name_is_named_with_escapes(tmp_path):
    write_pairs(tmp_path, 3)
    (tmp_path / "001.png").rename(tmp_path / "caf\udce9.png")
    layout = find_pairs(tmp_path)
    assert len(layout.pairs[""]) == 2
    assert layout.beside(tmp_path) == {"with a name that is no text": ("caf\\udce9.png",)}
