"""How learning without pairs goes wrong, in figures: it copies, it inverts, it repeats itself.

Pictures come back as they were also where a generator does nothing, or where one makes dark light
and the other undoes it: cycle consistency and discriminators alone do not forbid it (Zhu et al.
2017, Sec. 5.2 on colors, Sec. 6 on failures). And a generator may find one output that passes.
"""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

SIDE = 32  # px of the small copies that are compared
LEAST = 1.0  # levels of 255: with less contrast, there is nothing to compare

Floats = NDArray[np.float64]


class FaultFigures(TypedDict):
    """What ``Faults`` measures."""

    input_l1: float
    input_correlation: float
    variety: float


class Faults:
    """Compares outputs with their inputs, and with each other; (C, H, W) from 0 to 255 each."""

    def __init__(self) -> None:
        self._sources: list[Floats] = []
        self._outputs: list[Floats] = []
        self._targets: list[Floats] = []
        self._l1: list[float] = []

    def update(self, source: Tensor, output: Tensor, target: Tensor) -> None:
        """Take an output into account; the target is any picture of its domain."""
        grey = [_grey(each) for each in (source, output, target)]
        for kept, each in zip((self._sources, self._outputs, self._targets), grey, strict=True):
            kept.append(each)
        if source.shape == output.shape:
            self._l1.append((source.float() - output.float()).abs().mean().item() / 255)
        else:
            self._l1.append(float(np.abs(grey[0] - grey[1]).mean() / 255))

    def compute(self) -> FaultFigures:
        """The figures.

        Returns:
            ``input_l1``: from input to output, on [0, 1]; 0 for a copy. ``input_correlation`` of
            their brightness; below 0 if dark became light. ``variety``: how much outputs differ
            from each other, as a share of how much targets do; 0 if all are one.
        """
        varied, wanted = _spread(self._outputs), _spread(self._targets)
        alike = [_correlation(*both) for both in zip(self._sources, self._outputs, strict=True)]
        return {
            "input_l1": float(np.mean(self._l1)),
            "input_correlation": float(np.mean(alike)),
            "variety": varied / wanted if wanted > LEAST else 1.0,
        }


def _grey(picture: Tensor) -> Floats:
    return adaptive_avg_pool2d(picture.float().mean(dim=0)[None], SIDE)[0].double().cpu().numpy()


def _correlation(a: Floats, b: Floats) -> float:
    if min(a.std(), b.std()) < LEAST:
        return 0.0
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def _spread(pictures: list[Floats]) -> float:
    """Standard deviation over pictures, as a mean over places."""
    return float(np.stack(pictures).std(axis=0).mean())
