"""Finds the few colors that a set of label maps is painted with.

A label map has flat regions of few colors. JPEG blurs their borders and shakes their values by
a few levels, so pixels count only where their neighbours look alike, and near colors are one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from pix2pix.config import Label
from pix2pix.data.pairs import Pair, read_pair
from pix2pix.images import flatten

FEWEST, MOST = 3, 40  # colors of label maps; black on white is a drawing
LOOKED_AT = 50  # pictures
SIDE = 256  # px of the copies that are looked at
FLAT = 24  # levels by which the neighbours of a pixel may differ, per channel
NEAR = 32.0  # distance in RGB within which colors are one
EXACT = 10.0  # distance within which JPEG leaves most of the pixels of a color
RARE = 0.0005  # share of the flat pixels below which a color is noise
COVERED = 0.9  # share of the flat pixels beside the background that the colors must explain
FLAT_SHARE = 0.5  # share of all pixels that lie in flat regions
NAMES = {name: np.array(ImageColor.getrgb(name)) for name in ImageColor.colormap}

Pixels = NDArray[np.int64]


def find_colors(pictures: Iterable[Image.Image]) -> tuple[str, ...]:
    """The colors of label maps as #rrggbb, the most frequent first; none if these are others."""
    flat = [_flat(picture) for picture in pictures]
    if not flat:
        return ()
    inside = np.concatenate([pixels for pixels, _ in flat])
    if len(inside) < FLAT_SHARE * sum(count for _, count in flat):
        return ()
    codes, counts = np.unique(inside @ [65536, 256, 1], return_counts=True)
    colors = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    return _gathered(colors, counts)


def colors_of(pairs: Sequence[Pair]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Colors of the halves A and B of readable pairs. See ``find_colors``."""
    chosen = pairs[:: max(1, len(pairs) // LOOKED_AT)][:LOOKED_AT]
    halves = [read_pair(pair) for pair in chosen]
    return find_colors(a for a, _ in halves), find_colors(b for _, b in halves)


def _flat(picture: Image.Image) -> tuple[Pixels, int]:
    """Pixels (N, 3) of a picture whose neighbours look alike, and the number of all."""
    small = flatten(picture)
    size = min(SIDE, small.width), min(SIDE, small.height)
    small = small.resize(size, Image.Resampling.NEAREST)
    array = np.asarray(small)
    around = np.ones((3, 3), np.uint8)
    spread = cv2.dilate(array, around).astype(int) - cv2.erode(array, around)
    return array[spread.max(axis=2) <= FLAT].astype(np.int64), array.shape[0] * array.shape[1]


def _gathered(colors: Pixels, counts: Pixels) -> tuple[str, ...]:
    """Put near colors together, beginning with the most frequent ones."""
    order = np.argsort(-counts, kind="stable")
    colors, counts = colors[order], counts[order]
    left = np.ones(len(counts), bool)
    found: list[tuple[int, int, str]] = []  # pixels near it, pixels that are it, color
    while left.any() and len(found) <= MOST:
        peak = int(left.argmax())  # the most frequent one that is left
        distance = np.linalg.norm(colors - colors[peak], axis=1)
        near, exact = left & (distance <= NEAR), left & (distance <= EXACT)
        left &= ~near
        if counts[near].sum() >= RARE * counts.sum():
            name = "#{:02x}{:02x}{:02x}".format(*colors[peak])
            found.append((int(counts[near].sum()), int(counts[exact].sum()), name))
    found.sort(reverse=True)
    explained = sum(exact for _, exact, _ in found[1:])
    if not FEWEST <= len(found) <= MOST or explained < COVERED * (counts.sum() - found[0][0]):
        return ()
    return tuple(name for _, _, name in found)


def named(colors: Iterable[str]) -> tuple[Label, ...]:
    """Labels called after their colors as CSS names them, numbered where two are alike."""
    labels: list[Label] = []
    seen: Counter[str] = Counter()
    for color in colors:
        here = np.array(ImageColor.getrgb(color))
        name = min(NAMES, key=lambda name: float(np.linalg.norm(NAMES[name] - here)))
        seen[name] += 1
        labels.append(Label(name=f"{name} {seen[name]}" if seen[name] > 1 else name, color=color))
    return tuple(labels)
