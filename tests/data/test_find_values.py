"""What the values of a set are: found once, for all pictures of a half."""

import numpy as np
import pytest
import tifffile
from PIL import Image

from pix2pix.config import DataConfig, ValuesConfig
from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.inspect import examine
from pix2pix.data.paired import PairedPictures
from pix2pix.data.pairs import halves_of
from pix2pix.data.values import find_values
from pix2pix.images.class_colors import palette
from tests.conftest import SMALL, write_folders

SIDE = 32


def write(root, values, half="A", suffix="tif"):
    """Pairs in two folders; those of one half hold these values."""
    write_folders(root, "A", "B", tuple(map(str, range(len(values)))))
    rng = np.random.default_rng(0)
    for number, array in enumerate(values):
        (root / half / f"{number}.png").unlink()
        Image.fromarray(array).save(root / half / f"{number}.{suffix}")
        other = "B" if half == "A" else "A"
        noise = rng.integers(0, 256, (SIDE, SIDE, 3), np.uint8)
        Image.fromarray(noise).save(root / other / f"{number}.png")
    return root


def ramps(low: float, high: float, kind: str, count: int = 4) -> list[np.ndarray]:
    """Pictures that together reach from the one value to the other."""
    whole = np.linspace(low, high, count * SIDE * SIDE).astype(kind)
    return list(whole.reshape(count, SIDE, SIDE))


def masks(*numbers: int) -> list[np.ndarray]:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    for place, number in enumerate(numbers):
        mask[8 * place : 8 * place + 8] = number
    return [np.roll(mask, shift, axis=0) for shift in range(4)]


def found(root, values=None):
    return find_values(*halves_of(find_pairs(root).pairs[""]), values or ValuesConfig())


def said(root) -> str:
    return "\n".join(examine(root).sentences())


@pytest.mark.parametrize(
    ("low", "high", "kind", "suffix", "expected"),
    [
        (300, 4075, "uint16", "png", "integer"),
        (0, 1023, "uint16", "tif", "integer"),
        (-1000, 1500, "int32", "tif", "integer"),
        (-1000, 1500, "float32", "tif", "float"),
        (0, 1, "float32", "tif", "float"),
    ],
)
def test_the_range_of_a_half_spans_all_its_files(tmp_path, low, high, kind, suffix, expected):
    write(tmp_path, ramps(low, high, kind), suffix=suffix)
    a, b = found(tmp_path)
    assert (a.values.kind, a.values.range) == (expected, (low, high))
    assert (b.values.kind, b.values.range) == ("8-bit", (0, 255))
    assert examine(tmp_path).ranges == {"source": (low, high), "target": (0, 255)}
    assert f"The left or first half holds {'signed ' if kind[0] == 'i' else ''}" in said(tmp_path)
    assert f"from {low} to {high}; black is {low} and white is {high}" in said(tmp_path)


def test_8_bit_pictures_keep_their_range_and_are_not_even_opened(tmp_path):
    write_folders(tmp_path, "A", "B")
    assert examine(tmp_path).ranges == {"source": (0, 255), "target": (0, 255)}


def test_a_range_that_was_asked_for_is_kept(tmp_path):
    write(tmp_path, ramps(300, 4075, "uint16"), suffix="png")
    asked = ValuesConfig(source_range=(0, 2000))
    report = examine(tmp_path, values=asked)
    assert report.ranges["source"] == (0, 2000)
    assert "those beyond 0 and 2000 become black or white" in "\n".join(report.sentences())


def test_pixels_without_a_value_are_counted(tmp_path):
    pictures = ramps(0, 1, "float32")
    pictures[1][:2, :3] = np.nan
    write(tmp_path, pictures)
    assert found(tmp_path)[0].no_data == 6
    assert "In 1 file of the left or first half, 6 pixels hold no value; they are" in said(tmp_path)
    assert examine(tmp_path).train == 3


def test_a_few_values_far_away_are_said(tmp_path):
    pictures = ramps(0, 100, "float32")
    pictures[0][0, 0] = 65535
    write(tmp_path, pictures)
    assert "98 of 100 values of the left or first half lie between 1.02" in said(tmp_path)


def test_integers_among_bytes_share_one_scale(tmp_path):
    write(tmp_path, ramps(0, 260, "float32"))
    (tmp_path / "A/0.tif").unlink()
    Image.new("L", (SIDE, SIDE), 130).save(tmp_path / "A/0.png")
    assert "mixes 8-bit integers (1 file) and floating-point numbers (3 files)" in said(tmp_path)
    pictures, _ = PairedPictures.find(tmp_path, SMALL, DataConfig(held_out=0), 0)
    low, high = pictures.values.source.range
    expected = 255 * (130 - low) / (high - low)
    assert pictures.plain(0)[0].mean().item() == pytest.approx(expected, abs=0.1)


def test_a_scale_is_one_for_all_pictures_of_a_half(tmp_path):
    bright, dim = (np.full((SIDE, SIDE), top, np.float32) for top in (260, 250))
    bright[0], dim[0] = 0, 0
    write(tmp_path, [bright, dim])
    pictures, _ = PairedPictures.find(tmp_path, SMALL, DataConfig(held_out=0), 0)
    tops = [pictures.plain(index)[0].max().item() for index in (0, 1)]
    assert tops == pytest.approx([255, 255 * 250 / 260])


