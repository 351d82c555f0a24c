"""Who judges outputs by classes.

A segmenter, where they are photos made from label maps; or the true label map, where they are label
maps themselves.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pix2pix.data.classes import Classes
from pix2pix.data.label_maps import (
    SOURCE,
    TARGET,
    are_label_maps,
    count_classes,
    find_classes,
)
from pix2pix.data.pictures import Pictures
from pix2pix.errors import ConfigError, DataError
from pix2pix.evaluation.segmenter import Segmenter

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Judges:
    """What there is to judge by; false if there is nothing.

    Attributes:
        segmenter: For outputs whose sources are label maps.
        classes: Of targets that are label maps.
    """

    segmenter: Segmenter | None = None
    classes: Classes | None = None

    def __bool__(self) -> bool:
        return self.segmenter is not None or self.classes is not None


NONE = Judges()


def judges_for(
    pictures: Pictures, segmenter: Segmenter | None = None, classes: Classes | None = None
) -> Judges:
    """Who can judge what is made of these pictures.

    Label maps are looked for in the targets even if nothing was given: of what classes they are
    is then found by their colors, and said.

    Raises:
        ConfigError: ``classes`` are not those of the segmenter.
        DataError: Label maps have colors that are of no given class.
    """
    if segmenter and classes and segmenter.classes.labels != classes.labels:
        raise ConfigError(
            f"{classes.where} lists other classes than {segmenter.classes.where}, which the "
            "segmenter was trained on. Leave out --classes, or train a segmenter for these."
        )
    if segmenter and segmenter.unfinished:
        logger.warning("The segmenter is not trained to its end: %s.", segmenter.unfinished)
    given = segmenter.classes if segmenter else classes
    asked = segmenter if segmenter and are_label_maps(pictures, SOURCE, given) else None
    if asked:
        count_classes(pictures, SOURCE, asked.classes)
        if pictures.generator.size != asked.size:
            logger.info(
                "Outputs of %s, and real photos as small or large, are scaled to the %s that the "
                "segmenter has learnt from.",
                pictures.generator.size.in_words,
                asked.size.in_words,
            )
    if not are_label_maps(pictures, TARGET, given):
        return Judges(asked)
    if given:
        count_classes(pictures, TARGET, given)
        return Judges(asked, given)
    return Judges(asked, _found(pictures))


def _found(pictures: Pictures) -> Classes | None:
    """The classes that targets show by their colors, if some of them show those of all.

    Drawings, too, have a few flat colors each; but from one to the next they are others.
    """
    found = find_classes(pictures, TARGET)
    try:
        count_classes(pictures, TARGET, found)
    except DataError as error:
        logger.info("Outputs are not compared class by class, for %s", error)
        return None
    logger.info(
        "The targets are label maps: outputs are compared with them class by class, for the %d "
        "classes of %s.",
        len(found),
        found.where,
    )
    return found


def require_used(
    judges: Sequence[Judges], folder: Path, segmenter: Segmenter | None, classes: Classes | None
) -> None:
    """Check that what was given judges something.

    Raises:
        DataError: It does not: there are no label maps where it needs them.
    """
    if segmenter and not any(each.segmenter for each in judges):
        if any(each.classes for each in judges):
            raise DataError(
                f"A segmenter judges photos that were made from label maps, but {folder} makes "
                "label maps, which are judged by their colors. Leave out --segmenter."
            )
        raise DataError(
            f"A segmenter judges photos by the label maps that they were made from, but the "
            f"held-out sources of {folder} are no label maps. Leave out --segmenter, or give pairs "
            "with labels."
        )
    if classes and not any(judges):
        raise DataError(
            f"--classes was given, but the held-out targets of {folder} are no label maps. Leave "
            "it out."
        )


def in_order(indices: Sequence[int], judges: Judges) -> list[int]:
    """The order in which pictures are judged.

    An FCN-score compares each output also with the label map before it: in an order drawn once,
    as neighbours in a folder may show the same street.
    """
    if not judges:
        return list(indices)
    drawn = np.random.default_rng(0).permutation(len(indices))
    return [indices[place] for place in drawn]
