"""What the terminal sees and sends: messages, a progress bar, Ctrl-C."""

import logging
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pix2pix.errors import Pix2PixError

if TYPE_CHECKING:
    from pix2pix.checkpoint.run import Report

console = Console(stderr=True)
NOBODY_READS = 141  # the exit code of a shell's commands that a SIGPIPE ended


def say(sentence: str) -> None:
    """Print what a command has done, on one line, as it is: paths are not torn apart."""
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def complain(error: Pix2PixError) -> None:
    """Print the sentence of an error, likewise."""
    console.print(f"pix2pix: {error}", style="red", markup=False, highlight=False, soft_wrap=True)


class _Saying(logging.Handler):
    """Says each sentence once: a command may read the same pairs for one run after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        sentence = record.getMessage()
        if sentence not in self._said:
            self._said.add(sentence)
            say(sentence)


@contextmanager
def saying_what_is_logged() -> Iterator[None]:
    """Let the terminal show what the library logs: how pairs were read, and what was not used."""
    logger, handler = logging.getLogger("pix2pix"), _Saying()
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


@contextmanager
def until_nobody_reads() -> Iterator[None]:
    """End without a word where the reader of what is printed has left, as `head` does."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()  # while what goes wrong is still caught
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more
        sys.exit(NOBODY_READS)


@dataclass
class Signals:
    """Remembers a Ctrl-C or SIGTERM instead of dying of it, so that the run can be saved."""

    received: int | None = None

    def __post_init__(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._remember)

    def _remember(self, number: int, _: FrameType | None) -> None:
        if self.received is not None:  # asked twice: do not wait
            sys.exit(128 + number)
        self.received = number

    def came(self) -> bool:
        return self.received is not None


def progress_bar(*, disable: bool) -> Progress:
    """Steps done, time left, and a description; drawn only on a terminal or at the end."""
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    return Progress(*columns, console=console, disable=disable)


def show_training(reports: "Iterable[Report]", *, disable: bool = False) -> None:
    """Draw how far a training is, with its last losses."""
    with progress_bar(disable=disable) as progress:
        task = progress.add_task("starting", total=None)
        for report in reports:
            progress.update(task, completed=report.step, total=report.steps)
            if report.losses:
                losses = "  ".join(f"{key} {loss:.3f}" for key, loss in report.losses.items())
                progress.update(task, description=f"epoch {report.epoch:.1f}  {losses}")
