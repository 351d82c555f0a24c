"""A run is a checkpoint that is still being made: a folder with a log, a status and previews."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import replace as replace_fields
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from pix2pix.checkpoint.files import FORWARD, LOG, PREVIEWS, RECIPE, REVERSE, STATE, STATUS, STOP
from pix2pix.checkpoint.lock import FolderLock
from pix2pix.checkpoint.process import alive, this_process
from pix2pix.config import Config, ModelConfig, Recipe
from pix2pix.config.old_formats import log_from_1
from pix2pix.errors import DiskError, RunError
from pix2pix.files import remove_stale, replace_text
from pix2pix.images import save_picture


class State(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


ACTIVE = (State.WAITING, State.STARTING, State.RUNNING)  # a process is at work


@dataclass(frozen=True)
class Status:
    """What ``status.json`` says. ``pid`` with ``born`` (seconds) identifies a process."""

    state: State
    step: int = 0
    steps: int = 0
    error: str = ""
    pid: int = 0
    born: float = 0.0
    device: str = ""

    @classmethod
    def of_this_process(cls, state: State, **values: Any) -> "Status":
        pid, born = this_process()
        return cls(state, pid=pid, born=born, **values)

    def with_progress(self, state: State, step: int, steps: int, error: str) -> "Status":
        return replace_fields(self, state=state, step=step, steps=steps, error=error)


@dataclass(frozen=True)
class Report:
    """What the loop reports after a step.

    Attributes:
        epoch: Rounds over the data so far.
        seconds_per_step: Since the loop began.
        losses: Means since they were last reported; empty in between.
        saved: The run has just been saved.
    """

    step: int
    steps: int
    epoch: float
    seconds_per_step: float
    losses: dict[str, float]
    saved: bool


class RunFolder:
    """A folder in which something learns: with a log, a status, and what resuming needs.

    Attributes:
        recipe: How to do it again, kept in ``recipe_file``.
    """

    recipe_file: ClassVar = RECIPE

    def __init__(self, folder: Path, recipe: Config) -> None:
        self.folder = folder
        self.recipe = recipe
        self.lock = FolderLock(folder)
        self._begun = False

    @property
    def models(self) -> Mapping[str, ModelConfig]:
        """What the generators are that are trained here, by direction."""
        return {}

    @property
    def gone(self) -> bool:
        """Somebody deleted or renamed the folder while the run worked in it.

        Its recipe is written once, so it stays away even if a late write made the folder anew.
        """
        return self._begun and not (self.folder / self.recipe_file).is_file()

    @property
    def has_state(self) -> bool:
        return (self.folder / STATE).is_file()

    def begin(self) -> None:
        """Make the folder, tidy up after a crash, and write down how to do it again."""
        remove_stale(self.folder)
        replace_text(self.folder / self.recipe_file, self.recipe.to_json())
        (self.folder / STOP).unlink(missing_ok=True)
        self._begun = True

    def require_folder(self) -> None:
        """Before a write, which would bring half of a deleted folder back."""
        if self.gone:
            raise DiskError(f"{self.folder} is gone: it was deleted or renamed.")

    def trim_log(self, step: int) -> None:
        """Forget what was logged after a step."""
        kept = [entry for entry in read_log(self.folder) if entry.get("step", 0) <= step]
        replace_text(self.folder / LOG, "".join(json.dumps(entry) + "\n" for entry in kept))

    def log(self, entry: Mapping[str, Any]) -> None:
        """Append one line to the log.

        Raises:
            DiskError: There is no room.
        """
        line = json.dumps({"time": round(time.time(), 3), **entry}) + "\n"
        try:
            with (self.folder / LOG).open("a", encoding="utf-8") as file:
                file.write(line)
        except OSError as error:
            raise DiskError(
                f"{self.folder / LOG} could not be written: {error}. Free some space, then resume."
            ) from error

    def log_report(self, report: Report) -> None:
        """Append the losses of a step."""
        place = {"step": report.step, "epoch": report.epoch}
        self.log({**place, "seconds_per_step": report.seconds_per_step, **report.losses})

    def set_status(self, status: Status) -> None:
        if not self.gone:
            replace_text(self.folder / STATUS, json.dumps(asdict(status)) + "\n")

    def stop_requested(self) -> bool:
        return (self.folder / STOP).exists()


class Run(RunFolder):
    """The folder of one run of a method that makes pictures."""

    recipe: Recipe

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        super().__init__(folder, recipe)

    @property
    def models(self) -> Mapping[str, ModelConfig]:
        return {FORWARD: self.recipe.model, REVERSE: self.recipe.model.reversed()}

    def save_preview(self, picture: Image.Image, step: int) -> None:
        self.require_folder()
        save_picture(picture, self.folder / PREVIEWS / f"{step:06}.png")


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Entries of the log; a line that a crash cut short is left out."""
    path = folder / LOG
    entries = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            entries.append(entry)
    return log_from_1(entries)


def read_status(folder: Path) -> Status:
    """What the run says of itself, corrected where its process is gone.

    Raises:
        RunError: The file is missing or was damaged.
    """
    try:
        values = json.loads((folder / STATUS).read_text(encoding="utf-8"))
        status = Status(**{**values, "state": State(values["state"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise RunError(
            f"{folder / STATUS} cannot be read ({error}). Resume or delete the run."
        ) from error
    if status.state in ACTIVE and not alive(status.pid, status.born):
        return replace_fields(status, state=State.INTERRUPTED)
    return status


def is_training(folder: Path) -> bool:
    """Whether the checkpoint in a folder is a run at work."""
    try:
        return (folder / STATUS).is_file() and read_status(folder).state is State.RUNNING
    except RunError:
        return False
