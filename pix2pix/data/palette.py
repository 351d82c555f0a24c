"""Finds the few colors that a set of label maps is painted with.

A label map has flat regions of few colors. JPEG blurs their borders and shakes their values by
a few levels, so pixels count only where their neighbours look alike, and near colors are one.
"""

from collections import Counter
from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from pix2pix.config import Label
from pix2pix.images import flatten
from pix2pix.images.class_colors import VOID, color_of

FEWEST, MOST = 3, 40  # colors of label maps; black on white is a drawing
LOOKED_AT = 50  # pictures of a set; more say nothing new
SIDE = 256  # px of the copies that are looked at
FLAT = 24  # levels by which the neighbours of a pixel may differ, per channel
NEAR = 32.0  # distance in RGB within which colors are one
EXACT = 10.0  # distance within which JPEG leaves most of the pixels of a color
RARE = 0.0005  # share of the flat pixels below which a color is noise
COVERED = 0.9  # share of the flat pixels beside the background that the colors must explain
FLAT_SHARE = 0.5  # share of all pixels that lie in flat regions
NAMES = {name: np.array(ImageColor.getrgb(name)) for name in ImageColor.colormap}

Bytes = NDArray[np.uint8]
Pixels = NDArray[np.int64]


def find_colors(pictures: Iterable[Image.Image]) -> tuple[str, ...]:
    """The colors of label maps as #rrggbb, the most frequent first; none if these are others."""
    small = [small_copy(picture) for picture in pictures]
    if not small:
        return ()
    inside: Pixels = np.concatenate([pixels[flat(pixels)] for pixels in small]).astype(np.int64)
    if len(inside) < FLAT_SHARE * sum(pixels.shape[0] * pixels.shape[1] for pixels in small):
        return ()
    codes, counts = np.unique(inside @ np.array([65536, 256, 1]), return_counts=True)
    colors = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    return _gathered(colors, counts)


def small_copy(picture: Image.Image) -> Bytes:
    """At most SIDE px a side, with no color that is not in the picture: (H, W, 3)."""
    size = min(SIDE, picture.width), min(SIDE, picture.height)
    return np.asarray(flatten(picture).resize(size, Image.Resampling.NEAREST))


def flat(pixels: Bytes) -> NDArray[np.bool_]:
    """Where the neighbours of a pixel look like it, (H, W)."""
    around = np.ones((3, 3), np.uint8)
    spread = cv2.dilate(pixels, around).astype(int) - cv2.erode(pixels, around)
    return np.asarray(spread.max(axis=2) <= FLAT)


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


def class_labels(numbers: Iterable[int]) -> tuple[Label, ...]:
    """Labels of class numbers, called after them, in the colors that these are shown in."""
    return tuple(
        Label(name="no class" if number == VOID else f"class {number}", color=color_of(number))
        for number in numbers
    )


def classes_in(pictures: Iterable[Image.Image]) -> list[int]:
    """The class numbers whose colors are in pictures of them."""
    codes = [int(color_of(number)[1:], 16) for number in range(VOID + 1)]
    found: set[int] = set()
    for picture in pictures:
        pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3).astype(np.int64)
        found |= set(np.unique(pixels @ np.array([65536, 256, 1])).tolist())
    return [number for number, code in enumerate(codes) if code in found]


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
