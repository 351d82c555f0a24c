"""From values to black and white: one scale for every picture of a half."""

import numpy as np
import pytest
import tifffile
from PIL import Image

from pix2pix.config import HalfValues
from pix2pix.errors import ConfigError, PictureError
from pix2pix.images import Samples, as_stored, flatten, open_picture
from pix2pix.images.class_colors import color_of, palette
from pix2pix.images.save import in_16_bits, save_values
from pix2pix.images.values import NO_DATA, in_units, planes, resized

HOUNSFIELD = HalfValues(kind="float", range=(-1000, 1500), bands=(1,))
DEPTH = HalfValues(kind="integer", range=(0, 4095), bands=(1,))
CLASSES = HalfValues(kind="classes")


def grey(value: float, kind: str = "float32") -> Samples:
    return Samples(np.full((8, 8, 1), value, kind))


def shade(picture: Samples, values: HalfValues) -> int:
    level = flatten(picture, 1, values).getpixel((0, 0))
    assert isinstance(level, int)
    return level


def test_a_scale_is_that_of_the_half_not_of_the_picture():
    assert shade(grey(250), HalfValues(kind="float", range=(0, 260))) == 245
    assert shade(grey(260), HalfValues(kind="float", range=(0, 260))) == 255
    assert [shade(grey(value), HOUNSFIELD) for value in (-1000, 250, 1500)] == [0, 128, 255]
    assert shade(grey(4095, "uint16"), DEPTH) == 255


def test_values_beyond_the_scale_are_black_or_white():
    assert [shade(grey(value), HOUNSFIELD) for value in (-3024, 3000)] == [0, 255]


def test_what_was_not_measured_has_a_color_of_its_own():
    picture = grey(-1000)
    picture.values[0, :3, 0] = [np.nan, np.inf, -np.inf]
    found = flatten(picture, 3, HOUNSFIELD)
    assert [found.getpixel((x, 0)) for x in range(4)] == [NO_DATA] * 3 + [(0, 0, 0)]
    declared = Samples(np.full((8, 8, 1), -9999, np.int16), no_data=-9999)
    assert flatten(declared, 3, DEPTH).getpixel((0, 0)) == NO_DATA


def test_nothing_is_rounded_on_the_way_to_a_network():
    steps = np.arange(64, dtype=np.uint16).reshape(8, 8, 1)
    assert len(np.unique(planes(Samples(steps), 3, DEPTH))) == 64
    assert len(np.unique(np.asarray(flatten(Samples(steps), 3, DEPTH)))) < 8


def test_values_come_back_in_the_units_of_the_files():
    values = np.linspace(-1000, 1500, 64, dtype=np.float32).reshape(8, 8, 1)
    scaled = planes(Samples(values), 3, HOUNSFIELD)
    assert np.allclose(in_units(scaled, HOUNSFIELD), values, atol=1e-3)


def test_bands_are_taken_in_the_order_asked_for():
    bands = np.stack([np.full((8, 8), 10 * band, np.uint8) for band in range(1, 6)], axis=2)
    found = flatten(Samples(bands), values=HalfValues(bands=(4, 3, 2)))
    assert found.getpixel((0, 0)) == (40, 30, 20)
    assert flatten(Samples(bands), values=HalfValues(bands=(5,))).getpixel((0, 0)) == (50,) * 3
    with pytest.raises(PictureError, match="has 5 bands; band 6 was asked for"):
        flatten(Samples(bands), values=HalfValues(bands=(6, 2, 1)))


def test_bands_of_an_ordinary_picture_can_be_chosen_too():
    picture = Image.new("RGB", (8, 8), (10, 20, 30))
    found = flatten(picture, values=HalfValues(bands=(3, 2, 1)))
    assert found.getpixel((0, 0)) == (30, 20, 10)


def test_a_narrow_scale_spreads_8_bit_pictures():
    values = HalfValues(range=(0, 31))
    assert flatten(Image.new("L", (8, 8), 31), values=values).getpixel((0, 0)) == (255,) * 3


