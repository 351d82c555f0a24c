from pathlib import Path

import pytest
from conftest import write_folders, write_pairs
from PIL import Image

from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.layout import require_matched
from pix2pix.data.walk import pictures_in
from pix2pix.errors import DataError


def names(pairs):
    return [pair.name for pair in pairs]


def halves(pair):
    return (pair.a.parent.name, pair.b.parent.name)


@pytest.mark.parametrize(
    ("a", "b"),
    [("A", "B"), ("a", "b"), ("input", "target"), ("Source", "Target"), ("INPUT", "Target")],
)
def test_two_folders_are_matched_by_name(tmp_path, a, b):
    layout = find_pairs(write_folders(tmp_path, a, b))
    assert {key: names(pairs) for key, pairs in layout.pairs.items()} == {"": ["1", "2", "3"]}
    assert halves(layout.pairs[""][0]) == (a, b)
    assert layout.kind == f"folders {a} and {b}"


@pytest.mark.parametrize(
    "places",
    [
        ("trainA", "trainB", "valA", "valB"),
        ("train/A", "train/B", "val/A", "val/B"),
        ("A/train", "B/train", "A/val", "B/val"),
        ("Train/Input", "Train/Target", "VAL/input", "VAL/target"),
        ("training/source", "training/target", "validation/source", "validation/target"),
    ],
)
def test_splits_are_found_in_every_layout(tmp_path, places):
    write_folders(tmp_path, *places[:2])
    write_folders(tmp_path, *places[2:], names=("4", "5"))
    layout = find_pairs(tmp_path)
    found = {key: names(pairs) for key, pairs in layout.pairs.items()}
    assert found == {"train": ["1", "2", "3"], "val": ["4", "5"]}
    assert [tuple(map(len, layout.split(0.5, seed))) for seed in (0, 1)] == [(3, 2), (3, 2)]
    first = layout.pairs["train"][0]
    assert first.a.relative_to(tmp_path).parent == Path(places[0])
    assert first.b.relative_to(tmp_path).parent == Path(places[1])


def test_side_by_side_files_may_be_split_or_not(tmp_path):
    write_pairs(tmp_path / "flat", 3)
    assert names(find_pairs(tmp_path / "flat").pairs[""]) == ["000", "001", "002"]
    write_pairs(tmp_path / "split" / "train", 3)
    write_pairs(tmp_path / "split" / "test", 1, first=3)
    layout = find_pairs(tmp_path / "split")
    assert layout.kind == "side by side"
    train, held_out = layout.split(0.5, 0)
    assert (names(train), names(held_out)) == (["000", "001", "002"], ["003"])
    assert all(pair.b is None and pair.files == (pair.a,) for pair in train)


def test_val_goes_before_test(tmp_path):
    for number, split in enumerate(("train", "val", "test")):
        write_pairs(tmp_path / split, 1, first=number)
    train, held_out = find_pairs(tmp_path).split(0.1, 0)
    assert (names(train), names(held_out)) == (["000"], ["001"])


@pytest.mark.parametrize("split", ["val", "test"])
def test_a_folder_with_nothing_but_held_out_pairs_has_no_training_pairs(tmp_path, split):
    write_pairs(tmp_path / split, 3)
    train, held_out = find_pairs(tmp_path).split(0.1, 0)
    assert (len(train), len(held_out)) == (0, 3)


def test_a_single_folder_around_everything_is_stepped_into(tmp_path):
    write_folders(tmp_path / "outer" / "inner", "A", "B")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / ".hidden").mkdir()
    assert len(find_pairs(tmp_path).pairs[""]) == 3


def test_letter_case_and_extensions_may_differ(tmp_path):
    write_folders(tmp_path, "A", "B", names=())
    Image.new("RGB", (8, 8)).save(tmp_path / "A" / "Cat.JPEG")
    Image.new("RGB", (8, 8)).save(tmp_path / "B" / "cat.png")
    (pair,) = find_pairs(tmp_path).pairs[""]
    assert [file.name for file in pair.files] == ["Cat.JPEG", "cat.png"]


