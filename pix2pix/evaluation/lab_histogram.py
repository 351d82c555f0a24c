"""Intersection of color histograms in Lab (Isola et al. 2017, Sec. 4.2)."""

import cv2
import numpy as np
from numpy.typing import NDArray

BINS = 64
RANGES = ((0.0, 100.0), (-128.0, 128.0), (-128.0, 128.0))  # L, a, b

Counts = NDArray[np.float64]


class LabIntersection:
    """Collects the marginal histograms of L, a and b over a whole set, and compares them.

    Attributes:
        output, target: How many pixels fell into each bin so far, (3, BINS).
    """

    def __init__(self) -> None:
        self.output: Counts = np.zeros((3, BINS))
        self.target: Counts = np.zeros((3, BINS))

    def update(self, output: NDArray[np.uint8], target: NDArray[np.uint8]) -> None:
        """Add one picture and its target, (H, W, 3) RGB each."""
        self.output += _histograms(output)
        self.target += _histograms(target)

    def compute(self) -> tuple[float, float, float]:
        """For L, a and b: the share of the two histograms that overlaps, in [0, 1]."""
        overlap = intersection(self.output, self.target)
        return float(overlap[0]), float(overlap[1]), float(overlap[2])


def intersection(one: Counts, other: Counts) -> Counts:
    """The share that overlaps of histograms (..., BINS), of each two (...)."""
    shares = [counts / counts.sum(axis=-1, keepdims=True) for counts in (one, other)]
    return np.asarray(np.minimum(*shares).sum(axis=-1))


def _histograms(picture: NDArray[np.uint8]) -> Counts:
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    return np.stack(
        [np.histogram(lab[..., i], BINS, limits)[0] for i, limits in enumerate(RANGES)]
    ).astype(np.float64)
