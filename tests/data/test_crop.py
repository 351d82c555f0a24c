"""Crops at the pictures' own scale: what is learnt from them, and what they need."""

import numpy as np
import pytest
import torch
from conftest import SMALL
from PIL import Image

from pix2pix.config import DataConfig, Recipe, Size
from pix2pix.data.paired import PairedPictures
from pix2pix.errors import ConfigError, DataError

SIDE = SMALL.size.height
WIDTH, HEIGHT = 90, 50
CROPS = DataConfig(held_out=0, crop=SIDE)
SHAPES = pytest.mark.parametrize("size", [Size(SIDE, SIDE), Size(24, 64), Size(48, 16)])


def half(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Each column and each row has a shade of its own, one lighter than the last."""
    y, x = np.mgrid[:height, :width].astype(np.uint8)
    return Image.fromarray(np.stack([x, y, x], axis=2))


def write(folder, name="one", size=(WIDTH, HEIGHT)):
    for side in "AB":
        (folder / side).mkdir(exist_ok=True)
        half(*size).save(folder / side / f"{name}.png")
    return folder


def opened(folder, size=SIDE, **settings) -> PairedPictures:
    data = CROPS.changed(**{"crop": size, **settings})
    return PairedPictures.find(folder, SMALL.changed(size=size), data, 0)[0]


@SHAPES
def test_a_crop_is_a_part_of_the_picture_at_its_own_scale(tmp_path, size):
    pictures = opened(write(tmp_path), size, mirror=False)
    whole = torch.from_numpy(np.array(half())).permute(2, 0, 1)
    corners = set()
    for seed in range(300):
        source, target = pictures.sample(0, np.random.default_rng(seed))
        left, top = source[:2, 0, 0].tolist()
        assert torch.equal(source, whole[:, top : top + size.height, left : left + size.width])
        assert torch.equal(source, target)
        corners.add((left, top))
    lefts, tops = map(set, zip(*corners, strict=True))
    assert (min(lefts), max(lefts)) == (0, WIDTH - size.width)
    assert (min(tops), max(tops)) == (0, HEIGHT - size.height)


@SHAPES
def test_held_out_pairs_are_seen_in_their_middle(tmp_path, size):
    source, target = opened(write(tmp_path), size).plain(0)
    assert source[:2, 0, 0].tolist() == [(WIDTH - size.width) // 2, (HEIGHT - size.height) // 2]
    assert source.shape == (3, *size)
    assert torch.equal(source, target)


def test_crops_of_numbers_keep_their_values(tmp_path):
    for side in "AB":
        (tmp_path / side).mkdir()
        depth = np.arange(WIDTH * HEIGHT, dtype=np.uint16).reshape(HEIGHT, WIDTH)
        Image.fromarray(depth).save(tmp_path / side / "one.png")
    pictures = opened(tmp_path)
    low, high = pictures.values.source.range
    corner = (HEIGHT - SIDE) // 2 * WIDTH + (WIDTH - SIDE) // 2
    found = pictures.plain(0)[0][0, 0, 0].item()
    assert found == pytest.approx((corner - low) / (high - low) * 255, abs=0.01)


def test_both_halves_of_one_file_are_cropped_alike(tmp_path):
    both = Image.new("RGB", (2 * SIDE + 20, SIDE + 10))
    for left in (0, SIDE + 10):
        both.paste(half(SIDE + 10, SIDE + 10), (left, 0))
    both.save(tmp_path / "pair.png")
    source, target = opened(tmp_path).sample(0, np.random.default_rng(1))
    assert source.shape == (3, SIDE, SIDE)
    assert torch.equal(source, target)


@SHAPES
@pytest.mark.parametrize("share", ["collage", "random_placement", "hand_drawn"])
def test_what_else_is_done_to_pairs_is_done_to_crops(tmp_path, share, size):
    pictures = opened(write(tmp_path), size, **{share: 1.0})
    for seed in range(3):
        source, target = pictures.sample(0, np.random.default_rng(seed))
        assert source.shape == target.shape == (3, *size)


def test_a_picture_smaller_than_the_crop_is_named_with_what_to_do(tmp_path):
    write(tmp_path)
    write(tmp_path, "small", (60, 30))
    write(tmp_path, "smaller", (20, 60))
    with pytest.raises(DataError) as error:
        opened(tmp_path)
    assert str(error.value) == (
        f"{tmp_path}/A/small.png is 60x30 px, less than a crop of 32 x 32 px. 2 of 3 are "
        "too small. The least height of all is 30 px, the least width 20 px: choose a crop of "
        "at most that (--crop, with the same --size), take out what is smaller, or leave --crop "
        "out to have pictures scaled."
    )


@pytest.mark.parametrize(("size", "fits"), [("48x88", True), ("56x40", False), ("16x96", False)])
def test_a_picture_must_be_as_high_and_as_wide_as_a_crop(tmp_path, size, fits):
    write(tmp_path)
    if fits:
        assert opened(tmp_path, size).plain(0)[0].shape == (3, 48, 88)
        return
    height, width = size.split("x")
    words = f"90x50 px, less than a crop of {height} px in height and {width} px in width"
    with pytest.raises(DataError, match=words):
        opened(tmp_path, size)


def test_halves_of_one_file_are_measured_one_by_one(tmp_path):
    half(2 * SIDE - 10, SIDE - 5).save(tmp_path / "pair.png")
    with pytest.raises(DataError, match=r"^Each half of .*pair\.png is 27x27 px, less than a crop"):
        opened(tmp_path)


def test_a_picture_that_has_become_narrower_since_is_named(tmp_path):
    pictures = opened(write(tmp_path), "24x64")
    write(tmp_path, size=(60, 50))
    words = "is 60x50 px, less than a crop of 24 px in height and 64 px in width. Take it out"
    with pytest.raises(DataError, match=words):
        pictures.sample(0, np.random.default_rng(0))


def test_a_picture_that_has_shrunk_since_is_named(tmp_path):
    pictures = opened(write(tmp_path))
    write(tmp_path, size=(20, 20))
    with pytest.raises(DataError, match=r"one\.png is 20x20 px, less than a crop of 32 x 32 px"):
        pictures.sample(0, np.random.default_rng(0))


def test_without_a_crop_any_size_will_do(tmp_path):
    assert opened(write(tmp_path, size=(20, 20)), crop=None).plain(0)[0].shape == (3, SIDE, SIDE)


def test_a_crop_is_what_the_model_sees():
    made = Recipe(generator=SMALL, method={"gan": "none"}, data=CROPS)
    assert made.model.native
    assert not made.changed(data=DataConfig()).model.native
    with pytest.raises(ConfigError, match="choose --size 48, or --crop 32"):
        made.changed(data=CROPS.changed(crop=48))
