"""What is said of the sizes of pairs before anyone trains on them."""

import numpy as np
import pytest
from PIL import Image

from pix2pix.config import UNetConfig
from pix2pix.data.inspect import examine
from pix2pix.data.size_report import size_remarks

SQUEEZED = "not square and will be squeezed to a square, unless --size or --crop says otherwise."


def remarks(**sizes: int) -> list[str]:
    """Of so many pairs, by width and height: ``w512_256=8``."""
    counted = {size[1:].replace("_", "x"): count for size, count in sizes.items()}
    return list(size_remarks(counted))


@pytest.mark.parametrize(
    ("size", "words", "wanted"),
    [
        ("w512_256", "2 times as wide as high", "256x512"),
        ("w300_600", "2 times as high as wide", "512x256"),
        ("w1920_1080", "2 times as wide as high", "256x512"),
        ("w200_640", "3 times as high as wide", "768x256"),
        ("w5000_500", "8 times as wide as high", None),  # so long a side is trained on nowhere
    ],
)
def test_a_size_of_the_shape_of_nearly_all_pictures_is_named(size, words, wanted):
    first, *more = remarks(**{size: 19, "w256_256": 1})
    assert first == f"19 pairs are {SQUEEZED}"
    if wanted is None:
        assert more == []
        return
    assert more == [
        f"Nearly all are about {words}: --size {wanted} (height x width) keeps that shape."
    ]
    height, width = UNetConfig(size=wanted).size  # which the usual network takes
    assert (height > width) == ("high as wide" in words)


@pytest.mark.parametrize(
    "sizes",
    [
        {"w256_256": 20},
        {"w640_480": 20},  # nearer to a square than to any other shape
        {"w600_400": 20},
        {"w512_256": 8, "w256_512": 12},
        {"w512_256": 8, "w256_256": 12},
        {},
    ],
)
def test_no_size_is_named_where_none_fits_nearly_all(sizes):
    assert not [each for each in remarks(**sizes) if "times" in each]


def test_inspect_says_so_and_says_which_number_is_which(tmp_path):
    rng = np.random.default_rng(0)
    for side in "AB":
        (tmp_path / side).mkdir()
        for number in range(4):
            noise = rng.integers(0, 256, (64, 128, 3), np.uint8)
            Image.fromarray(noise).save(tmp_path / side / f"{number}.png")
    said = examine(tmp_path).sentences()
    assert "Sizes (width x height): 128x64 px (4)." in said
    assert f"4 pairs are {SQUEEZED}" in said
    assert any("--size 256x512 (height x width) keeps that shape" in each for each in said)
