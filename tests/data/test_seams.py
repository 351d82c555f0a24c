"""Pairs in one file are told from single pictures by their seam."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from pix2pix.data.find_pairs import read_layout
from pix2pix.data.pairs import read_pair
from pix2pix.data.seams import Cut, best_cut
from tests.conftest import draw_pair, write_pairs
from tests.data.trees import joined, write_strips

ACROSS, DOWN, THREE = Cut(2), Cut(2, down=True), Cut(3)


def landscape(seed: int, size: tuple[int, int]) -> Image.Image:
    """A single picture in which something is everywhere: soft noise in several sizes."""
    rng = np.random.default_rng(seed)
    whole = Image.new("RGB", size)
    for blur in (24, 8, 2):
        noise = Image.fromarray(rng.integers(0, 256, (*size[::-1], 3), np.uint8))
        soft = noise.filter(ImageFilter.GaussianBlur(blur))
        stretched = Image.fromarray(
            np.clip((np.asarray(soft, float) - 127.5) * blur * 2 + 127.5, 0, 255).astype(np.uint8)
        )
        whole = Image.blend(whole, stretched, 0.5)
    return whole


def label_map(seed: int, size: tuple[int, int]) -> Image.Image:
    """Flat stripes that reach the rims, and something in them."""
    rng = np.random.default_rng(1000 + seed)
    picture = Image.new("RGB", size, "navy")
    picture.paste("green", (0, int(rng.integers(size[1] // 4, size[1] // 2)), *size))
    picture.paste("red", (size[0] // 5, size[1] // 5, 2 * size[0] // 3, 2 * size[1] // 3))
    return picture


def drawn(seed: int, size: tuple[int, int]) -> list[Image.Image]:
    """A drawing and its photo, on white, of any shape."""
    return [half.resize(size, Image.Resampling.NEAREST) for half in draw_pair(seed, 64)]


@pytest.mark.parametrize(
    ("size", "cut"),
    [
        ((64, 64), ACROSS),
        ((64, 64), DOWN),
        ((128, 64), DOWN),  # a square file
        ((256, 64), DOWN),  # twice as wide as high, and yet not side by side
        ((60, 80), ACROSS),
    ],
)
def test_a_drawing_and_its_photo_are_a_pair_also_where_both_are_blank_at_the_seam(size, cut):
    pictures = [joined(drawn(seed, size), down=cut.down) for seed in range(8)]
    assert best_cut(pictures)[0] == cut


@pytest.mark.parametrize("cut", [ACROSS, DOWN])
@pytest.mark.parametrize("size", [(64, 64), (96, 64), (100, 40)])
def test_pictures_that_reach_the_rims_are_a_pair_by_the_jump_between_them(size, cut):
    pictures = [
        joined([label_map(seed, size), landscape(seed, size)], down=cut.down) for seed in range(6)
    ]
    assert best_cut(pictures)[0] == cut


@pytest.mark.parametrize(
    "size", [(256, 128), (128, 256), (128, 128), (192, 128), (384, 128), (160, 90), (90, 180)]
)
def test_single_pictures_of_any_shape_are_not_cut(size):
    assert best_cut([landscape(seed, size) for seed in range(6)])[0] is None


def test_three_pictures_in_a_row_are_told_from_two():
    pictures = []
    for seed in range(6):
        drawing, photo = drawn(seed, (64, 64))
        pictures.append(joined([drawing, photo, photo.rotate(90)]))
    assert best_cut(pictures)[0] == THREE


def test_jpeg_does_not_hide_a_seam(tmp_path):
    for seed in range(6):
        halves = [label_map(seed, (64, 64)), landscape(seed, (64, 64))]
        joined(halves).save(tmp_path / f"{seed}.jpg", quality=60)
    assert read_layout(tmp_path).kind == "side by side"


def test_files_twice_as_wide_as_high_count_as_pairs_where_nothing_speaks_against_it(tmp_path):
    Image.new("RGB", (64, 32), "white").save(tmp_path / "one.png")
    assert read_layout(tmp_path).kind == "side by side"


def test_wide_photos_are_single_pictures(tmp_path):
    for seed in range(6):
        landscape(seed, (256, 128)).save(tmp_path / f"pano{seed}.jpg")
    layout = read_layout(tmp_path)
    assert (layout.kind, len(layout.photos)) == ("single pictures", 6)


def test_stacked_pairs_are_read_from_top_to_bottom(tmp_path):
    write_strips(tmp_path, lambda a, b: joined([a, b], down=True))
    layout = read_layout(tmp_path)
    assert layout.kind == "one above the other"
    halves = read_pair(layout.pairs[""][0])
    for half, expected in zip(halves, draw_pair(0), strict=True):
        assert half.tobytes() == expected.tobytes()


def test_the_settings_for_three_in_a_row_are_said(tmp_path):
    write_strips(tmp_path, lambda a, b: joined([a, b, b.rotate(180)]))
    (said,) = read_layout(tmp_path).remarks
    assert "numbers 1 and 2 are used. Choose others with --panels" in said


def test_pictures_with_a_seam_are_pairs_also_where_names_of_two_folders_match(tmp_path):
    for folder in ("monday", "tuesday"):
        write_pairs(tmp_path / folder, 6)
    layout = read_layout(tmp_path)
    assert (layout.kind, len(layout.pairs[""])) == ("side by side", 12)
