"""Trains the segmenter of the FCN-score on photos and their label maps.

The loop, the saver and the run's folder are those of every method; what is learnt here makes no
pictures, so it is measured by its figures alone.
"""

import logging
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import torch

from pix2pix.checkpoint.files import SEGMENTER_RECIPE
from pix2pix.checkpoint.run import Report, RunFolder, read_log
from pix2pix.config import BaseGeneratorConfig, Label, SegmenterConfig, SegmenterRecipe
from pix2pix.data import transform
from pix2pix.data.classes import Classes
from pix2pix.data.label_maps import SOURCE, TARGET, are_label_maps, count_classes, find_classes
from pix2pix.data.labelled_photos import LabelledPhotos
from pix2pix.data.pictures import Pictures
from pix2pix.device import autocast_type, choose_device
from pix2pix.errors import ConfigError, DataError, RunError
from pix2pix.evaluation.class_figures import ClassFigures, Confusion
from pix2pix.evaluation.segmenter import Segmenter
from pix2pix.methods.segmentation import Segmentation
from pix2pix.networks.segmenter import LRASPP
from pix2pix.training.known_pairs import remember_pairs
from pix2pix.training.loop import total_steps, train
from pix2pix.training.segmenter_card import write_segmenter_card
from pix2pix.training.session import batches_of
from pix2pix.training.status import following

logger = logging.getLogger(__name__)

KEPT = ("size", "reduced", "direction", "held_out", "seed", "layout", "halves", "panels")


class SegmenterRun(RunFolder):
    """The folder of a segmenter."""

    recipe_file = SEGMENTER_RECIPE
    recipe: SegmenterRecipe

    def __init__(self, folder: Path, recipe: SegmenterRecipe, classes: Classes | None) -> None:
        super().__init__(folder, recipe)
        self.classes = classes  # none: those that the label maps show


def open_segmenter(
    folder: Path, settings: SegmenterConfig, classes: Classes | None, *, resume: bool
) -> SegmenterRun:
    """Decide what the folder holds: a new segmenter, or the one that stands there.

    Args:
        classes: ``None`` for those that stand there, or else those that the label maps show.

    Raises:
        RunError: There is one already, or none to resume.
        ConfigError: What was asked for is not what stands there.
    """
    labels: tuple[Label, ...] = classes.labels if classes else ()
    if not resume:
        if any((folder / name).exists() for name in (SEGMENTER_RECIPE, "config.json")):
            raise RunError(f"{folder} is in use already. Add --resume, or choose another --out.")
        return SegmenterRun(folder, SegmenterRecipe(classes=labels, settings=settings), classes)
    if not (folder / SEGMENTER_RECIPE).is_file():
        raise RunError(f"{folder} holds no segmenter to resume. Leave out --resume to start one.")
    kept = SegmenterRecipe.read(folder / SEGMENTER_RECIPE)
    for name in KEPT:
        asked, stands = getattr(settings, name), getattr(kept.settings, name)
        if asked != stands:
            raise ConfigError(
                f"{name} is {stands} in {folder}, but {asked} was asked for. It belongs to the "
                "segmenter: leave the setting out, or start a new one."
            )
    if labels and labels != kept.classes:
        raise ConfigError(
            f"{folder} learns other classes than those of {classes and classes.where}. Leave out "
            "--classes, or start a new segmenter."
        )
    stands_there = Classes(kept.classes, str(folder / SEGMENTER_RECIPE))
    return SegmenterRun(folder, kept.changed(settings=settings), stands_there)


def train_segmenter(
    data: Path, run: SegmenterRun, *, stop: Callable[[], bool] = lambda: False
) -> Generator[Report, None, None]:
    """Train on the photos of a folder of pairs until it is done or ``stop`` says so.

    A process that was killed leaves the last save, and what resumes from there ends with the same
    weights as one that was never interrupted.

    Raises:
        DataError: There are no label maps, they have colors of no class, or a single class.
        RunError: Another process trains in the folder; nothing is touched.
    """
    with run.lock.held():
        yield from _train(data, run, stop)


