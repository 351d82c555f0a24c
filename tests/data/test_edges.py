import numpy as np
import pytest
from PIL import Image, ImageDraw

from pix2pix.data.edges import photo_to_edges, redraw


def square_photo(side: int = 256, inside: str = "red", outside: str = "white") -> Image.Image:
    photo = Image.new("RGB", (side, side), outside)
    ImageDraw.Draw(photo).rectangle((side // 4, side // 4, side * 3 // 4, side * 3 // 4), inside)
    return photo


def ink(sketch: Image.Image) -> np.ndarray:
    return np.asarray(sketch.convert("L")) < 128


@pytest.mark.bare
def test_lines_are_black_on_white_and_stand_where_the_photo_changes():
    found = ink(photo_to_edges(square_photo()))
    rows, columns = np.nonzero(found)
    assert 64 - 3 <= rows.min() <= 64 + 3
    assert 192 - 3 <= columns.max() <= 192 + 3
    assert not found[100:150, 100:150].any()
    assert not found[:50].any()
    assert 3 * 128 < found.sum() < 8 * 128


def test_an_even_photo_has_no_lines():
    sketch = photo_to_edges(Image.new("RGB", (64, 64), "green"))
    assert sketch.mode == "L"
    assert sketch.getextrema() == (255, 255)


def test_colors_of_equal_brightness_make_a_line():
    grey_alike = square_photo(inside=(255, 0, 0), outside=(0, 130, 0))
    assert len(set(grey_alike.convert("L").get_flattened_data())) == 1
    assert ink(photo_to_edges(grey_alike)).any()


def test_a_higher_threshold_keeps_fewer_lines():
    photo = Image.effect_noise((128, 128), 60).convert("RGB")
    counts = [int(ink(photo_to_edges(photo, t)).sum()) for t in (0.0, 0.5, 1.0)]
    assert counts[0] > counts[1] > counts[2]


def test_thickness_is_in_px_of_a_256_px_picture():
    thin, thick = (ink(photo_to_edges(square_photo(), thickness=t)).sum() for t in (1, 5))
    assert 3.5 < thick / thin < 6
    large = ink(photo_to_edges(square_photo(512), thickness=5)).sum()
    assert 3.5 < large / thick < 4.5  # twice as long and twice as thick


def test_lines_are_as_thick_on_wide_paper_as_on_a_square_of_its_height():
    square, wide = square_photo(), Image.new("RGB", (512, 256), "white")
    wide.paste(square, (128, 0))
    found, expected = (ink(photo_to_edges(photo, thickness=5)).sum() for photo in (wide, square))
    assert abs(found / expected - 1) < 0.05
    thickness = []
    for width in (512, 256):
        line = np.full((256, width, 3), 255, np.uint8)
        line[127:129] = 0
        drawn = [redraw(line, np.random.default_rng(seed)) < 128 for seed in range(20)]
        thickness.append(np.mean([each.sum() / each.any(axis=0).sum() for each in drawn]))
    assert abs(thickness[0] / thickness[1] - 1) < 0.1


def test_a_see_through_photo_lies_on_white_paper():
    photo = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    photo.paste((200, 0, 0, 255), (16, 16, 48, 48))
    assert ink(photo_to_edges(photo)).any()
    assert not ink(photo_to_edges(Image.new("RGBA", (64, 64), (0, 0, 0, 0)))).any()


@pytest.fixture
def drawing() -> np.ndarray:
    return np.asarray(photo_to_edges(square_photo()).convert("RGB"))


def test_a_redrawn_sketch_is_chosen_by_its_generator(drawing):
    first, again, other = (redraw(drawing, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_redrawn_sketch_has_its_shape_and_is_grey(drawing, channels):
    sketch = np.concatenate([drawing, drawing], axis=2)[..., :channels]
    drawn = redraw(sketch, np.random.default_rng(0))
    assert (drawn.shape, drawn.dtype) == (sketch.shape, np.uint8)
    assert (drawn == drawn[..., :1]).all()


def test_a_redrawn_line_stays_near_its_place_and_gets_thicker(drawing):
    ratios = []
    for seed in range(10):
        drawn = redraw(drawing, np.random.default_rng(seed))[..., 0] < 128
        before = drawing[..., 0] < 128
        near = np.zeros_like(before)
        for y, x in zip(*np.nonzero(before), strict=True):
            near[max(0, y - 8) : y + 9, max(0, x - 8) : x + 9] = True
        assert not (drawn & ~near).any()
        ratios.append(drawn.sum() / before.sum())
    assert np.mean(ratios) > 1.3


def test_small_details_are_sometimes_dropped_and_white_stays_white():
    dots = np.full((256, 256, 3), 255, np.uint8)
    dots[100:103, 100:103] = 0
    kept = [(redraw(dots, np.random.default_rng(s)) < 128).any() for s in range(20)]
    assert 0 < sum(kept) < 20
    white = np.full((64, 64, 3), 255, np.uint8)
    assert redraw(white, np.random.default_rng(0)).min() == 255


def test_a_detail_goes_with_its_soft_rim():
    sketch = np.full((256, 256, 3), 255, np.uint8)
    sketch[100:105, 100:105] = 205  # grey around a black dot of 9 px
    sketch[101:104, 101:104] = 0
    drawn = [redraw(sketch, np.random.default_rng(seed)) for seed in range(40)]
    empty = [bool((each == 255).all()) for each in drawn]
    assert 5 < sum(empty) < 35
    assert all(each.min() < 100 for each, gone in zip(drawn, empty, strict=True) if not gone)