def test_other_files_and_hidden_ones_are_left_out(tmp_path):
    write_pairs(tmp_path, 1)
    for name in (".000.png", "notes.txt", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"not a picture")
    assert [path.name for path in pictures_in(tmp_path)] == ["000.png"]


def test_a_share_is_held_out_that_depends_on_the_seed_alone(tmp_path):
    write_pairs(tmp_path / "data", 20, side=8)
    layout = find_pairs(tmp_path / "data")
    train, held_out = layout.split(0.2, 7)
    assert len(held_out) == 4
    assert sorted(names(train) + names(held_out)) == names(layout.pairs[""])
    assert layout.split(0.2, 7) == (train, held_out)
    assert layout.split(0.2, 8) != (train, held_out)


def test_a_new_pair_does_not_reshuffle_what_is_held_out(tmp_path):
    write_pairs(tmp_path, 20, side=8)
    before = set(names(find_pairs(tmp_path).split(0.2, 0)[1]))
    write_pairs(tmp_path, 1, side=8, first=20)
    after = set(names(find_pairs(tmp_path).split(0.2, 0)[1]))
    assert len(before & after) >= 3


def test_at_least_one_pair_is_held_out_unless_none_is_wanted(tmp_path):
    write_pairs(tmp_path, 3)
    assert len(find_pairs(tmp_path).split(0.01, 0)[1]) == 1
    assert len(find_pairs(tmp_path).split(0.0, 0)[1]) == 0


def test_a_lone_pair_is_trained_on(tmp_path):
    write_pairs(tmp_path, 1)
    assert tuple(map(len, find_pairs(tmp_path).split(0.5, 0))) == (1, 0)


def refusal(folder) -> str:
    with pytest.raises(DataError) as error:
        require_matched(find_pairs(folder), folder)
    return str(error.value)


def test_a_missing_folder_is_named(tmp_path):
    assert refusal(tmp_path / "gone") == (
        f"{tmp_path / 'gone'} is not a folder. Give the folder that holds the pairs."
    )


def test_names_that_differ_in_letter_case_alone_are_ambiguous(tmp_path):
    write_folders(tmp_path, "A", "B", names=("cat",))
    Image.new("RGB", (8, 8)).save(tmp_path / "A" / "CAT.jpg")
    assert f"{tmp_path / 'A' / 'cat.png'} shares its name with another file" in refusal(tmp_path)


@pytest.mark.parametrize("inside", [(), ("A",), ("train",), ("A", "B")])
def test_a_folder_without_pairs_is_told_what_was_expected(tmp_path, inside):
    for name in inside:
        (tmp_path / name).mkdir()
    assert refusal(tmp_path) == (
        f"{tmp_path} holds no pairs. Expected are pictures with both halves side by side, or two "
        "folders A/ and B/ whose files have the same names."
    )


def test_a_file_without_a_partner_is_named(tmp_path):
    write_folders(tmp_path, "A", "B")
    (tmp_path / "B" / "2.png").unlink()
    assert refusal(tmp_path) == (
        f"{tmp_path / 'A' / '2.png'} has no file of the same name in the other half. "
        f"Add, rename or remove it, in {tmp_path}."
    )


def test_files_that_match_nowhere_are_counted(tmp_path):
    write_folders(tmp_path, "A", "B")
    for file in (tmp_path / "B").iterdir():
        file.rename(file.with_name(f"x{file.name}"))
    assert refusal(tmp_path) == (
        f"{tmp_path / 'A' / '1.png'} has no file of the same name in the other half "
        f"(6 such files). Add, rename or remove it, in {tmp_path}."
    )


def test_two_files_of_one_name_are_ambiguous(tmp_path):
    write_folders(tmp_path, "A", "B")
    Image.new("RGB", (8, 8)).save(tmp_path / "A" / "1.jpg")
    assert refusal(tmp_path) == (
        f"{tmp_path / 'A' / '1.png'} shares its name with another file of its folder. "
        f"Add, rename or remove it, in {tmp_path}."
    )