def test_fine_steps_reach_the_network(tmp_path):
    write(tmp_path, [np.arange(SIDE * SIDE, dtype=np.uint16).reshape(SIDE, SIDE)] * 2, suffix="png")
    pictures, _ = PairedPictures.find(tmp_path, SMALL, DataConfig(held_out=0), 0)
    source, target = pictures.sample(0, np.random.default_rng(0))
    assert len(source.unique()) > 900
    assert target.dtype.itemsize == 1


@pytest.mark.parametrize("direction", ["a2b", "b2a"])
def test_the_half_that_is_the_source_is_read_as_the_source(tmp_path, direction):
    write(tmp_path, ramps(0, 4095, "uint16"), suffix="png")
    pictures, _ = PairedPictures.find(tmp_path, SMALL, DataConfig(direction=direction), 0)
    deep = pictures.values.source if direction == "a2b" else pictures.values.target
    assert (deep.kind, deep.range) == ("integer", (0, 4095))
    plain = pictures.values.target if direction == "a2b" else pictures.values.source
    assert plain.kind == "8-bit"


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((1, 2, 3), "0..3"), ((7, 11, 255), "0, 7, 11, and 255 for none"), ((1,), "0..1")],
)
def test_class_numbers_are_known_and_colored(tmp_path, numbers, words):
    write(tmp_path, masks(*numbers), suffix="png")
    a, _ = found(tmp_path)
    assert (a.values.kind, set(a.classes)) == ("classes", {0, *numbers})
    assert f"The left or first half holds class numbers {words};" in said(tmp_path)
    report = examine(tmp_path)
    assert report.input_kinds[0] == "labels" or len(numbers) == 1
    assert report.labels(0)[0].name == "class 0"
    pictures, _ = PairedPictures.find(tmp_path, SMALL, DataConfig(held_out=0), 0)
    rng = np.random.default_rng(1)
    seen = np.concatenate([pictures.sample(i, rng)[0].flatten(1).T.numpy() for i in range(4)])
    colors = {tuple(palette()[number].tolist()) for number in (0, *numbers)}
    assert set(map(tuple, seen.tolist())) == colors  # never between two classes


def test_classes_can_be_read_as_plain_grey(tmp_path):
    write(tmp_path, masks(1, 2), suffix="png")
    report = examine(tmp_path, values=ValuesConfig(source_values="8-bit"))
    assert report.values.source.kind == "8-bit"
    assert report.labels(0) == ()
    assert "uses only the values 0 to 2 of 0 to 255" in "\n".join(report.sentences())


@pytest.mark.parametrize(
    "other",
    [
        np.random.default_rng(0).integers(0, 9, (SIDE, SIDE)).astype(np.uint8),  # dark noise
        np.repeat([[0, 255]], SIDE * SIDE // 2, axis=0).reshape(SIDE, SIDE).astype(np.uint8),
        np.repeat([0, 85, 170, 255], SIDE * SIDE // 4).reshape(SIDE, SIDE).astype(np.uint8),
        np.zeros((SIDE, SIDE), np.uint8),
    ],
)
def test_other_grey_pictures_are_not_taken_for_class_numbers(tmp_path, other):
    write(tmp_path, [other] * 4, suffix="png")
    assert found(tmp_path)[0].values.kind == "8-bit"


def test_a_half_that_says_nothing_is_named(tmp_path):
    write(tmp_path, [np.zeros((SIDE, SIDE, 3), np.uint8)] * 4, half="B", suffix="png")
    assert "The right or second half is black in every picture" in said(tmp_path)


def test_single_pictures_of_one_color_are_named(tmp_path):
    rng = np.random.default_rng(3)
    pictures = [rng.integers(0, 256, (SIDE, SIDE, 3), np.uint8) for _ in range(4)]
    pictures[2][:] = 90
    write(tmp_path, pictures, suffix="png")
    assert (
        "Of the left or first half, 1 picture is of one color throughout, first of all A/2.png"
        in (said(tmp_path))
    )


def test_profiles_that_cannot_be_read_are_counted(tmp_path):
    rng = np.random.default_rng(3)
    write(tmp_path, [rng.integers(0, 256, (SIDE, SIDE, 3), np.uint8) for _ in range(4)])
    with Image.open(tmp_path / "B/1.png") as picture:
        picture.save(tmp_path / "B/1.png", icc_profile=b"no profile")
    assert "Of the right or second half, 1 picture carries a color profile" in said(tmp_path)


def test_a_half_that_uses_little_of_its_range_is_named(tmp_path):
    rng = np.random.default_rng(3)
    write(tmp_path, [rng.integers(0, 32, (SIDE, SIDE, 3), np.uint8)] * 4, half="B", suffix="png")
    assert "The right or second half uses only the values 0 to 31 of 0 to 255" in said(tmp_path)


def test_files_of_many_bands_wait_for_a_choice(tmp_path):
    write_folders(tmp_path, "A", "B")
    for number in "123":
        (tmp_path / f"A/{number}.png").unlink()
        bands = np.random.default_rng(int(number)).integers(0, 256, (SIDE, SIDE, 4), np.uint8)
        tifffile.imwrite(
            tmp_path / f"A/{number}.tif", bands, photometric="rgb", extrasamples=["unspecified"]
        )
    report = examine(tmp_path)
    assert len(report.unusable) == 3
    assert "A/1.tif has 4 bands of 8-bit integers" in report.unusable[0].sentence
    chosen = examine(tmp_path, values=ValuesConfig(source_bands=(4, 3, 2)))
    assert (chosen.train + chosen.held_out, chosen.unusable) == (3, ())
    assert chosen.ranges["source"] == (0, 255)
    assert "these bands are used: 4, 3, 2" in "\n".join(chosen.sentences())
