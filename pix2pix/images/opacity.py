"""Opacity: in files beside straight colors, in tensors with colors multiplied by it.

Porter and Duff 1984, "Compositing Digital Images": of a color below opacity 0 nothing can be seen,
so in a file it may be anything, and it usually is. Multiplied by the opacity it is always 0. Two
pictures that are equal then look equal on every background, since what is seen on one is ``color +
(1 - opacity) * background``; and those that are resized, blended or averaged so get no rim in
colors that were hidden. Losses and figures therefore need no case of their own.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pix2pix.config.generator import WITH_OPACITY
from pix2pix.images.samples import Picture, Samples

LIGHT, DARK = 255, 204  # greys of a chequerboard
SQUARE = 8  # px of its squares, where the shorter side has 256

Planes = NDArray[np.float32]


def premultiplied(planes: NDArray[Any]) -> NDArray[Any]:
    """Planes (C, H, W) from 0 to 255 as tensors hold them; those without opacity as they are."""
    if len(planes) not in WITH_OPACITY:
        return planes
    opacity = planes[-1:].astype(np.float32)
    return np.concatenate([planes[:-1] * (opacity / 255), opacity])


def straight(planes: NDArray[Any]) -> NDArray[Any]:
    """Planes (C, H, W) from 0 to 255 as files hold them; where nothing is seen, black."""
    if len(planes) not in WITH_OPACITY:
        return planes
    opacity = planes[-1:]
    there = opacity > 0
    color = np.where(there, planes[:-1] / np.where(there, opacity, 1) * 255, 0)
    return np.concatenate([color.clip(0, 255), opacity]).astype(np.float32)


def is_see_through(picture: Picture) -> bool:
    """Whether there is anything in a picture that is not wholly opaque."""
    if isinstance(picture, Samples):
        opacity = picture.values[..., -1]
        full = np.iinfo(opacity.dtype).max if opacity.dtype.kind in "ui" else 1
        return bool(picture.opacity) and bool((opacity < full).any())
    if not picture.has_transparency_data:
        return False
    least, _ = picture.convert("RGBA").getchannel("A").getextrema()
    return isinstance(least, int | float) and least < 255


def on_chequerboard(picture: Image.Image) -> Image.Image:
    """A picture in RGB for people: what is see-through shows the board that stands for nothing."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    width, height = picture.size
    square = max(1, round(SQUARE * min(width, height) / 256))
    y, x = np.ogrid[:height, :width]
    dark = (x // square + y // square) % 2 == 1
    board = Image.fromarray(np.where(dark, DARK, LIGHT).astype(np.uint8)).convert("RGBA")
    return Image.alpha_composite(board, picture.convert("RGBA")).convert("RGB")
