"""Measures what a run has learnt: on every held-out pair, once, and written down in one step."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from pix2pix.checkpoint.files import FORWARD
from pix2pix.checkpoint.folder import generator_folder
from pix2pix.data import transform
from pix2pix.data.pictures import Pictures, spread
from pix2pix.data.transform import to_bytes
from pix2pix.errors import CheckpointError, Pix2PixError
from pix2pix.evaluation.fcn_score import FCNScore, LabelScore
from pix2pix.evaluation.pixels import PixelScores
from pix2pix.files import replace_text
from pix2pix.images import flatten, save_picture
from pix2pix.paper.figures import (
    CONFUSION,
    LAB_COUNTS,
    MEANS,
    REAL,
    SHUFFLED,
    Floats,
    from_lists,
    to_lists,
)
from pix2pix.paper.judge import Judge
from pix2pix.paper.planned_run import PlannedRun
from pix2pix.translator import Translator

SHOWN = 4  # held-out pairs whose outputs are kept for the figures
MEASURED, EXAMPLES = "measured.json", "examples"
FAILED, COUNTS, JUDGE = "failed", "counts", "judge"


def write_failure(run: PlannedRun, error: Pix2PixError) -> None:
    """Write down that a run cannot be finished, and why."""
    replace_text(run.folder / MEASURED, json.dumps({FAILED: str(error)}) + "\n")


def measure(run: PlannedRun, held_out: Pictures, judge: Judge) -> Iterator[int]:
    """Translate every held-out source and write down what the tables need; yields how many.

    Noise is drawn for each picture, with its index as seed: dropout is on at test time, as in the
    paper (Isola et al. 2017, Sec. 3.1).

    Args:
        held_out: For the forward generator of the run.
    """
    found, done = {}, 0
    for direction in run.directions:
        pictures = held_out if direction == FORWARD else held_out.reversed()
        translator = Translator.load(generator_folder(run.folder, direction))
        classes = judge.score(of_photos=run.makes_photos(direction))
        counted: dict[str, list[Any]] = {}
        shown = shown_of(pictures)
        for index in order_of(pictures):
            source, target = pictures.plain(index)
            output = translator.scaled(source, seed=index)
            if index in shown:
                save_picture(flatten(output), example_of(run, direction, index))
            made, true = transform.from_picture(flatten(output, len(target))), to_bytes(target)
            for name, value in _of_pixels(made, true).items():
                counted.setdefault(name, []).append(value)
            if classes:
                labels_in, labels_out = pictures.as_stored(index)
                if isinstance(classes, FCNScore):
                    classes.update(labels_in, made, true)
                else:
                    classes.update(source, made, labels_out)
            done += 1
            yield done
        counts = {name: np.stack(each) for name, each in counted.items()}
        found[direction] = to_lists({**counts, **_of_classes(classes)})
    values = {JUDGE: judge.name(of_photos=run.any_photos), COUNTS: found}
    replace_text(run.folder / MEASURED, json.dumps(values) + "\n")


def _of_pixels(output: Tensor, target: Tensor) -> dict[str, Any]:
    """Of one picture."""
    scores = PixelScores()
    scores.update(output, target)
    figures: Mapping[str, Any] = scores.compute()
    histograms = np.stack([scores.lab.output, scores.lab.target])
    return {**{name: figures[name] for name in MEANS}, LAB_COUNTS: histograms}


def _of_classes(score: FCNScore | LabelScore | None) -> dict[str, Floats]:
    """Confusion matrices of all pictures, in the order in which they were judged."""
    if score is None:
        return {}
    found = {CONFUSION: score.generated}
    if isinstance(score, FCNScore):
        found |= {REAL: score.real, SHUFFLED: score.shuffled}
    return {name: each.matrices.numpy().astype(float) for name, each in found.items()}


def order_of(pictures: Pictures) -> list[int]:
    """In which held-out pairs are judged: the same for all rows, and no neighbours of a street."""
    return np.random.default_rng(0).permutation(len(pictures)).tolist()


def shown_of(pictures: Pictures) -> list[int]:
    """The held-out pairs that the figures show."""
    return spread(len(pictures), SHOWN)


def example_of(run: PlannedRun, direction: str, index: int) -> Path:
    """Where the output for a held-out pair is kept."""
    return run.folder / EXAMPLES / f"{direction}-{index:05}.png"


def is_measured(run: PlannedRun, judge: Judge) -> bool:
    """Nothing is left to be done for a run: it was measured, or it cannot be finished."""
    if not (run.folder / MEASURED).is_file():
        return False
    values, name = _read(run), judge.name(of_photos=run.any_photos)
    return FAILED in values or not name or values.get(JUDGE) == name


def failure(run: PlannedRun) -> str | None:
    """Why a run could not be finished; none if it could, or if it is still to come."""
    return _read(run).get(FAILED)


def counts_of(run: PlannedRun, direction: str, judge: Judge) -> dict[str, Floats] | None:
    """What was counted on each picture; by this judge alone, where classes were.

    None if there is nothing yet.

    Raises:
        CheckpointError: The file cannot be read.
    """
    values = _read(run)
    if COUNTS not in values:
        return None
    counts = from_lists(values[COUNTS][direction])
    if values.get(JUDGE) != judge.name(of_photos=run.any_photos):
        for name in (CONFUSION, REAL, SHUFFLED):
            counts.pop(name, None)
    return counts


def _read(run: PlannedRun) -> dict[str, Any]:
    path = run.folder / MEASURED
    if not path.is_file():
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(values, dict):
            raise ValueError("no JSON object")
    except (OSError, ValueError) as error:
        raise CheckpointError(
            f"{path} cannot be read: {error}. Delete it, and the run is measured again."
        ) from error
    return values
