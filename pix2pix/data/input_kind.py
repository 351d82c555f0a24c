"""What the inputs of a model look like, so that a page can offer the right tools to draw them."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from PIL import Image

from pix2pix.config import InputKind
from pix2pix.data.palette import Bytes, find_colors, flat, small_copy

WHITE = 230  # of 255: what is brighter in all channels is paper
GREY = 40  # levels by which the channels of a grey may differ, as JPEG leaves them
THICK = 9  # px; ink that such a square fits into is no line
LEVELS = 16  # per channel, for counting shades
HALF, FEW, SOME = 0.5, 0.25, 0.1  # shares
SILHOUETTE, FLAT = 1.0, 3.6  # bits: at most, of the shades of black shapes and of flat colors


def input_kind_of(
    pictures: Iterable[Image.Image], palette: Sequence[str] | None = None
) -> InputKind:
    """How one would draw pictures like these; a few dozen are enough, of any size and mode.

    ``labels`` are painted with few colors that all pictures share, ``lines`` are dark on white,
    ``colors`` are flat areas, a few in each picture; all else is a ``photo``.

    Args:
        palette: What ``find_colors`` found in them, where that is known.
    """
    pictures = list(pictures)
    if not pictures:
        return "photo"
    traits = np.median([_traits(small_copy(picture)) for picture in pictures], axis=0)
    paper, colorful, thick, shades = traits.tolist()
    if paper > HALF and colorful < SOME and (thick < FEW or shades < SILHOUETTE):
        return "lines"
    if palette or (palette is None and find_colors(pictures)):
        return "labels"
    if colorful > SOME and shades < FLAT:
        return "colors"
    return "photo"


def _traits(pixels: Bytes) -> tuple[float, float, float, float]:
    """Share of paper in a picture; of its ink, the shares of colorful and of thick, and shades.

    Ink is what is not paper. The shades are the entropy of its colors in bits, without those of
    borders, which JPEG makes many of.
    """
    lowest, highest = pixels.min(axis=2), pixels.max(axis=2)
    paper, grey = lowest >= WHITE, highest - lowest <= GREY
    ink = ~paper
    if not ink.any():
        return 1.0, 0.0, 0.0, 0.0
    thick = cv2.morphologyEx(
        ink.astype(np.uint8), cv2.MORPH_OPEN, np.ones((THICK, THICK), np.uint8)
    )
    codes = (pixels[ink & flat(pixels)] // (256 // LEVELS)).astype(int) @ [LEVELS**2, LEVELS, 1]
    share = np.unique(codes, return_counts=True)[1] / max(1, len(codes))
    return (
        float(paper.mean()),
        float(1 - grey[ink].mean()),
        float(thick.sum() / ink.sum()),
        float(-(share * np.log2(share)).sum()),
    )
