"""The processes behind a run: ``python -m pix2pix train``, several under ``torchrun``."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import psutil

from pix2pix.checkpoint.files import STOP
from pix2pix.checkpoint.process import alive
from pix2pix.checkpoint.run import Run, State, Status, read_status
from pix2pix.config import Config, Recipe
from pix2pix.errors import RunError
from pix2pix.hosting import ROOT

JOB, OUTPUT = "job.json", "output.log"
TORCHRUN = ("torch.distributed.run", "--standalone", "--nproc-per-node")
PATIENCE = 10  # seconds for a killed process to go


class Job(Config):
    """How a run was started."""

    data: str
    """Folder of the pairs; ``pairs`` is the one inside the run."""
    init: str | None = None
    """Folder of the checkpoint it started from."""
    created: float = 0.0
    """When, in seconds since 1970."""
    processes: int = 1
    """How many train together, each on a GPU of its own."""


def spawn(folder: Path, job: Job) -> None:
    """Start the process of a run, or ``torchrun`` with several; they outlive this one."""
    (folder / STOP).unlink(missing_ok=True)
    command = [sys.executable, "-m"]
    command += [*TORCHRUN, str(job.processes), "-m"] if job.processes > 1 else []
    command += ["pix2pix", "train", str(folder / job.data)]
    command += [*_mark(folder), "--resume", "--wait"]
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


def kill(folder: Path) -> None:
    """End all processes of a run at once: that of its status, ``torchrun`` and its others."""
    found = [process for process in psutil.process_iter() if _works_in(process, folder)]
    with suppress(RunError, psutil.NoSuchProcess):  # started by hand, or damaged, or just gone
        status = read_status(folder)
        if alive(status.pid, status.born):
            found.append(psutil.Process(status.pid))
    for process in found:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(found, PATIENCE)


def _mark(folder: Path) -> list[str]:
    """Arguments by which the processes of a run can be recognised."""
    return ["--out", str(folder.resolve())]


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        words = process.cmdline()
    except psutil.Error:  # it has just ended, or belongs to somebody else
        return False
    mark = _mark(folder)
    return "pix2pix" in words and mark in (words[at : at + 2] for at in range(len(words)))
