"""Class numbers as colors.

Label maps are often stored as the number of a class in each pixel: 0, 1, 2, … As grey they are
nearly black, and a mean of two classes is a third one, so each number gets a color first. The
colors are those of PASCAL VOC (Everingham et al. 2010), in which the bits of a number are spread
over red, green and blue.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pix2pix.images.samples import Picture, Samples

VOID = 255  # by custom: pixels that belong to no class
HIGHEST = 254
AS_GREY = 63  # a grey picture of colors up to here can only be one of numbers

Bytes = NDArray[np.uint8]


@cache
def palette() -> Bytes:
    """The color of every number, (256, 3)."""
    numbers = np.arange(256)
    colors = np.zeros((256, 3), int)
    for step in range(8):
        for channel in range(3):
            colors[:, channel] |= (numbers >> (3 * step + channel) & 1) << (7 - step)
    return colors.astype(np.uint8)


def color_of(number: int) -> str:
    """The color of a class as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*palette()[number])


def numbers_in(picture: Picture) -> Bytes | None:
    """Whole numbers from 0 to 255 in one band, (H, W), if that is what a picture holds."""
    if isinstance(picture, Samples):
        if picture.values.shape[2] != 1 or not picture.whole:
            return None
        band = picture.values[..., 0]
        return band.astype(np.uint8) if band.min() >= 0 and band.max() <= 255 else None
    if picture.mode in ("L", "1"):
        return np.asarray(picture.convert("L") if picture.mode == "1" else picture)
    if picture.mode not in ("P", "RGB"):
        return None
    red, green, blue = picture.convert("RGB").split()
    same = red.tobytes() == green.tobytes() == blue.tobytes()
    return np.asarray(red) if same else None


def colored(picture: Picture) -> Image.Image | None:
    """A picture of class numbers in their colors; none if it is not one.

    What a person has painted in these colors on the canvas is no picture of numbers.
    """
    numbers = numbers_in(picture)
    if numbers is None:
        return None
    in_one_band = isinstance(picture, Samples) or picture.mode == "L"
    classes = numbers[numbers != VOID]
    if not in_one_band and classes.size and classes.max() > AS_GREY:
        return None
    return Image.fromarray(palette()[numbers])
