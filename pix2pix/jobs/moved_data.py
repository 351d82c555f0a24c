"""Runs that read their pairs where they lie, when these have been moved."""

from pathlib import Path

from pix2pix.checkpoint.files import KNOWN_PAIRS, RECIPE
from pix2pix.config import Recipe
from pix2pix.data.find_pictures import find_pictures
from pix2pix.data.fingerprint import KnownPairs, fingerprint
from pix2pix.errors import CheckpointError, RunError
from pix2pix.files import replace_text
from pix2pix.jobs.control import data_of, is_active, job_of
from pix2pix.jobs.processes import JOB


def missing_data(folder: Path) -> Path | None:
    """Where the pairs of a run should be and are not.

    Raises:
        CheckpointError: Its ``job.json`` cannot be read.
    """
    place = data_of(folder)
    return None if place.exists() else place


def give_data(folder: Path, data: Path) -> str:
    """Let a run that is not working read its pairs from ``data`` from now on.

    Returns:
        A sentence if they are other pairs than before; else nothing.

    Raises:
        RunError: It is working.
        DataError: There are no pairs, or not what the run could be trained on.
        CheckpointError: ``job.json`` or ``train.json`` cannot be read.
    """
    if is_active(folder):
        raise RunError(f"{folder.name} is working. Stop it before you change its pairs.")
    data = data.expanduser().resolve()
    recipe = Recipe.read(folder / RECIPE)
    found = find_pictures(data, recipe)
    job = job_of(folder).changed(data=str(data))
    replace_text(folder / JOB, job.to_json())
    try:
        earlier = KnownPairs.read(folder / KNOWN_PAIRS)
    except CheckpointError:  # it never began, or began before runs remembered their pairs
        return ""
    return fingerprint(found[0].files, found[1].files).compare(earlier)


def changed_pairs(folder: Path) -> tuple[str, ...]:
    """What was said when a run went on with other pairs."""
    try:
        return KnownPairs.read(folder / KNOWN_PAIRS).changes
    except CheckpointError:
        return ()
