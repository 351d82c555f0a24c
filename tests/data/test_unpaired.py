from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from pix2pix.config import DataConfig, Reading
from pix2pix.data.find_unpaired import find_two_domains
from pix2pix.data.unpaired import UnpairedPictures
from pix2pix.errors import DataError
from tests.conftest import SMALL, write_folders, write_pairs

RED, BLUE = (255, 0, 0), (0, 0, 255)


def write(folder: Path, color: tuple[int, int, int], *names: str, side: int = 40) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        Image.new("RGB", (side, side), color).save(folder / name)


@pytest.fixture
def horses(tmp_path: Path) -> Path:
    """Seven red pictures and three blue ones, and a test split, in the folders of the paper."""
    write(tmp_path / "trainA", RED, *(f"{number}.png" for number in range(7)))
    write(tmp_path / "trainB", BLUE, "x.png", "y.png", "z.jpg")
    write(tmp_path / "testA", RED, "0.png", "1.png")
    write(tmp_path / "testB", BLUE, "0.png", "1.png")
    return tmp_path


def find(folder: Path, **data: object) -> tuple[UnpairedPictures, UnpairedPictures]:
    return UnpairedPictures.find(folder, SMALL, DataConfig(**data), 0)


def test_two_folders_of_different_counts_are_two_domains(horses: Path) -> None:
    train, held_out = find(horses)
    assert (len(train.sources), len(train.targets)) == (7, 3)
    assert (len(held_out.sources), len(held_out.targets)) == (2, 2)
    assert len(train) == 7
    assert {file.parent.name for (file,) in train.files} == {"trainA", "trainB"}


def test_an_epoch_shows_all_of_the_larger_domain_and_draws_from_the_other(horses: Path) -> None:
    for number, half in enumerate(sorted((horses / "trainA").iterdir())):
        Image.new("RGB", (40, 40), (40 + 30 * number, 0, 0)).save(half)
    for number, half in enumerate(sorted((horses / "trainB").iterdir())):
        Image.new("RGB", (40, 40), (0, 0, 90 + 60 * number)).save(half, quality=100)
    train, _ = find(horses)
    shown = [train.sample(index, np.random.default_rng(index)) for index in range(7)]
    assert len({source[0].median().item() for source, _ in shown}) == 7
    assert len({target[2].median().item() for _, target in shown}) > 1
    again = [train.sample(index, np.random.default_rng(index)) for index in range(7)]
    for one, other in zip(shown, again, strict=True):
        assert all(map(torch.equal, one, other))


def test_source_and_target_are_cropped_and_mirrored_apart(tmp_path: Path) -> None:
    ramp = np.tile(np.arange(0, 240, 4, dtype=np.uint8), (60, 1))
    for folder in ("A", "B"):
        (tmp_path / folder).mkdir()
        Image.fromarray(ramp).save(tmp_path / folder / f"{folder}.png")
    train, _ = find(tmp_path, jitter=1.5, held_out=0)
    pairs = [train.sample(0, np.random.default_rng(seed)) for seed in range(20)]
    rising = [[(half[0, 0, -1] > half[0, 0, 0]).item() for half in pair] for pair in pairs]
    assert {tuple(each) for each in rising} == {
        (True, True), (True, False), (False, True), (False, False)
    }  # fmt: skip


def test_the_direction_decides_which_domain_is_the_source(horses: Path) -> None:
    train, held_out = find(horses, direction="b2a")
    assert (len(train.sources), len(train.targets)) == (3, 7)
    source, target = held_out.plain(0)
    assert source[2].float().mean() > 250
    assert target[0].float().mean() > 250
    turned = held_out.reversed()
    assert torch.equal(turned.plain(0)[0], target)


