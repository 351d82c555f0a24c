import numpy as np
import pytest
import torch
from conftest import SMALL, write_folders, write_pairs
from PIL import Image

from pix2pix.config import DataConfig, UNetConfig
from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.paired import PairedPictures
from pix2pix.data.pairs import read_pair
from pix2pix.errors import DataError, PictureError

ALL = DataConfig(held_out=0)


def open_pairs(folder, generator=SMALL, **data) -> PairedPictures:
    return PairedPictures.find(folder, generator, ALL.model_copy(update=data), 0)[0]


@pytest.fixture
def gradient(tmp_path):
    """A pair whose halves are the same picture, in which every column and row has its own shade."""
    y, x = np.mgrid[:64, :64]
    half = np.stack([x * 4, y * 4, np.full_like(x, 128)], axis=-1).astype(np.uint8)
    Image.fromarray(np.concatenate([half, half], axis=1)).save(tmp_path / "pair.png")
    return tmp_path


def test_the_left_half_is_the_source_unless_the_direction_is_turned(tmp_path):
    pair = Image.new("RGB", (64, 32), "blue")
    pair.paste("red", (0, 0, 32, 32))
    pair.save(tmp_path / "pair.png")
    for direction, first in (("a2b", [255, 0, 0]), ("b2a", [0, 0, 255])):
        source, target = open_pairs(tmp_path, direction=direction).plain(0)
        assert source[:, 5, 5].tolist() == first
        assert target[:, 5, 5].tolist() == first[::-1]


def test_folder_a_is_the_source_unless_the_direction_is_turned(tmp_path):
    write_folders(tmp_path, "A", "B")
    assert open_pairs(tmp_path).plain(0)[0][:, 0, 0].tolist() == [255, 0, 0]
    assert open_pairs(tmp_path, direction="b2a").plain(0)[0][:, 0, 0].tolist() == [0, 0, 255]


def test_both_halves_are_jittered_alike(gradient):
    pictures = open_pairs(gradient)
    places = set()
    for seed in range(20):
        source, target = pictures.sample(0, np.random.default_rng(seed))
        assert source.shape == (3, 32, 32)
        assert torch.equal(source, target)
        places.add(tuple(source[:2, 0, 0].tolist()))
    assert len(places) > 5


def test_jitter_crops_mirrors_and_is_chosen_by_its_generator(gradient):
    pictures = open_pairs(gradient)
    mirrored = 0
    for seed in range(40):
        source, _ = pictures.sample(0, np.random.default_rng(seed))
        again, _ = pictures.sample(0, np.random.default_rng(seed))
        assert torch.equal(source, again)
        mirrored += bool(source[0, 0, 0] > source[0, 0, -1])
        assert (source[1].diff(dim=0) >= 0).all()  # never upside down
    assert 10 < mirrored < 30


def test_jitter_enlarges_by_its_factor_and_crops_back(gradient):
    # 32 px enlarged by 286/256 are 36 px, so a crop shows 32/36 of the shades of the whole.
    source, _ = open_pairs(gradient, mirror=False).sample(0, np.random.default_rng(0))
    shown = int(source[0, 0, -1]) - int(source[0, 0, 0])
    assert abs(shown - 252 * 31 / 36) < 6


def test_without_jitter_a_sample_is_the_plain_pair(gradient):
    pictures = open_pairs(gradient, jitter=1.0, mirror=False)
    for found, plain in zip(
        pictures.sample(0, np.random.default_rng(0)), pictures.plain(0), strict=True
    ):
        assert torch.equal(found, plain)


def test_placed_pairs_are_small_pictures_on_white_alike_in_both_halves(tmp_path):
    pair = Image.new("RGB", (64, 32), "black")
    pair.save(tmp_path / "one.png")
    pictures = open_pairs(tmp_path, random_placement=1.0)
    sizes = set()
    for seed in range(20):
        source, target = pictures.sample(0, np.random.default_rng(seed))
        assert torch.equal(source, target)
        ink = (source < 128).all(dim=0)
        assert 0.25 < ink.float().mean() < 1  # at least 0.6 of each side
        sizes.add(int(ink.sum()))
    assert len(sizes) > 10


def test_collages_are_figures_on_white_with_their_outlines_in_the_source(tmp_path):
    pair = Image.new("RGB", (64, 32), "white")
    pair.paste("blue", (32, 0, 64, 32))
    pair.save(tmp_path / "one.png")
    pictures = open_pairs(tmp_path, collage=1.0)
    for seed in range(5):
        source, target = pictures.sample(0, np.random.default_rng(seed))
        blue = target[0] < 128
        assert 0.01 < blue.float().mean() < 0.9
        assert (target[2] > 90).all()  # blue or white
        assert (source < 128).any()
    assert torch.equal(target, pictures.sample(0, np.random.default_rng(seed))[1])


WIDE = SMALL.changed(size="32x64")


@pytest.mark.parametrize("size", ["32x64", "64x24"])
def test_pictures_of_any_shape_are_scaled_to_the_height_and_width_of_the_model(gradient, size):
    height, width = map(int, size.split("x"))
    pictures = open_pairs(gradient, SMALL.changed(size=size), mirror=False)
    whole = pictures.plain(0)[0]
    assert whole.shape == (3, height, width)
    for corner, shades in (((0, 0), (0, 0)), ((-1, -1), (252, 252))):
        for found, shade in zip(whole[:2, *corner].tolist(), shades, strict=True):
            assert abs(found - shade) < 12
    places = set()
    for seed in range(30):
        source, target = pictures.sample(0, np.random.default_rng(seed))
        assert source.shape == (3, height, width)
        assert torch.equal(source, target)
        places.add(tuple(source[:2, 0, 0].tolist()))
    lefts, tops = map(set, zip(*places, strict=True))
    assert min(len(lefts), len(tops)) > 2  # enlarged both ways, and cropped back


