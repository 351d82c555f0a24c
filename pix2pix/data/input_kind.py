"""What the inputs of a model look like, so that a page can offer the right tools to draw them."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pix2pix.config import InputKind
from pix2pix.data.palette import find_colors
from pix2pix.images import flatten

SIDE = 256  # px of the copies that are looked at
WHITE = 230  # of 255: what is brighter in all channels is paper
GREY = 40  # levels by which the channels of a grey may differ, as JPEG leaves them
THICK = 9  # px; ink that such a square fits into is no line
LEVELS = 16  # per channel, for counting shades
MOSTLY, HALF, FEW, SOME = 0.9, 0.5, 0.25, 0.1  # shares
SILHOUETTE, FLAT = 1.0, 3.0  # bits: at most, of the shades of black shapes and of flat colors


def input_kind_of(
    pictures: Iterable[Image.Image], palette: Sequence[str] | None = None
) -> InputKind:
    """How one would draw pictures like these; a few dozen are enough, of any size and mode.

    ``labels`` are painted with few colors that all pictures share, ``lines`` are dark on white,
    ``colors`` are flat areas, a few in each picture; all else is a ``photo``.

    Args:
        palette: What ``find_colors`` found in them, where that is known.
    """
    small = [_small(picture) for picture in pictures]
    if not small:
        return "photo"
    if palette or (palette is None and find_colors(small)):
        return "labels"
    traits = np.median([_traits(np.asarray(picture)) for picture in small], axis=0)
    paper, grey, colorful, thick, shades = traits.tolist()
    if paper > HALF and grey > MOSTLY and (thick < FEW or shades < SILHOUETTE):
        return "lines"
    if colorful > SOME and shades < FLAT:
        return "colors"
    return "photo"


def _small(picture: Image.Image) -> Image.Image:
    size = min(SIDE, picture.width), min(SIDE, picture.height)
    return flatten(picture).resize(size, Image.Resampling.NEAREST)


def _traits(pixels: NDArray[np.uint8]) -> tuple[float, float, float, float, float]:
    """Shares of paper and of grey in a picture; of its ink, shares of colorful and thick, shades.

    Ink is what is not paper. The shades are the entropy of its colors, in bits.
    """
    lowest, highest = pixels.min(axis=2), pixels.max(axis=2)
    paper, grey = lowest >= WHITE, highest - lowest <= GREY
    ink = pixels[~paper]
    if not len(ink):
        return 1.0, 1.0, 0.0, 0.0, 0.0
    square = np.ones((THICK, THICK), np.uint8)
    thick = cv2.morphologyEx((~paper).astype(np.uint8), cv2.MORPH_OPEN, square)
    codes = (ink // (256 // LEVELS)).astype(int) @ [LEVELS**2, LEVELS, 1]
    share = np.unique(codes, return_counts=True)[1] / len(ink)
    return (
        float(paper.mean()),
        float(grey.mean()),
        float(1 - grey[~paper].mean()),
        float(thick.sum() / len(ink)),
        float(-(share * np.log2(share)).sum()),
    )
