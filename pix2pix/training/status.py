"""Lets the ``status.json`` of a run follow what its process does, however that ends."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from pix2pix.checkpoint.run import Report, RunFolder, State, Status
from pix2pix.device import describe
from pix2pix.distributed import is_main
from pix2pix.errors import Pix2PixError


class RunStatus:
    """Where a run stands.

    Attributes:
        steps: Of the whole run, once they are known.
        stopped: It was left before its end.
    """

    def __init__(self, run: RunFolder, device: torch.device) -> None:
        self._run = run
        self._status = Status.of_this_process(State.STARTING, device=describe(device))
        self._report: Report | None = None
        self.steps = 0
        self.stopped = False

    def follow(self, report: Report) -> None:
        """Take note of a step, and write it down if its losses are told."""
        self._report = report
        if report.losses:
            self.set(State.RUNNING)

    def set(self, state: State, error: str = "") -> None:
        if is_main():
            done = self.steps if state is State.FINISHED else 0
            step = self._report.step if self._report else done
            self._run.set_status(self._status.with_progress(state, step, self.steps, error))


@contextmanager
def following(run: RunFolder, device: torch.device) -> Iterator[RunStatus]:
    """From starting to finished, stopped or failed."""
    status = RunStatus(run, device)
    status.set(State.STARTING)
    try:
        yield status
        status.set(State.STOPPED if status.stopped else State.FINISHED)
    except GeneratorExit:
        status.set(State.STOPPED)
        raise
    except Pix2PixError as error:
        status.set(State.FAILED, str(error))
        raise
    except BaseException as error:
        status.set(State.FAILED, f"{type(error).__name__}: {error}")
        raise
