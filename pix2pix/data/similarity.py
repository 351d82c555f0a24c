"""What two pictures have in common: fingerprints, lines in the same places, simplicity.

Cheap measures on small copies, to find mistakes in a set of pairs; none of them is used in
training.
"""

from dataclasses import dataclass

import cv2
import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pix2pix.images import flatten

Floats = NDArray[np.float32]
Bits = NDArray[np.bool_]

SIDE = 64  # px of the small copies that are compared
HASH = 16  # a fingerprint has HASH**2 bits per half
SAME = 0.04  # share of bits in which fingerprints of one picture, saved twice, may differ
LEVELS = 16  # per color channel, for counting shades
COPY = 8  # px of the smallest copies, for comparing colors
EQUAL = 1.0  # levels of mean difference between copies; saving as JPEG makes less
NEAR = 4.0  # the same, of pictures in strong colors, which JPEG keeps at half the scale
STRAY, FEW = 24, 0.001  # levels that saving adds to few values; a share that counts as few


@dataclass(frozen=True)
class Traits:
    """What is remembered of a pair.

    Attributes:
        fingerprint: Of both halves; alike for a picture saved as PNG and as JPEG.
        lines: Where halves A and B have edges, each (SIDE, SIDE) with mean 0 and length 1.
        shades: Entropy of the colors of A and of B in bits; drawings have less than photos.
        copies: Of A and of B, (COPY, COPY, 3): a fingerprint knows no colors.
        different: Share of the values in which A and B clearly differ; 1 if their sizes do.
    """

    fingerprint: Bits
    lines: tuple[Floats, Floats]
    shades: tuple[float, float]
    copies: tuple[Floats, Floats]
    different: float


@dataclass(frozen=True)
class Look:
    """What is remembered of a picture that has no partner: as ``Traits``, of one half.

    Attributes:
        grey: It has no colors.
    """

    fingerprint: Bits
    copy: Floats
    grey: bool


def look(picture: Image.Image) -> Look:
    """Measure one picture, in RGB."""
    pixels = np.asarray(picture, np.int16)
    colorful = (pixels.max(axis=2) - pixels.min(axis=2) > STRAY).mean()
    bits = imagehash.phash(picture, hash_size=HASH).hash.ravel()
    return Look(bits, _copy(picture), bool(colorful < FEW))


def traits(a: Image.Image, b: Image.Image) -> Traits:
    """Measure the two halves of a pair, of any size and mode."""
    halves = flatten(a), flatten(b)
    prints = [imagehash.phash(half, hash_size=HASH).hash.ravel() for half in halves]
    return Traits(
        np.concatenate(prints),
        (_lines(halves[0]), _lines(halves[1])),
        (_shades(halves[0]), _shades(halves[1])),
        (_copy(halves[0]), _copy(halves[1])),
        _different(*halves),
    )


def _lines(picture: Image.Image) -> Floats:
    grey = np.asarray(picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX), np.float32)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    strength = np.sqrt(cv2.GaussianBlur(cv2.magnitude(across, down), (0, 0), 1.0))
    strength -= strength.mean()
    length = float(np.linalg.norm(strength))
    return np.asarray(strength / length if length > 0 else strength, np.float32)


