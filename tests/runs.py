"""Runs for the tests of jobs and of the trainer page."""

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pix2pix.checkpoint.run import Run, State, Status
from pix2pix.jobs import control
from pix2pix.jobs.processes import JOB, Job
from tests.conftest import recipe

LONG = 1_000_000  # steps: until someone stops it


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of runs with a line of its own; nothing in it works on when the test is over."""
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    monkeypatch.setenv("PIX2PIX_CHECKPOINTS", str(folder))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    yield folder
    for name in control.list_runs(folder):
        control.delete(folder / name)


def past_run(root: Path, name: str = "shoes", steps: int = 2) -> Run:
    """A run without its process, which has ended."""
    run = Run(root / name, recipe(steps=steps))
    run.begin()
    run.set_status(Status(State.FINISHED, step=steps, steps=steps))
    (run.folder / JOB).write_text(Job(data="pairs").to_json())
    return run


def until(folder: Path, *states: State) -> Status:
    """Wait until the run is in one of the states."""
    while True:
        found = control.status(folder)
        if found.state in states:
            return found
        done = found.state not in (State.WAITING, State.STARTING, State.RUNNING)
        assert not done, f"{found}\n{control.output(folder)}"
        time.sleep(0.05)


def kill(folder: Path) -> None:
    """Kill the process of a run, as a crash or the kernel would."""
    process = psutil.Process(control.status(folder).pid)
    process.kill()
    process.wait(10)