def _train(
    data: Path, run: SegmenterRun, stop: Callable[[], bool]
) -> Generator[Report, None, None]:
    settings = run.recipe.settings
    config = settings.train
    device = choose_device(config.device)
    torch.manual_seed(config.seed)
    with following(run, device) as status:
        photos, held_out, classes = _labelled(data, run)
        run.begin()
        remember_pairs(run, photos, held_out)
        method = Segmentation(
            LRASPP(len(classes)).train().to(device),
            classes,
            learning_rate=config.learning_rate,
            autocast=autocast_type(config.precision, device),
        )
        batches = batches_of(photos, config, device)
        status.steps = total_steps(config, batches)
        with closing(train(method, batches, config, run, device=device)) as reports:
            for report in reports:
                if report.losses:
                    run.log_report(report)
                status.follow(report)
                if report.saved and report.epoch - _validated(run).get("epoch", 0) >= 1:
                    _validate(run, held_out, report.step, report.epoch)
                yield report
                if stop() or run.stop_requested():
                    status.stopped = report.step < report.steps
                    break
        if not status.stopped:
            if _validated(run).get("step") != status.steps:
                _validate(run, held_out, status.steps, status.steps / batches.per_epoch)
            write_segmenter_card(run.folder)


def _labelled(data: Path, run: SegmenterRun) -> tuple[Pictures, Pictures, Classes]:
    """Training and held-out photos with their label maps, and the classes of these."""
    settings = run.recipe.settings
    shape = BaseGeneratorConfig(size=settings.size)
    photos, held_out = LabelledPhotos.find(data, shape, settings.data, settings.seed)
    photos.reduced = held_out.reduced = settings.reduced
    classes = run.classes
    if run.has_state and classes is not None:
        return photos, held_out, classes
    if not are_label_maps(photos, TARGET, classes):
        raise DataError(_no_labels(data, photos, settings, classes))
    if classes is None:
        classes = find_classes(photos, TARGET)
        logger.info("The label maps have the %d classes of %s.", len(classes), classes.where)
        run.recipe = run.recipe.changed(classes=classes.labels)
    counts = count_classes(photos, TARGET, classes)
    count_classes(held_out, TARGET, classes)
    seen = [name for name, count in counts.items() if count]
    if len(seen) < 2:
        raise DataError(
            f"The label maps of {data} show {f'nothing but {seen[0]}' if seen else 'no class'}: "
            "there is nothing to tell apart. Add pairs that show other classes."
        )
    if absent := [name for name in classes.names if name not in seen]:
        logger.warning("No photo to train on shows %s.", ", ".join(absent))
    return photos, held_out, classes


def _no_labels(
    data: Path, photos: Pictures, settings: SegmenterConfig, classes: Classes | None
) -> str:
    if are_label_maps(photos, SOURCE, classes):
        other = "b2a" if settings.direction == "a2b" else "a2b"
        return f"The label maps of {data} are the other half. Add --direction {other}."
    colors = f"in the colors of {classes.where}" if classes else "in few colors"
    return (
        f"{data} holds no label maps, that is pictures painted {colors}. A segmenter learns from "
        "photos and label maps in pairs; give such a folder, or the list of its --classes."
    )


def _validated(run: SegmenterRun) -> dict[str, Any]:
    """The last entry of the log with figures on held-out photos; empty before the first."""
    entries = [entry for entry in read_log(run.folder) if "validation" in entry]
    return entries[-1] if entries else {}


def _validate(run: SegmenterRun, held_out: Pictures, step: int, epoch: float) -> None:
    """Measure what was saved on held-out photos."""
    if len(held_out):
        figures = score(Segmenter.load(run.folder), held_out)
        run.log({"step": step, "epoch": epoch, "validation": figures})


def score(segmenter: Segmenter, photos: Pictures) -> ClassFigures:
    """How well a segmenter tells the classes of real photos, the sources, at its own size."""
    found = Confusion(segmenter.classes.names)
    for index in range(len(photos)):
        truth = segmenter.classes.numbers(photos.as_stored(index)[TARGET])
        shape = (truth.shape[0], truth.shape[1])
        found.update(truth, segmenter(transform.to_bytes(photos.plain(index)[SOURCE]), shape))
    return found.compute()
