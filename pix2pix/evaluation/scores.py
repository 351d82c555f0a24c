"""All figures of what a model makes: its distance from the target, and how it fits the source."""

from typing import NotRequired, cast

from torch import Tensor

from pix2pix.evaluation.class_figures import ClassFigures
from pix2pix.evaluation.fcn_score import FCNFigures, FCNScore, LabelScore
from pix2pix.evaluation.judges import NONE, Judges
from pix2pix.evaluation.pixels import PixelFigures, PixelScores


class Figures(PixelFigures):
    """Those of pixels, and of classes where there are label maps."""

    fcn_score: NotRequired[FCNFigures]
    segmenter: NotRequired[str]
    """SHA-256 of its weights: those of others cannot be compared."""
    label_score: NotRequired[ClassFigures]


class Scores:
    """Collects figures over a set of pictures."""

    def __init__(self, judges: Judges = NONE) -> None:
        self._pixels = PixelScores()
        self._fcn = FCNScore(judges.segmenter) if judges.segmenter else None
        self._labels = LabelScore(judges.classes) if judges.classes else None

    def update(
        self,
        source: Tensor,
        output: Tensor,
        target: Tensor,
        *,
        stored: tuple[Tensor, Tensor] | None = None,
    ) -> None:
        """Add a picture that was made of a source, (C, H, W) uint8 each.

        Args:
            stored: Source and target as their files hold them, where those above were scaled:
                label maps must not be.
        """
        self._pixels.update(output, target)
        labels_in, labels_out = stored or (source, target)
        if self._fcn:
            self._fcn.update(labels_in, output, target)
        if self._labels:
            self._labels.update(source, output, labels_out)

    def compute(self) -> Figures:
        """All figures so far.

        Raises:
            DataError: There are too few pictures for an FCN-score, or no pixel has a class.
        """
        figures = cast(Figures, self._pixels.compute())
        if self._fcn:
            figures["fcn_score"] = self._fcn.compute()
            figures["segmenter"] = self._fcn.segmenter.sha256
        if self._labels:
            figures["label_score"] = self._labels.compute()
        return figures
