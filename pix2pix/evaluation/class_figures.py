"""Pixel accuracy, class accuracy and class IoU, of one confusion matrix over a set of pictures.

The three figures of the FCN-score (Isola et al. 2017, Sec. 4; Long et al. 2015, Sec. 5). The
matrix is kept picture by picture, so that a bootstrap over pictures (Efron 1979) tells how far a
figure can be trusted: pictures are drawn, not pixels, which are alike within a picture.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pix2pix.errors import DataError
from pix2pix.images.class_colors import VOID

DRAWS = 1000  # of the bootstrap
FIGURES = ("pixel", "class", "iou")

Floats = NDArray[np.float64]
ClassFigures = TypedDict(
    "ClassFigures",
    {
        "n": int,
        "pixel": float,
        "class": float,
        "iou": float,
        # From which to which value each of the three lies with 95 %, over pictures.
        "intervals": dict[str, tuple[float, float]],
        # Classes without a pixel in the set: they are in no mean.
        "absent": list[str],
    },
)


class Three(NamedTuple):
    """The figures of one matrix, or of many at once."""

    pixel: Floats
    """Share of the pixels that are of the class found: Σ diagonal / Σ."""
    per_class: Floats
    """Mean over classes of the share of its pixels that are found: diagonal / row."""
    iou: Floats
    """Mean over classes of diagonal / (row + column - diagonal)."""


class Confusion:
    """Counts, for each picture, how many pixels of each class were taken for which.

    Args:
        names: Of the classes.
        matrices: Those of pictures that were counted before.
    """

    def __init__(self, names: Sequence[str], matrices: Sequence[Tensor] = ()) -> None:
        self.names = tuple(names)
        self._matrices = list(matrices)

    def update(self, truth: Tensor, found: Tensor) -> None:
        """Add a picture: class numbers (H, W) uint8 each, ``VOID`` where there is no class.

        What is void in the truth does not count; what is found to be void, but is not, is wrong.
        """
        self._matrices.append(confusion(truth, found, len(self.names)))

    @property
    def matrices(self) -> Tensor:
        """(pictures, classes, classes + 1) int64: true class, class found; the last one is none."""
        count = len(self.names)
        return torch.stack(self._matrices or [torch.zeros(count, count + 1, dtype=torch.int64)])

    def compute(self) -> ClassFigures:
        """The three figures over all pictures so far, their intervals, and absent classes.

        Raises:
            DataError: No pixel is of any class.
        """
        matrices = self.matrices.numpy().astype(np.float64)
        total = matrices.sum(axis=0)
        if not total.sum():
            raise DataError(
                "No pixel of the label maps is of a class that counts: there is nothing to score."
            )
        figures = three_figures(total)
        low, high = np.nanpercentile(np.stack(bootstrap(matrices)), [2.5, 97.5], axis=1)
        absent = [name for name, row in zip(self.names, total, strict=True) if not row.sum()]
        return {
            "n": len(matrices),
            "pixel": float(figures.pixel),
            "class": float(figures.per_class),
            "iou": float(figures.iou),
            "intervals": dict(
                zip(FIGURES, zip(low.tolist(), high.tolist(), strict=True), strict=True)
            ),
            "absent": absent,
        }


def confusion(truth: Tensor, found: Tensor, classes: int) -> Tensor:
    """The matrix of one picture, (classes, classes + 1) int64: true class, class found."""
    if truth.shape != found.shape:
        raise ValueError(f"{tuple(truth.shape)} labels, {tuple(found.shape)} found")
    counts = truth != VOID
    width = classes + 1
    places = truth[counts].long() * width + found[counts].long().clamp(max=classes)
    return torch.bincount(places, minlength=classes * width).view(classes, width)


def three_figures(matrices: Floats) -> Three:
    """Of matrices (…, classes, classes + 1); classes without a true pixel are in no mean."""
    right = np.diagonal(matrices, axis1=-2, axis2=-1)  # the last column is none of a class
    true, found = matrices.sum(axis=-1), matrices.sum(axis=-2)[..., :-1]
    there = true > 0
    with np.errstate(invalid="ignore"):  # a draw of pictures may hold no class at all
        pixel = right.sum(axis=-1) / true.sum(axis=-1)
        means = [
            np.where(there, right / np.where(there, whole, 1), 0).sum(axis=-1) / there.sum(axis=-1)
            for whole in (true, true + found - right)
        ]
    return Three(pixel, *means)


def bootstrap(matrices: Floats, draws: int = DRAWS, seed: int = 0) -> Three:
    """The figures of sets of as many pictures, drawn with replacement, the same for each seed."""
    count = len(matrices)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), draws)
    totals = drawn.astype(np.float64) @ matrices.reshape(count, -1)
    return three_figures(totals.reshape(draws, *matrices.shape[1:]))
