"""Intersection of color histograms in Lab (Isola et al. 2017, Sec. 4.2)."""

import cv2
import numpy as np
from numpy.typing import NDArray

BINS = 64
RANGES = ((0.0, 100.0), (-128.0, 128.0), (-128.0, 128.0))  # L, a, b


class LabIntersection:
    """Collects the marginal histograms of L, a and b over a whole set, and compares them."""

    def __init__(self) -> None:
        self._output = np.zeros((3, BINS))
        self._target = np.zeros((3, BINS))

    def update(self, output: NDArray[np.uint8], target: NDArray[np.uint8]) -> None:
        """Add one picture and its target, (H, W, 3) RGB each."""
        self._output += _histograms(output)
        self._target += _histograms(target)

    def compute(self) -> tuple[float, float, float]:
        """For L, a and b: the share of the two histograms that overlaps, in [0, 1]."""
        shares = [h / h.sum(axis=1, keepdims=True) for h in (self._output, self._target)]
        overlap = np.minimum(*shares).sum(axis=1)
        return float(overlap[0]), float(overlap[1]), float(overlap[2])


def _histograms(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    return np.stack(
        [np.histogram(lab[..., i], BINS, limits)[0] for i, limits in enumerate(RANGES)]
    ).astype(np.float64)