def test_what_is_placed_on_paper_that_is_not_square_keeps_its_shape(tmp_path):
    Image.new("RGB", (64, 32), "black").save(tmp_path / "one.png")
    pictures = open_pairs(tmp_path, WIDE, random_placement=1.0)
    places = set()
    for seed in range(40):
        source, target = pictures.sample(0, np.random.default_rng(seed))
        assert source.shape == (3, *WIDE.size)
        assert torch.equal(source, target)
        ink = (source < 128).all(dim=0)
        rows, columns = (ink.any(dim=axis).nonzero()[:, 0] for axis in (1, 0))
        assert 1.6 < len(columns) / len(rows) < 2.4
        assert ink.sum() > 0.9 * len(rows) * len(columns)  # turned little, or its ends were cut off
        places.add((int(columns[0]), int(rows[0])))
    assert len(places) > 20


def test_collages_and_hands_draw_on_paper_that_is_not_square(tmp_path):
    pair = Image.new("RGB", (128, 32), "white")
    pair.paste("blue", (64, 0, 128, 32))
    pair.save(tmp_path / "one.png")
    reading = {"layout": "side_by_side", "collage": 1.0, "hand_drawn": 1.0}
    pictures = open_pairs(tmp_path, WIDE, **reading)
    for seed in range(5):
        source, target = pictures.sample(0, np.random.default_rng(seed))
        assert source.shape == target.shape == (3, *WIDE.size)
        assert 0.01 < (target[0] < 128).float().mean() < 0.9


def test_only_the_source_is_redrawn_by_hand(pairs):
    usual, drawn = open_pairs(pairs), open_pairs(pairs, hand_drawn=1.0)
    for index in range(3):
        source, target = usual.sample(index, np.random.default_rng(index))
        other, same = drawn.sample(index, np.random.default_rng(index))
        assert torch.equal(target, same)
        assert not torch.equal(source, other)


def test_channels_are_those_of_the_network(pairs):
    config = UNetConfig(size=32, depth=3, dropout_levels=(), in_channels=1, out_channels=4)
    source, target = open_pairs(pairs, config).sample(0, np.random.default_rng(0))
    assert (len(source), len(target)) == (1, 4)


def test_pictures_stay_in_memory_after_their_first_use(tmp_path):
    pictures = open_pairs(write_pairs(tmp_path, 2))
    before = pictures.sample(0, np.random.default_rng(0))
    for file in tmp_path.iterdir():
        file.unlink()
    after = pictures.sample(0, np.random.default_rng(0))
    assert torch.equal(before[0], after[0])
    with pytest.raises(PictureError, match="does not exist"):
        pictures.sample(1, np.random.default_rng(0))


def test_pictures_that_do_not_fit_into_memory_are_read_again(tmp_path):
    pictures = open_pairs(write_pairs(tmp_path, 1), memory_mb=0)
    pictures.sample(0, np.random.default_rng(0))
    (tmp_path / "000.png").unlink()
    with pytest.raises(PictureError, match="does not exist"):
        pictures.sample(0, np.random.default_rng(0))


def refusal(folder) -> str:
    with pytest.raises((DataError, PictureError)) as error:
        read_pair(find_pairs(folder).pairs[""][0])
    return str(error.value)


def test_halves_of_different_size_are_named(tmp_path):
    write_folders(tmp_path, "A", "B", names=("1",))
    Image.new("RGB", (40, 32)).save(tmp_path / "B" / "1.png")
    assert refusal(tmp_path) == (
        f"{tmp_path}/A/1.png is 32x32 px and {tmp_path}/B/1.png is 40x32 px. Both halves of a "
        "pair must have the same size; scale or crop one of them."
    )


@pytest.mark.parametrize("size", [(32, 32), (100, 32)])
def test_a_file_of_another_shape_than_all_others_is_no_pair(tmp_path, size):
    write_pairs(tmp_path, 4, first=1)
    Image.new("RGB", size).save(tmp_path / "000.png")
    assert refusal(tmp_path) == (
        f"{tmp_path}/000.png is {size[0]}x{size[1]} px; a pair side by side must be twice as wide "
        "as high. Crop it, or use folders A/ and B/."
    )


def test_a_file_that_does_not_fall_into_equal_halves_is_no_pair(tmp_path):
    write_pairs(tmp_path, 4, first=1)
    Image.new("RGB", (65, 32)).save(tmp_path / "000.png")
    assert refusal(tmp_path) == (
        f"{tmp_path}/000.png is 65x32 px; its width does not divide into 2 equal parts. Crop it, "
        "or use folders A/ and B/."
    )


def test_a_damaged_half_is_named(tmp_path):
    write_folders(tmp_path, "A", "B", names=("1",))
    (tmp_path / "B" / "1.png").write_bytes(b"")
    assert refusal(tmp_path).startswith(f"{tmp_path}/B/1.png cannot be read as a picture")
