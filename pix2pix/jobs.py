"""Runs as processes of their own: start, watch, stop, resume, rename, delete.

A job is a folder and ``python -m pix2pix train`` working in it. Whoever starts it may die; the
folder says everything: ``job.json`` how it was started, ``status.json`` how it stands.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import replace as replace_fields
from pathlib import Path
from threading import Thread

import psutil
from filelock import FileLock

from pix2pix.checkpoint import RECIPE
from pix2pix.config import Config, Recipe, TrainConfig
from pix2pix.data.doctor import Diagnosis
from pix2pix.data.gather import gather
from pix2pix.errors import DiskError, RunError
from pix2pix.files import replace_text
from pix2pix.hosting import ROOT
from pix2pix.run import ACTIVE, PREVIEWS, STOP, Run, State, Status, alive, read_status

JOB, PAIRS, OUTPUT = "job.json", "pairs", "output.log"
NAME = re.compile(r"[^\W_][\w-]{0,59}")
TAKEN = "There is a run or model called {name} already. Choose another name."
PATIENCE = 10  # seconds for a killed process to go


class Job(Config):
    """How a run was started."""

    data: str
    """Folder of the pairs; ``pairs`` is the one inside the run."""
    init: str | None = None
    """Folder of the checkpoint it started from."""
    created: float = 0.0
    """When, in seconds since 1970."""


def start(
    root: Path,
    name: str,
    data: Path,
    recipe: Recipe,
    *,
    init: Path | None = None,
    diagnosis: Diagnosis | None = None,
    suspicious: bool = False,
) -> Path:
    """Make the folder of a new run and start training in it; returns the folder.

    Args:
        root: Folder of all runs.
        init: Checkpoint to fine-tune.
        diagnosis: Copy the usable pairs of ``data`` into the run; else it reads them in place.
        suspicious: Leave out the suspicious pairs, too.

    Raises:
        RunError: The name is taken or no name for a folder.
        DiskError: There is no room; nothing is left behind.
    """
    folder = root / checked_name(name)
    root.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir()  # whoever makes it has the name; the second of two tabs is told
    except FileExistsError:
        raise RunError(
            f"There is a run or model called {name} already. Choose another name."
        ) from None
    try:
        kept = str(data.resolve())
        if diagnosis is not None:
            gather(data, diagnosis, folder / PAIRS, suspicious=suspicious)
            kept = PAIRS
        origin = None if init is None else str(init.resolve())
        replace_text(folder / RECIPE, recipe.to_json())
        job = Job(data=kept, init=origin, created=time.time())
        replace_text(folder / JOB, job.to_json())
        _spawn(folder, job)
    except (OSError, DiskError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise DiskError(f"{name} could not be set up: {error}. Free some space.") from error
    return folder


def checked_name(name: str) -> str:
    """The name, if it may be one of a run.

    Raises:
        RunError: It is empty, too long, or holds something other than letters, digits, - and _.
    """
    if not NAME.fullmatch(name):
        raise RunError(
            f"{name!r} cannot be the name of a run. Use letters, digits, - and _, up to 60 of "
            "them, and begin with a letter or digit."
        )
    return name


def list_runs(root: Path) -> list[str]:
    """Names of all runs, the newest first."""
    folders = [path.parent for path in root.glob(f"*/{JOB}") if not path.parent.is_symlink()]
    newest = sorted(folders, key=lambda folder: (folder / JOB).stat().st_mtime, reverse=True)
    return [folder.name for folder in newest if NAME.fullmatch(folder.name)]


def find(root: Path, name: str) -> Path:
    """The folder of a run; the name may come from outside.

    Raises:
        RunError: There is none.
    """
    if name not in list_runs(root):
        raise RunError(f"There is no run called {name!r}. It may have been renamed or deleted.")
    return root / name


def status(folder: Path) -> Status:
    """How a run stands now.

    Raises:
        RunError: Its ``status.json`` is missing or was damaged.
    """
    found = read_status(folder)
    if found.state is State.INTERRUPTED and (folder / STOP).exists():
        return replace_fields(found, state=State.STOPPED)  # before it could say so itself
    return found


def stop(folder: Path) -> None:
    """Ask a run to save and stop; asking again changes nothing."""
    if (folder / STOP).exists():
        return
    (folder / STOP).touch()
    found = status(folder)
    if found.state in ACTIVE and alive(found.pid, found.born):
        psutil.Process(found.pid).terminate()


def resume(folder: Path, train: TrainConfig | None = None) -> None:
    """Carry on with a run that is not working now.

    Args:
        train: Training settings instead of those it had, for example more epochs.

    Raises:
        RunError: It is working.
        CheckpointError: Its ``train.json`` or ``job.json`` cannot be read.
    """
    with FileLock(folder / ".resume.lock"):  # two tabs may ask at once
        if _active(folder):
            raise RunError(f"{folder.name} is working already. Stop it first.")
        recipe = Recipe.read(folder / RECIPE)
        job = Job.read(folder / JOB)
        if train is not None:
            changed = recipe.model_copy(update={"train": train})
            replace_text(folder / RECIPE, changed.to_json())
        _spawn(folder, job)


def rename(folder: Path, name: str) -> Path:
    """Give a run that is not working another name; returns its new folder.

    Raises:
        RunError: It is working, or the name is taken or none.
    """
    target = folder.with_name(checked_name(name))
    if _active(folder):
        raise RunError(f"{folder.name} is working. Stop it before you rename it.")
    if target.exists():
        raise RunError(TAKEN.format(name=name))
    return folder.rename(target)


def delete(folder: Path) -> None:
    """End the process of a run, if there is one, and remove everything in its folder.

    Raises:
        RunError: The folder is not that of a run.
    """
    if not (folder / JOB).is_file() or folder.is_symlink():
        raise RunError(f"{folder.name} is not a run of this page; delete its folder by hand.")
    try:
        found = status(folder)
        if alive(found.pid, found.born):
            process = psutil.Process(found.pid)
            process.kill()
            process.wait(PATIENCE)
    except (RunError, psutil.NoSuchProcess):
        pass
    gone = folder.rename(folder.with_name(f".deleted-{folder.name}-{time.time_ns()}"))
    shutil.rmtree(gone, ignore_errors=True)


def data_of(folder: Path) -> Path:
    """The folder with the pairs of a run.

    Raises:
        CheckpointError: Its ``job.json`` cannot be read.
    """
    return folder / Job.read(folder / JOB).data  # an absolute path stays what it is


def previews(folder: Path) -> list[Path]:
    """Preview pictures so far, the oldest first; their names are steps."""
    found = [path for path in (folder / PREVIEWS).glob("*.png") if path.stem.isdigit()]
    return sorted(found, key=lambda path: int(path.stem))


def output(folder: Path, lines: int = 40) -> str:
    """The last lines that the process of a run printed."""
    path = folder / OUTPUT
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return "\n".join(text.splitlines()[-lines:])


def _active(folder: Path) -> bool:
    try:
        return status(folder).state in ACTIVE
    except RunError:  # nothing works in a folder without a status
        return False


def _spawn(folder: Path, job: Job) -> None:
    """Start the process of a run; it outlives this one."""
    (folder / STOP).unlink(missing_ok=True)
    command = [sys.executable, "-m", "pix2pix", "train", str(folder / job.data)]
    command += ["--out", str(folder.resolve()), "--resume", "--wait"]
    command += ["--init", job.init] if job.init else []
    with (folder / OUTPUT).open("ab") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "COLUMNS": "200"},
        )
    born = psutil.Process(process.pid).create_time()
    Run(folder, Recipe()).set_status(Status(State.WAITING, pid=process.pid, born=born))
    Thread(target=process.wait, daemon=True).start()  # leaves no zombie behind
