"""The doctor on two folders that do not match."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pix2pix.cli.inspect import inspect
from pix2pix.config import DataConfig, Reading, Size
from pix2pix.data.copy_pairs import copy_pairs
from pix2pix.data.diagnosis import Diagnosis, diagnose
from pix2pix.data.find_unpaired import find_two_domains
from pix2pix.data.fitting import fitting_method
from pix2pix.data.inspect import examine, look_through
from pix2pix.data.paired import PairedPictures
from pix2pix.errors import DataError
from tests.conftest import SMALL, write_folders, write_pairs


def picture(seed: int, side: int = 64, grey: bool = False) -> Image.Image:
    """Noise of large grains, which no other seed makes."""
    grains = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    made = Image.fromarray(grains).resize((side, side), Image.Resampling.BICUBIC)
    return made.convert("L").convert("RGB") if grey else made


def fill(folder: Path, seeds: range, side: int = 64, grey: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        picture(seed, side, grey).save(folder / f"{folder.name[:1]}{seed}.png")
    return folder


@pytest.fixture
def animals(tmp_path: Path) -> Path:
    """Eight horses and twelve zebras."""
    fill(tmp_path / "horses", range(8))
    fill(tmp_path / "zebras", range(100, 112))
    return tmp_path


def said(found: Diagnosis) -> str:
    return "\n".join(found.sentences())


def test_two_folders_that_do_not_match_are_told_from_pairs(animals: Path) -> None:
    found = examine(animals)
    assert found.method == "cyclegan"
    assert (found.domains_train, found.domains_held_out) == ((7, 11), (1, 1))
    assert "folders horses and zebras" in found.layout
    assert "Two domains, not pairs: learn without pairs (--method cyclegan)." in said(found)
    assert not found.verdict
    assert not found.problems


@pytest.mark.parametrize(
    ("a", "b", "side", "expected"),
    [
        (range(40), range(5, 45), 64, "cyclegan"),  # both have numbers that the other lacks
        (range(40), range(20), 64, "cyclegan"),  # one goes on
        (range(6), range(6), None, "cyclegan"),  # the same numbers, but sizes as they come
        (range(6), range(6), 32, "pix2pix"),  # halves of another size, as a sentence will say
        (range(6), range(6), 64, "pix2pix"),
        (range(40), [n for n in range(40) if n % 4], 64, "pix2pix"),  # some were lost
        (range(4), range(3), 64, "pix2pix"),
    ],
)
def test_numbers_alone_are_believed_where_files_fit(tmp_path, a, b, side, expected) -> None:
    for name, numbers, size in (("A", a, 64), ("B", b, side)):
        (tmp_path / name).mkdir()
        for number in numbers:
            width = size or 40 + 7 * number
            Image.new("RGB", (width, 64)).save(tmp_path / name / f"{number:04}.png")
    assert fitting_method(tmp_path) == expected


def test_pairs_stay_pairs_and_may_be_read_as_two_domains(tmp_path: Path) -> None:
    strips = write_pairs(tmp_path / "strips", 8)
    assert examine(strips).method == "pix2pix"
    found = examine(strips, method="cyclegan")
    assert found.called == ("first half", "second half")
    assert found.domains_train == (7, 7)
    assert found.layout == "halves of pairs, side by side"
    named = write_folders(tmp_path / "named", "A", "B", ("ant", "bee", "cat"))
    (named / "B" / "cat.png").unlink()
    assert examine(named).method == "pix2pix"
    assert examine(named, method="cyclegan").domains_train == (2, 1)


def test_a_reading_that_was_chosen_is_believed(animals: Path) -> None:
    assert examine(animals, reading=Reading(layout="photos")).photos
    assert examine(animals, method="pix2pix").photos


def test_two_folders_beside_many_pictures_are_no_two_domains(animals: Path) -> None:
    fill(animals, range(300, 330))
    found = examine(animals)
    assert (found.method, found.photos) == ("pix2pix", True)
    assert not examine(animals, method="cyclegan").verdict


def test_folders_inside_of_one_folder_are_found(animals: Path, tmp_path: Path) -> None:
    inner = tmp_path / "all"
    inner.mkdir()
    for name in ("horses", "zebras"):
        (animals / name).rename(inner / name)
    (tmp_path / "notes.txt").write_text("seen in May")
    assert examine(tmp_path).layout == "folders horses and zebras"


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    fill(tmp_path / "A", range(4))
    (tmp_path / "B").mkdir()
    found = examine(tmp_path, method="cyclegan")
    assert "There are no pictures in B." in found.verdict
    assert str(tmp_path) not in found.verdict


def test_the_same_folder_twice_is_a_warning(tmp_path: Path) -> None:
    for name in ("day", "night"):
        fill(tmp_path / name, range(6))
    (warning,) = examine(tmp_path, method="cyclegan").warnings
    assert "6 of the 6 pictures in the folder night are in the folder day as well" in warning
    assert "Was the same folder given twice?" in warning


def test_near_duplicates_are_found_within_a_domain_and_across(animals: Path) -> None:
    picture(4).save(animals / "horses" / "again.jpg", quality=95)
    picture(5).save(animals / "zebras" / "horse.png")
    found = examine(animals)
    kinds = {problem.kind: problem.sentence for problem in found.suspicious}
    assert kinds["both domains"] == (
        "zebras/horse.png shows the same as horses/h5.png, which is of the other domain."
    )
    ((one, other),) = found.duplicates
    assert {*one, *other} == {"horses/h4.png", "horses/again.jpg"}


def test_a_picture_in_color_and_its_grey_copy_are_two(tmp_path: Path) -> None:
    fill(tmp_path / "colour", range(6))
    fill(tmp_path / "grey", range(6), grey=True)
    found = examine(tmp_path, method="cyclegan")
    assert not found.problems
    assert "The folder grey is grey and the folder colour in color" in said(found)


def test_three_against_many_is_a_warning(tmp_path: Path) -> None:
    fill(tmp_path / "A", range(70, 74))
    fill(tmp_path / "B", range(60))
    (warning,) = examine(tmp_path, held_out=0.25, method="cyclegan").warnings
    assert warning.startswith("The folder A has 3 pictures and the folder B 45: in each round")
    assert diagnose(look_through(tmp_path, method="cyclegan"), 0.75, 0).verdict == (
        "The folder A has 1 usable picture to learn from; at least 2 of each are needed. Add some."
    )


def test_domains_of_other_sizes_and_values_are_said(tmp_path: Path) -> None:
    fill(tmp_path / "large", range(4), side=256)
    deep = np.linspace(1000, 3000, 64 * 64).reshape(64, 64).astype(np.uint16)
    (tmp_path / "small").mkdir()
    for number in range(4):
        Image.fromarray(np.roll(deep, 500 * number)).save(tmp_path / "small" / f"s{number}.png")
    found = examine(tmp_path)
    assert found.ranges == {"source": (0, 255), "target": (1000, 3000)}
    report = said(found)
    assert "Most pictures of the folder large are 256x256 px, most of the folder small 64x64" in (
        report
    )
    assert "The folder small holds 16-bit integers from 1000 to 3000" in report
    assert "In the folder small: 4 pictures are smaller than 128 px a side" in report


def test_see_through_pictures_are_said(animals: Path) -> None:
    picture(50).convert("RGBA").save(animals / "horses" / "opaque.png")
    assert "see-through" not in said(examine(animals))
    clear = picture(51).convert("RGBA")
    clear.putpixel((0, 0), (9, 9, 9, 254))
    clear.save(animals / "horses" / "clear.png")
    found = examine(animals)
    assert "Of the folder horses, 1 picture has see-through parts" in said(found)
    assert found.see_through == (True, False)


@pytest.mark.parametrize("unpaired", [True, False])
def test_a_picture_smaller_than_the_crop_is_named(tmp_path: Path, unpaired: bool) -> None:
    if unpaired:
        fill(tmp_path / "A", range(4))
        fill(tmp_path / "B", range(10, 14))
        picture(20, side=20).save(tmp_path / "B" / "tiny.png")
    else:
        write_pairs(tmp_path, 4, side=64)
        write_pairs(tmp_path, 1, side=20, first=90)
    (warning,) = examine(tmp_path, crop=Size(32, 32)).warnings
    words = "1 picture is" if unpaired else "1 pair is"
    name = "B/tiny.png" if unpaired else "090.png"
    assert warning.startswith(f"{words} smaller than a crop of 32 x 32 px, such as {name}.")
    assert "The least height of all is 20 px" in warning
    assert not examine(tmp_path, crop=Size(20, 20)).warnings


def test_a_broken_file_is_left_out_of_the_copy_and_nothing_else(
    animals: Path, tmp_path: Path
) -> None:
    (animals / "zebras" / "broken.png").write_bytes(b"x")
    (animals / "zebras" / "notes.txt").write_text("seen in May")
    found = examine(animals)
    assert [problem.files for problem in found.unusable] == [("zebras/broken.png",)]
    assert found.left_out
    out = tmp_path / "out"
    assert copy_pairs(animals, found, out) == 20
    copied = find_two_domains(out, found.reading)
    assert [len(half) for half in copied.halves["train"]] == [8, 12]


def test_a_domain_without_a_readable_picture_is_named(tmp_path: Path) -> None:
    fill(tmp_path / "A", range(4))
    (tmp_path / "B").mkdir()
    (tmp_path / "B" / "x.png").write_bytes(b"x")
    found = examine(tmp_path)
    assert found.verdict.startswith("The folder B has 0 usable pictures to learn from")
    assert found.domains_train == (3, 0)
    assert [problem.files for problem in found.unusable] == [("B/x.png",)]


def test_strips_are_copied_once(tmp_path: Path) -> None:
    strips = write_pairs(tmp_path / "strips", 4)
    found = examine(strips, method="cyclegan")
    assert copy_pairs(strips, found, tmp_path / "out") == 4


def test_the_split_is_that_of_the_run(animals: Path) -> None:
    found = look_through(animals)
    for seed in (0, 3):
        diagnosis = diagnose(found, 0.25, seed)
        train, kept = find_two_domains(animals, found.reading).split(0.25, seed)
        assert diagnosis.domains_train == tuple(map(len, train))
        assert diagnosis.domains_held_out == tuple(map(len, kept))


def test_a_copy_across_the_split_is_a_leak(animals: Path) -> None:
    for folder in ("train", "test"):
        for name in ("horses", "zebras"):
            (animals / folder).mkdir(exist_ok=True)
            (animals / name).rename(animals / folder / name) if folder == "train" else fill(
                animals / folder / name, range(200, 202)
            )
    picture(3).save(animals / "test" / "horses" / "leak.png")
    (leak,) = [each for each in examine(animals).suspicious if each.kind == "both sides"]
    assert "train/horses/h3.png is learnt from and shows the same as test/horses/leak.png" in (
        leak.sentence
    )


def test_inspect_prints_json_of_either_reading(animals: Path, capsys) -> None:
    inspect(animals, as_json=True)
    report = json.loads(capsys.readouterr().out)
    assert (report["method"], report["domains_train"]) == ("cyclegan", [7, 11])
    assert report["ranges"] == {"source": [0, 255], "target": [0, 255]}
    with pytest.raises(DataError, match="These are single pictures, not pairs"):
        inspect(animals, as_json=True, method="pix2pix")
    assert json.loads(capsys.readouterr().out)["method"] == "pix2pix"


def test_training_on_pairs_hints_at_learning_without(animals: Path) -> None:
    with pytest.raises(DataError, match="do not match, learn without pairs: --method cyclegan"):
        PairedPictures.find(animals, SMALL, DataConfig(), 0)


def test_endings_and_cuts_that_were_named_are_read_as_domains(tmp_path: Path) -> None:
    for number in range(4):
        picture(number).save(tmp_path / f"{number}_A.png")
        picture(number + 50).save(tmp_path / f"{number}_B.png")
    picture(9).save(tmp_path / "9_A.png")
    found = find_two_domains(tmp_path, Reading(halves=("_A", "_B")))
    assert [len(half) for half in found.halves["train"]] == [4, 4]
    assert [(file.name, why) for file, why in found.left_out] == [("9_A.png", "without a partner")]
    for name in ("cats", "dogs"):
        write_pairs(tmp_path / "strips" / name, 3)
    cut = find_two_domains(tmp_path / "strips", Reading(layout="side_by_side"))
    assert cut.of_pairs