def test_any_two_folders_will_do_and_no_file_is_lost(tmp_path: Path) -> None:
    write(tmp_path / "horses" / "brown", RED, "1.png", "2.png")
    write(tmp_path / "zebras", BLUE, "3.png")
    write(tmp_path, RED, "beside.png")
    (tmp_path / "zebras" / "notes.txt").write_text("seen in May")
    found = find_two_domains(tmp_path)
    assert found.kind == "folders horses and zebras"
    counted = sum(len(half) for both in found.halves.values() for half in both)
    assert counted + len(found.left_out) == 5
    assert {file.name for file, _ in found.left_out} == {"beside.png", "notes.txt"}


def test_other_folders_can_be_named(tmp_path: Path) -> None:
    for name in ("day", "dusk", "night"):
        write(tmp_path / name, RED, f"{name}.png")
    with pytest.raises(DataError, match="name others with --halves"):
        find_two_domains(tmp_path)
    found = find_two_domains(tmp_path, Reading(halves=("day", "night")))
    assert [len(half) for half in found.halves["train"]] == [1, 1]
    assert [file.parent.name for file, _ in found.left_out] == ["dusk"]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path / "A", RED, "1.png", "2.png")
    (tmp_path / "B").mkdir()
    with pytest.raises(DataError, match="holds no two domains.* There are no pictures in B."):
        find_two_domains(tmp_path)
    write(tmp_path / "B" / "train", BLUE, "1.png")
    write(tmp_path / "A" / "test", RED, "3.png")
    with pytest.raises(DataError, match=r", test: .* second one is empty, .* has 1 picture\."):
        find_two_domains(tmp_path)


def test_without_a_split_a_share_of_each_domain_is_held_out(tmp_path: Path) -> None:
    write(tmp_path / "A", RED, *(f"a{number}.png" for number in range(20)))
    write(tmp_path / "B", BLUE, *(f"b{number}.png" for number in range(10)))
    train, held_out = find(tmp_path, held_out=0.2)
    assert (len(held_out.sources), len(held_out.targets)) == (4, 2)
    assert not {*train.files} & {*held_out.files}


def test_halves_of_pairs_are_two_domains_whose_held_out_pictures_are_pairs(tmp_path: Path) -> None:
    train, held_out = find(write_pairs(tmp_path / "pairs", 8), held_out=0.25)
    assert (len(train), len(held_out)) == (6, 2)
    assert held_out.are_pairs
    named = write_folders(tmp_path / "named", "A", "B", ("ant", "bee", "cat", "dog"))
    assert find(named, held_out=0.5)[1].are_pairs


def test_pictures_that_are_only_numbered_alike_are_no_pairs(horses: Path) -> None:
    assert not find(horses)[1].are_pairs


def test_crops_are_taken_at_the_pictures_own_scale(horses: Path) -> None:
    train, held_out = find(horses, crop=32)
    assert train.sample(0, np.random.default_rng(0))[0].shape == (3, 32, 32)
    assert held_out.plain(0)[0].shape == (3, 32, 32)
    write(horses / "trainB", BLUE, "small.png", side=20)
    with pytest.raises(DataError, match=r"small\.png is 20x20 px, less than a crop of 32 x 32 px"):
        find(horses, crop=32)


def test_each_domain_has_a_scale_of_its_own(horses: Path) -> None:
    deep = np.linspace(1000, 3000, 1600).reshape(40, 40).astype(np.uint16)
    for file in [*(horses / "trainB").iterdir(), *(horses / "testB").iterdir()]:
        Image.fromarray(deep).save(file.with_suffix(".png"))
    (horses / "trainB" / "z.jpg").unlink()
    train, _ = find(horses)
    assert train.values.source.kind == "8-bit"
    assert train.values.target.range == (1000, 3000)


def test_memory_that_is_full_changes_nothing_but_the_time(horses: Path) -> None:
    kept, read_again = find(horses)[0], find(horses, memory_mb=0)[0]
    for index in range(3):
        one, other = (each.sample(index, np.random.default_rng(1)) for each in (kept, read_again))
        assert all(map(torch.equal, one, other))
    assert not read_again._kept
