"""The figures of a set of pictures, from what was counted on each picture.

Every figure of the tables is a function of sums over pictures: of distances, of histograms, of a
confusion matrix. So the figures of any other sample of the same pictures follow without measuring
again, which is what the bootstrap asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pix2pix.evaluation.class_figures import three_figures
from pix2pix.evaluation.lab_histogram import intersection
from pix2pix.paper.published import FCN, LAB

Floats = NDArray[np.float64]
Counts = Mapping[str, Floats]  # by name; the first axis is that of the pictures

DRAWS = 10_000
MEANS = ("l1", "psnr", "ssim")
LAB_COUNTS, CONFUSION, REAL, SHUFFLED = "lab", "confusion", "real", "shuffled"


@dataclass(frozen=True)
class Shown:
    """How a figure is written in the tables.

    Attributes:
        digits: After the point.
    """

    title: str
    digits: int = 2


SHOWN = {
    "pixel": Shown("per-pixel accuracy"),
    "class": Shown("per-class accuracy"),
    "iou": Shown("class IoU"),
    "lab_l": Shown("Lab L"),
    "lab_a": Shown("Lab a"),
    "lab_b": Shown("Lab b"),
    "l1": Shown("L1 on [0, 1]", 4),
    "psnr": Shown("PSNR in dB"),
    "ssim": Shown("SSIM", 3),
}


@dataclass(frozen=True)
class Sample:
    """The same pictures drawn again and again with replacement, for all rows alike.

    Bootstrap over pictures (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", Sec. 6);
    since all rows see the same draws, differences between rows are paired, as in Koehn 2004,
    "Statistical Significance Tests for Machine Translation Evaluation".

    Attributes:
        weights: How often each picture is in each draw, (draws + 1, pictures). The first draw has
            each picture once: it gives the figures themselves.
    """

    pictures: int
    draws: int = DRAWS
    seed: int = 0
    weights: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        chances = np.full(self.pictures, 1 / self.pictures)
        drawn = rng.multinomial(self.pictures, chances, size=self.draws)
        weights = np.concatenate([np.ones((1, self.pictures)), drawn])
        object.__setattr__(self, "weights", weights)

    def figures(self, counts: Counts) -> dict[str, Floats]:
        """Every figure that these counts give, (draws + 1) values each."""
        sums = {name: self._summed(each) for name, each in counts.items()}
        found = {name: sums[name] / self.pictures for name in MEANS if name in sums}
        if LAB_COUNTS in sums:
            shares = intersection(sums[LAB_COUNTS][:, 0], sums[LAB_COUNTS][:, 1])
            found |= dict(zip(LAB, shares.T, strict=True))
        if CONFUSION in sums:
            found |= dict(zip(FCN, three_figures(sums[CONFUSION]), strict=True))
        return found

    def of_classes(self, counts: Counts, name: str) -> dict[str, Floats]:
        """The three figures of other confusion matrices: of real photos, or of shuffled ones."""
        return dict(zip(FCN, three_figures(self._summed(counts[name])), strict=True))

    def _summed(self, values: Floats) -> Floats:
        flat = values.reshape(len(values), -1)
        return (self.weights @ flat).reshape(-1, *values.shape[1:])


def interval(values: Floats) -> tuple[float, float]:
    """The middle 95 % of what the draws gave; the first value is none of them."""
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return float(low), float(high)


def to_lists(counts: Counts) -> dict[str, Any]:
    """As they are written into a file: whole numbers where they are whole."""
    return {
        name: (each.astype(int) if (each == each.round()).all() else each).tolist()
        for name, each in counts.items()
    }


def from_lists(values: Mapping[str, Any]) -> dict[str, Floats]:
    """The other way round."""
    return {name: np.asarray(each, float) for name, each in values.items()}
