"""The FCN-score: can a network that knows real photos see in a generated one what was asked for?

Isola et al. 2017, Sec. 4. Its figures say little by themselves, so they stand between those of real
photos, which are the most that one can expect of this segmenter, and those of photos generated for
other label maps: what a score is worth that every picture of such a set would get.
"""

from typing import TypedDict

from torch import Tensor

from pix2pix.config import Size
from pix2pix.data import transform
from pix2pix.data.classes import Classes
from pix2pix.errors import DataError
from pix2pix.evaluation.class_figures import ClassFigures, Confusion, confusion
from pix2pix.evaluation.segmenter import Segmenter


class FCNFigures(TypedDict):
    """The three rows."""

    real: ClassFigures
    generated: ClassFigures
    shuffled: ClassFigures
    """Each output against the label map of the picture before it."""


class FCNScore:
    """Collects what a segmenter sees in generated photos and in real ones."""

    def __init__(self, segmenter: Segmenter) -> None:
        self.segmenter = segmenter
        names = segmenter.classes.names
        self.real, self.generated = Confusion(names), Confusion(names)
        self._shuffled = Confusion(names)
        self._first: Tensor | None = None  # labels
        self._last: Tensor | None = None  # what was seen in the output before

    def update(self, source: Tensor, output: Tensor, target: Tensor) -> None:
        """Add a photo that was generated, (C, H, W) from 0 to 255 each.

        Args:
            source: Its label map, of any size: it is not resampled.
            output: The photo.
            target: The real one.
        """
        truth = self.segmenter.classes.numbers(source)
        shape = (truth.shape[0], truth.shape[1])
        seen = self.segmenter(output, shape)
        self.real.update(truth, self.segmenter(target, shape))
        self.generated.update(truth, seen)
        if self._last is None:
            self._first = truth
        else:
            self._shuffled.update(truth, _fitted(self._last, truth))
        self._last = seen

    @property
    def shuffled(self) -> Confusion:
        """Outputs against the label maps of others, the first one against that of the last."""
        if self._first is None or self._last is None or len(self.generated.matrices) < 2:
            raise DataError("An FCN-score needs two pictures at least; there are fewer.")
        last = confusion(self._first, _fitted(self._last, self._first), len(self.generated.names))
        return Confusion(self.generated.names, [last, *self._shuffled.matrices])

    def compute(self) -> FCNFigures:
        """The figures of the three rows.

        Raises:
            DataError: There are fewer than two pictures, or none holds a class.
        """
        return {
            "real": self.real.compute(),
            "generated": self.generated.compute(),
            "shuffled": self.shuffled.compute(),
        }


class LabelScore:
    """Compares label maps that were generated with the true ones (Isola et al. 2017, Table 6)."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.generated = Confusion(classes.names)

    def update(self, source: Tensor, output: Tensor, target: Tensor) -> None:
        """Add a label map, (3, H, W) from 0 to 255 each; the target is not resampled."""
        truth = self.classes.numbers(target)
        self.generated.update(truth, _fitted(self.classes.numbers(output), truth))

    def compute(self) -> ClassFigures:
        """The three figures.

        Raises:
            DataError: No target holds a class.
        """
        return self.generated.compute()


def _fitted(found: Tensor, truth: Tensor) -> Tensor:
    """Class numbers at the size of others; none is mixed."""
    size = Size(truth.shape[0], truth.shape[1])
    return transform.resize(found[None], size, "nearest")[0]