def test_bytes_in_a_set_of_depths_are_depths_too():
    stored = as_stored(Image.new("L", (8, 8), 130), DEPTH)
    assert flatten(stored, 1, DEPTH).getpixel((0, 0)) == round(130 * 255 / 4095)


def test_a_drawing_for_a_model_of_depths_is_taken_as_it_is_shown():
    drawing = Image.new("RGB", (8, 8), (128, 128, 128))
    assert flatten(drawing, 3, DEPTH).getpixel((0, 0)) == (128, 128, 128)


def test_premultiplied_opacity_is_not_multiplied_again():
    half = np.full((8, 8, 4), 32768, np.uint16)
    straight = flatten(Samples(half, "straight")).getpixel((0, 0))
    premultiplied = flatten(Samples(half, "premultiplied")).getpixel((0, 0))
    assert (straight, premultiplied) == ((191,) * 3, (255,) * 3)


def test_class_numbers_get_the_colors_of_pascal_voc():
    assert [color_of(number) for number in (0, 1, 2, 3, 15)] == [
        *("#000000", "#800000", "#008000", "#808000", "#c08080"),
    ]
    assert len({tuple(color) for color in palette().tolist()}) == 256
    mask = Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8))
    found = np.asarray(flatten(mask, values=CLASSES))
    assert np.array_equal(found, palette()[np.arange(64)].reshape(8, 8, 3))


@pytest.mark.parametrize("mode", ["RGB", "P", "deep"])
def test_class_numbers_are_known_however_they_are_stored(mode):
    numbers = np.full((8, 8), 2, np.uint8)
    if mode == "deep":
        picture = Samples(numbers.astype(np.uint16)[..., None])
    elif mode == "P":
        picture = Image.fromarray(numbers).convert("P")
    else:
        picture = Image.fromarray(numbers).convert("RGB")
    assert flatten(picture, values=CLASSES).getpixel((0, 0)) == (0, 128, 0)


def test_what_is_painted_in_the_colors_of_classes_stays_as_it_is():
    painted = Image.new("RGB", (8, 8), color_of(7))  # a grey
    painted.paste(color_of(0), (0, 0, 4, 8))
    assert np.array_equal(np.asarray(flatten(painted, values=CLASSES)), np.asarray(painted))


def test_integers_of_16_bits_hold_their_own_values(tmp_path):
    measured = np.linspace(0, 4095, 64, dtype=np.float32).reshape(8, 8, 1)
    save_values(in_16_bits(measured, DEPTH), tmp_path / "depth.png")
    with Image.open(tmp_path / "depth.png") as found:
        assert found.mode == "I;16"
        assert np.array_equal(np.asarray(found), measured[..., 0].round())


def test_16_bits_of_8_bit_pictures_run_to_the_largest_integer(tmp_path):
    color = np.array([[[255, 0, 128.5]] * 8] * 8, np.float32)
    save_values(in_16_bits(color, HalfValues()), tmp_path / "color.png")
    found = open_picture(tmp_path / "color.png")
    assert isinstance(found, Samples)
    assert found.values[0, 0].tolist() == [65535, 0, round(128.5 * 257)]


def test_hounsfield_numbers_do_not_fit_unsigned_integers(tmp_path):
    values = np.full((8, 8, 1), -1000, np.float32)
    with pytest.raises(ConfigError, match="from -1000 to 1500, which 16-bit integers do not hold"):
        in_16_bits(values, HOUNSFIELD)
    save_values(values, tmp_path / "hu.tif")
    assert np.array_equal(tifffile.imread(tmp_path / "hu.tif"), values[..., 0])


def test_planes_are_resized_as_bytes_are():
    noise = np.random.default_rng(0).integers(0, 256, (32, 24), np.uint8)
    ours = resized(noise[None].astype(np.float32), (10, 14))[0]
    theirs = Image.fromarray(noise).resize((10, 14), Image.Resampling.BICUBIC)
    assert np.abs(ours - np.asarray(theirs)).max() <= 1
