"""Measures what a run has learnt: on every held-out pair, once, and written down in one step."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.checkpoint.folder import generator_folder
from pix2pix.data import transform
from pix2pix.data.pictures import Pictures, spread
from pix2pix.errors import CheckpointError, Pix2PixError
from pix2pix.evaluation.pixels import Scores
from pix2pix.files import replace_text
from pix2pix.images import flatten, save_picture
from pix2pix.paper.figures import LAB_COUNTS, MEANS, Floats, from_lists, to_lists
from pix2pix.paper.plan import EXAMPLES, MEASURED, PlannedRun
from pix2pix.translator import Translator

SHOWN = 4  # held-out pairs whose outputs are kept for the figures
FAILED, COUNTS = "failed", "counts"


def write_failure(run: PlannedRun, error: Pix2PixError) -> None:
    """Write down that a run cannot be finished, and why."""
    replace_text(run.folder / MEASURED, json.dumps({FAILED: str(error)}) + "\n")


def measure(run: PlannedRun, held_out: Pictures) -> Iterator[int]:
    """Translate every held-out source and write down what the tables need; yields how many.

    Noise is drawn for each picture, with its index as seed: dropout is on at test time, as in the
    paper (Isola et al. 2017, Sec. 3.1).

    Args:
        held_out: For the forward generator of the run.
    """
    ways = {FORWARD: held_out}
    if run.both_ways:
        ways[REVERSE] = held_out.reversed()
    found = {}
    done = 0
    for direction, pictures in ways.items():
        translator = Translator.load(generator_folder(run.folder, direction))
        shown = set(shown_of(pictures))
        counted: dict[str, list[Any]] = {}
        for index in range(len(pictures)):
            source, target = pictures.plain(index)
            output = translator.scaled(source, seed=index)
            if index in shown:
                save_picture(flatten(output), example_of(run, direction, index))
            made = transform.from_picture(flatten(output, len(target)))
            scores = Scores()
            scores.update(made, transform.to_bytes(target))
            figures: Mapping[str, Any] = scores.compute()
            for name in MEANS:
                counted.setdefault(name, []).append(figures[name])
            both = np.stack([scores.lab.output, scores.lab.target])
            counted.setdefault(LAB_COUNTS, []).append(both)
            done += 1
            yield done
        found[direction] = to_lists({name: np.stack(each) for name, each in counted.items()})
    replace_text(run.folder / MEASURED, json.dumps({COUNTS: found}) + "\n")


def shown_of(pictures: Pictures) -> list[int]:
    """The held-out pairs that the figures show."""
    return spread(len(pictures), SHOWN)


def example_of(run: PlannedRun, direction: str, index: int) -> Path:
    """Where the output for a held-out pair is kept."""
    return run.folder / EXAMPLES / f"{direction}-{index:05}.png"


def is_measured(run: PlannedRun) -> bool:
    """Nothing is left to be done for a run: it was measured, or it cannot be finished."""
    return (run.folder / MEASURED).is_file()


def failure(run: PlannedRun) -> str | None:
    """Why a run could not be finished; none if it could, or if it is still to come."""
    return _read(run).get(FAILED) if is_measured(run) else None


def counts_of(run: PlannedRun, direction: str) -> dict[str, Floats] | None:
    """What was counted on each picture; none if there is nothing yet.

    Raises:
        CheckpointError: The file cannot be read.
    """
    found = _read(run).get(COUNTS) if is_measured(run) else None
    return None if found is None else from_lists(found[direction])


def _read(run: PlannedRun) -> dict[str, Any]:
    path = run.folder / MEASURED
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(values, dict):
            raise ValueError("no JSON object")
    except (OSError, ValueError) as error:
        raise CheckpointError(
            f"{path} cannot be read: {error}. Delete it, and the run is measured again."
        ) from error
    return values
