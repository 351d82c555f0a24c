"""Runs as processes of their own: start, watch, stop, resume, rename, delete.

A job is a folder and ``python -m pix2pix train`` working in it. Whoever starts it may die; the
folder says everything: ``job.json`` how it was started, ``status.json`` how it stands.
"""

import re
import shutil
import time
from contextlib import suppress
from dataclasses import replace as replace_fields
from pathlib import Path

import psutil
from filelock import FileLock

from pix2pix.checkpoint.files import PAIRS, PREVIEWS, RECIPE, STOP
from pix2pix.checkpoint.lock import writer_of
from pix2pix.checkpoint.process import alive
from pix2pix.checkpoint.run import ACTIVE, State, Status, read_status
from pix2pix.config import Recipe, TrainConfig
from pix2pix.data.copy_pairs import copy_pairs
from pix2pix.data.diagnosis import Diagnosis
from pix2pix.device import gpus
from pix2pix.errors import DiskError, RunError
from pix2pix.files import replace_text
from pix2pix.jobs.processes import JOB, OUTPUT, Job, kill, spawn

NAME = re.compile(r"[^\W_][\w-]{0,59}")
TAKEN = "There is a run or model called {name} already. Choose another name."


def start(
    root: Path,
    name: str,
    data: Path,
    recipe: Recipe,
    *,
    init: Path | None = None,
    diagnosis: Diagnosis | None = None,
    suspicious: bool = False,
    processes: int = 1,
) -> Path:
    """Make the folder of a new run and start training in it; returns the folder.

    Args:
        root: Folder of all runs.
        init: Checkpoint to fine-tune.
        diagnosis: Copy the usable pairs of ``data`` into the run; else it reads them in place.
        suspicious: Leave out the suspicious pairs, too.
        processes: As many GPUs train together, each on its own share of the pairs.

    Raises:
        RunError: The name is taken or no name for a folder, or there are not so many GPUs.
        DiskError: There is no room; nothing is left behind.
    """
    folder = root / checked_name(name)
    if processes > 1:
        _require_gpus(processes, recipe.train.device)
    root.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir()  # whoever makes it has the name; the second of two tabs gets the error
    except FileExistsError:
        raise RunError(TAKEN.format(name=name)) from None
    try:
        kept = str(data.resolve())
        if diagnosis is not None:
            copy_pairs(data, diagnosis, folder / PAIRS, suspicious=suspicious)
            kept = PAIRS
        origin = None if init is None else str(init.resolve())
        replace_text(folder / RECIPE, recipe.to_json())
        job = Job(data=kept, init=origin, created=time.time(), processes=processes)
        replace_text(folder / JOB, job.to_json())
        spawn(folder, job)
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
    begun: dict[str, float] = {}
    for path in root.glob(f"*/{JOB}"):
        if NAME.fullmatch(path.parent.name) and not path.parent.is_symlink():
            with suppress(FileNotFoundError):  # deleted at this moment
                begun[path.parent.name] = path.stat().st_mtime
    return sorted(begun, key=lambda name: begun[name], reverse=True)


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


def resume(folder: Path, train: TrainConfig | None = None, processes: int | None = None) -> None:
    """Carry on with a run that is not working now.

    Args:
        train: Training settings instead of those it had, for example more epochs.
        processes: How many GPUs train together now; by default as many as before.

    Raises:
        RunError: It is working, or there are not so many GPUs.
        CheckpointError: Its ``train.json`` or ``job.json`` cannot be read.
    """
    with FileLock(folder / ".resume.lock"):  # two tabs may ask at once
        if is_active(folder):
            pid = writer_of(folder)
            who = f" (process {pid})" if pid else ""
            raise RunError(f"{folder.name} is working already{who}. Stop it first.")
        recipe = Recipe.read(folder / RECIPE)
        job = job_of(folder)
        if (processes or job.processes) > 1:
            _require_gpus(processes or job.processes, (train or recipe.train).device)
        if train is not None:
            changed = recipe.model_copy(update={"train": train})
            replace_text(folder / RECIPE, changed.to_json())
        if processes is not None:
            job = job.model_copy(update={"processes": processes})
            replace_text(folder / JOB, job.to_json())
        spawn(folder, job)


def rename(folder: Path, name: str) -> Path:
    """Give a run that is not working another name; returns its new folder.

    Raises:
        RunError: It is working, or the name is taken or none.
    """
    target = folder.with_name(checked_name(name))
    if is_active(folder):
        raise RunError(f"{folder.name} is working. Stop it before you rename it.")
    if target.exists():
        raise RunError(TAKEN.format(name=name))
    return folder.rename(target)


def delete(folder: Path) -> None:
    """End the processes of a run, if there are any, and remove everything in its folder.

    Raises:
        RunError: The folder is not that of a run.
    """
    if not (folder / JOB).is_file() or folder.is_symlink():
        raise RunError(f"{folder.name} is not a run of this page; delete its folder by hand.")
    kill(folder)
    gone = folder.rename(folder.with_name(f".deleted-{folder.name}-{time.time_ns()}"))
    shutil.rmtree(gone, ignore_errors=True)


def job_of(folder: Path) -> Job:
    """How a run was started.

    Raises:
        CheckpointError: Its ``job.json`` cannot be read.
    """
    return Job.read(folder / JOB)


def data_of(folder: Path) -> Path:
    """The folder with the pairs of a run; raises likewise."""
    return folder / job_of(folder).data  # an absolute path stays what it is


def previews(folder: Path) -> list[Path]:
    """Preview pictures so far, the oldest first; their names are steps."""
    found = [path for path in (folder / PREVIEWS).glob("*.png") if path.stem.isdigit()]
    return sorted(found, key=lambda path: int(path.stem))


def output(folder: Path, lines: int = 40) -> str:
    """The last lines that the process of a run printed."""
    path = folder / OUTPUT
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return "\n".join(text.splitlines()[-lines:])


def is_active(folder: Path) -> bool:
    """Whether a process works in a folder, or is about to: one of the page or any other."""
    writer = writer_of(folder)
    try:
        found = status(folder)
    except RunError:  # it has no status, which a process writes as soon as it has the lock
        return writer is not None
    leaving = writer == found.pid  # it said that it has ended, and is about to let go of the lock
    return found.state in ACTIVE or (writer is not None and not leaving)


def _require_gpus(processes: int, device: str) -> None:
    """Refuse what could not start; without any GPU, processes share the CPU (for trying it)."""
    found = gpus()
    if found and processes > found:
        raise RunError(f"{processes} GPUs were asked for, but {found} can be found. Choose fewer.")
    if device.startswith("cuda:"):
        raise RunError(
            f"{processes} GPUs were asked for, but also {device} alone. Choose the device auto."
        )
