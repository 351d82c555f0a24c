"""A picture as one would paint it with a handful of colors: flat areas, no lines between them.

A median blur takes away what is finer than a brush and keeps edges; median cut (Heckbert 1982)
with rounds of k-means after it, as Pillow has both, finds the colors; a mode filter gives specks,
and the seams where colors blend, to the area around them.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from pix2pix.images import Picture, flatten

Bytes = NDArray[np.uint8]

REFERENCE = 256  # px; lengths below are for a picture whose shorter side is this, as on the canvas
BRUSH = 7  # px; what is finer is left out
ROUNDS = 5  # of k-means
PAPER = 245  # of 255: a color brighter than this in all channels is the paper it is painted on
FEWEST, MOST = 2, 64  # colors


def posterize(picture: Picture, colors: int = 6) -> Image.Image:
    """Paint a picture anew with its own typical colors, at its size.

    Args:
        colors: How many, at most; the paper is one of them, and is exactly white.
    """
    photo = np.asarray(flatten(picture))
    brush = _odd(BRUSH * min(photo.shape[:2]) / REFERENCE)
    smooth = Image.fromarray(_on_paper(cv2.medianBlur(photo, brush).astype(np.uint8)))
    painted = smooth.quantize(
        colors, Image.Quantize.MEDIANCUT, kmeans=ROUNDS, dither=Image.Dither.NONE
    )
    shades = _on_paper(np.array(painted.getpalette("RGB"), np.uint8).reshape(-1, 3))
    areas = painted.filter(ImageFilter.ModeFilter(brush))
    return Image.fromarray(shades[np.asarray(areas)])


def _on_paper(colors: Bytes) -> Bytes:
    """The same colors, (..., 3), with white for what is nearly so."""
    paper = (colors >= PAPER).all(axis=-1, keepdims=True)
    return np.where(paper, np.uint8(255), colors)


def _odd(length: float) -> int:
    """The nearest odd number of px, as filters want it."""
    return 2 * round((length - 1) / 2) + 1 if length > 1 else 1