def _shades(picture: Image.Image) -> float:
    small = np.asarray(picture.resize((128, 128), Image.Resampling.NEAREST))
    levels = (small // (256 // LEVELS)).astype(np.int64)
    codes = (levels[..., 0] * LEVELS + levels[..., 1]) * LEVELS + levels[..., 2]
    share = np.bincount(codes.ravel()) / codes.size
    share = share[share > 0]
    return float(-(share * np.log2(share)).sum())


def _copy(picture: Image.Image) -> Floats:
    return np.asarray(picture.resize((COPY, COPY), Image.Resampling.BOX), np.float32)


def _different(a: Image.Image, b: Image.Image) -> float:
    if a.size != b.size:
        return 1.0
    return float((cv2.absdiff(np.asarray(a), np.asarray(b)) > STRAY).mean())


def same_halves(found: list[Traits]) -> list[int]:
    """Places of pairs both halves of which are one picture."""
    return [place for place, each in enumerate(found) if each.different < FEW]


def most_common_half(found: list[Traits], half: int) -> list[int]:
    """Places of pairs that have the same picture as one half, the picture that most have."""
    if not found:
        return []
    bits = np.stack([np.split(each.fingerprint, 2)[half] for each in found])
    copies = np.stack([each.copies[half] for each in found])
    best: list[int] = []
    for place in range(0, len(found), max(1, len(found) // COPY)):  # what most have, some show
        near = (bits ^ bits[place]).mean(axis=1) <= SAME
        near &= np.abs(copies - copies[place]).mean(axis=(1, 2, 3)) < EQUAL
        if near.sum() > len(best):
            best = [int(index) for index in np.flatnonzero(near)]
    return best


def near_duplicates(prints: list[Bits]) -> list[tuple[int, int]]:
    """Pairs of places (first, later) that hold the same picture, each later one once."""
    if not prints:
        return []
    bits = np.packbits(np.stack(prints), axis=1)
    most = SAME * len(prints[0])
    found = []
    for later in range(1, len(bits)):
        differing = np.bitwise_count(bits[:later] ^ bits[later]).sum(axis=1)
        first = int(differing.argmin())
        if differing[first] <= most:
            found.append((first, later))
    return found


def same_pictures(found: list[Look]) -> list[tuple[int, int]]:
    """Pairs of places (first, later) that hold the same picture, each later one once."""
    if not found:
        return []
    bits, copies = _stacked(found)
    nearest = (
        _nearest(bits[:later], copies[:later], bits[later], copies[later])
        for later in range(1, len(found))
    )
    return [(first, later) for later, first in enumerate(nearest, 1) if first is not None]


def shared_pictures(found: list[Look], others: list[Look]) -> list[tuple[int, int]]:
    """Places of the same picture in two sets, each of the others once."""
    if not found or not others:
        return []
    (bits, copies), sought = _stacked(found), zip(*_stacked(others), strict=True)
    nearest = (_nearest(bits, copies, bit, copy) for bit, copy in sought)
    return [(first, place) for place, first in enumerate(nearest) if first is not None]


def _stacked(found: list[Look]) -> tuple[NDArray[np.uint8], Floats]:
    bits = np.packbits(np.stack([each.fingerprint for each in found]), axis=1)
    return bits, np.stack([each.copy for each in found])


def _nearest(
    bits: NDArray[np.uint8], copies: Floats, bit: NDArray[np.uint8], copy: Floats
) -> int | None:
    """The place of the same picture among others, if it is there; the fingerprint is grey."""
    near = np.flatnonzero(np.bitwise_count(bits ^ bit).sum(axis=1) <= SAME * HASH**2)
    same = np.abs(copies[near] - copy).mean(axis=(1, 2, 3)) < NEAR
    return int(near[same.argmax()]) if same.any() else None


def shift(a: Floats, b: Floats) -> tuple[int, int]:
    """How far, in px of SIDE, B must be moved right and down for its lines to meet those of A."""
    spectrum = np.fft.rfft2(a) * np.conj(np.fft.rfft2(b))
    match = np.fft.irfft2(spectrum, s=(SIDE, SIDE))
    down, right = np.unravel_index(int(match.argmax()), match.shape)
    signed = [int(move) - SIDE if move > SIDE // 2 else int(move) for move in (right, down)]
    return signed[0], signed[1]


def agreement(a: Floats, b: Floats) -> float:
    """Correlation of the lines of two pictures, from -1 to 1."""
    return float((a * b).sum())


def misaligned(lines: list[tuple[Floats, Floats]], others: int, far: int) -> list[int]:
    """Places of pairs whose halves do not belong together, where the set shows it.

    In a set such as edges and photos, lines meet better within a pair than between pairs. Where
    that holds for nearly all pairs, the exceptions are reported; in others, none is.

    Args:
        others: Number of other pairs to compare with.
        far: Px of SIDE by which the lines of a pair may be shifted.
    """
    count = len(lines)
    if count < 8:
        return []
    sources = np.stack([a.ravel() for a, _ in lines])
    steps = np.linspace(1, count - 1, min(others, count - 1)).astype(int)
    own = np.array([agreement(a, b) for a, b in lines])
    beaten = np.zeros(count)
    for step in steps:
        partners = np.stack([lines[(place + step) % count][1].ravel() for place in range(count)])
        beaten += (sources * partners).sum(axis=1) < own
    shifted = np.array([max(abs(move) for move in shift(a, b)) > far for a, b in lines])
    doubtful = shifted | (beaten < 0.8 * len(steps))
    if doubtful.mean() > 0.25:  # the halves of this set look too different to compare
        return []
    return [int(place) for place in np.flatnonzero(doubtful)]
