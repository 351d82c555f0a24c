"""The pairs that tables are made with: which half is the input, and are there label maps?"""

import logging
from dataclasses import dataclass
from pathlib import Path

from pix2pix.config import BaseGeneratorConfig, DataConfig, Domains, PaperConfig, Recipe
from pix2pix.data.classes import Classes
from pix2pix.data.find_pictures import find_pictures
from pix2pix.data.label_maps import (
    SOURCE,
    TARGET,
    are_label_maps,
    count_classes,
    find_classes,
)
from pix2pix.data.paired import PairedPictures
from pix2pix.errors import ConfigError, DataError

LABELS, PHOTO = "labels", "photo"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pairs:
    """What tables are made with.

    Attributes:
        training, held_out: From label maps to photos, where there are label maps.
        classes: Those of the label maps; none where there are none.
    """

    training: PairedPictures
    held_out: PairedPictures
    classes: Classes | None

    @property
    def domains(self) -> Domains:
        """What sources and targets are."""
        if self.classes is None:
            return Domains()
        labels = self.classes.labels
        return Domains(source=LABELS, target=PHOTO, labels=labels, input_kind="labels")


def find_pairs(
    data: Path, config: PaperConfig, lying: DataConfig, classes: Classes | None
) -> Pairs:
    """Look at the pairs of a folder.

    Args:
        classes: Of the label maps; by default as their colors show.

    Raises:
        DataError: There are no pairs, or none to hold out; or label maps have colors of no class,
            or show one class alone.
        ConfigError: The direction that was asked for has its label maps as targets; or classes
            were given, and there are no label maps.
    """
    shape = BaseGeneratorConfig(size=config.size)
    first = lying.changed(direction=config.direction or "a2b")
    training, held_out = PairedPictures.find(data, shape, first, 0)
    if not len(held_out):
        raise DataError(f"{data} holds no held-out pairs to measure on. Put some into val/.")
    if not are_label_maps(training, SOURCE, classes):
        if not are_label_maps(training, TARGET, classes):
            if classes is not None:
                raise ConfigError(
                    f"{data} holds no label maps in the colors of {classes.where}. Leave out "
                    "--classes, or give the list of these label maps."
                )
            return Pairs(training, held_out, None)
        if config.direction is not None:
            raise ConfigError(
                f"direction is {config.direction}, but then the label maps of {data} are the "
                "targets. Leave it out: the tables go from labels to photo, and back where needed."
            )
        training, held_out = training.reversed(), held_out.reversed()
    if classes is None:
        classes = find_classes(training, SOURCE)
        logger.info("The label maps have the %d classes of %s.", len(classes), classes.where)
    seen = [name for name, count in count_classes(held_out, SOURCE, classes).items() if count]
    if len(seen) < 2:
        raise DataError(
            f"The held-out label maps of {data} show {f'{seen[0]} alone' if seen else 'no class'}: "
            "there is nothing to tell apart. Hold out pairs that show other classes, too."
        )
    return Pairs(training, held_out, classes)


def require_same_held_out(data: Path, recipe: Recipe, held_out: PairedPictures) -> None:
    """See that CycleGAN, which reads the halves as two domains, keeps away from the same pairs."""
    training, _ = find_pictures(data, recipe)
    seen = {file for files in training.files for file in files}
    if measured := sorted(seen & {file for files in held_out.files for file in files}):
        raise DataError(
            f"{measured[0]} would be held out for pix2pix, and trained on by CycleGAN. Put the "
            "pairs to measure on into a folder val/."
        )
