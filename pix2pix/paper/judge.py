"""Who judges the outputs of the rows, by the classes of label maps.

A photo is judged by what a segmenter sees in it, a label map by its colors. Segmenters differ, so a
measurement carries the name of its judge, and figures of different judges are never compared.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pix2pix.checkpoint.files import SEGMENTER_RECIPE
from pix2pix.checkpoint.run import Report, State, read_status
from pix2pix.config import SegmenterConfig
from pix2pix.data.classes import Classes
from pix2pix.errors import ConfigError, RunError
from pix2pix.evaluation.fcn_score import FCNScore, LabelScore
from pix2pix.evaluation.segmenter import Segmenter
from pix2pix.training.segmenter import open_segmenter, train_segmenter


@dataclass(frozen=True)
class Judge:
    """Judges photos by a segmenter, and label maps by their colors; each where it is there."""

    classes: Classes | None = None
    segmenter: Segmenter | None = None

    @classmethod
    def load(cls, classes: Classes | None, folder: Path | None) -> "Judge":
        """With the segmenter of a folder.

        Raises:
            CheckpointError: There is none in it.
            ConfigError: It tells other classes apart than those of the label maps.
        """
        if folder is None or classes is None:
            return cls(classes)
        segmenter = Segmenter.load(folder)
        if segmenter.classes.labels != classes.labels:
            raise ConfigError(
                f"The segmenter in {folder} tells other classes apart than those of "
                f"{classes.where}: {', '.join(segmenter.classes.names)}. Train one for these label "
                "maps, or leave out --segmenter."
            )
        return cls(classes, segmenter)

    def name(self, *, of_photos: bool) -> str:
        """Tells it from other judges; empty where it cannot judge.

        Args:
            of_photos: Where photos are judged, perhaps beside label maps.
        """
        if not of_photos:
            return self._of_labels
        return f"{self._of_labels} {self.segmenter.sha256}" if self.segmenter else ""

    @cached_property
    def _of_labels(self) -> str:
        labels = self.classes.labels if self.classes else ()
        listed = "\n".join(label.model_dump_json() for label in labels)
        return sha256(listed.encode()).hexdigest() if listed else ""

    def score(self, *, of_photos: bool) -> FCNScore | LabelScore | None:
        """Collects figures of outputs of one kind; none where it cannot judge them."""
        if of_photos:
            return FCNScore(self.segmenter) if self.segmenter else None
        return LabelScore(self.classes) if self.classes else None


def is_trained(folder: Path) -> bool:
    """Whether the segmenter in a folder has learnt all that it was to learn."""
    try:
        return read_status(folder).state is State.FINISHED
    except RunError:
        return False


def train_judge(
    data: Path,
    folder: Path,
    settings: SegmenterConfig,
    classes: Classes,
    stop: Callable[[], bool],
) -> Generator[Report, None, None]:
    """Train a segmenter, or go on with it; nothing if it is trained."""
    if not is_trained(folder):
        begun = (folder / SEGMENTER_RECIPE).is_file()
        run = open_segmenter(folder, settings, classes, resume=begun)
        yield from train_segmenter(data, run, stop=stop)
