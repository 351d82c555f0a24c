"""``python -m pix2pix paper``: the tables of the papers, made again on pairs of one's own."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from tyro.conf import Positional

from pix2pix.cli.terminal import Signals, console, say
from pix2pix.config import PaperConfig, Reading, TableName
from pix2pix.plural import duration, plural

if TYPE_CHECKING:
    from pix2pix.paper.plan import Plan


def paper(
    data: Positional[Path],
    out: Path,
    table: TableName | Literal["all"] = "all",
    segmenter: Path | None = None,
    classes: str | None = None,
    plan: bool = False,
    settings: PaperConfig = PaperConfig(),
    reading: Reading = Reading(),
) -> None:
    """Make tables of the pix2pix paper again: train every row, measure it, compare with the paper.

    Takes hours; the same command goes on where it was stopped or killed. The folder then holds
    tables.md, tables.json, figures/, and each row as a run in rows/, for the canvas and the trainer
    page. Another table in the same folder shares the rows that are there.

    Args:
        data: Folder of pairs, or a zip or tar of one; one half shows label maps, the other photos.
        out: Folder for everything.
        table: losses, generators, patches or colors (all from labels to photo), labels (from photo
            to labels), unpaired (pix2pix against CycleGAN), or all that the data allows.
        segmenter: Folder of the one that judges photos; by default one is trained in --out first.
        classes: Names and colors of the classes in the label maps: a JSON file, cityscapes or
            facades; by default as their colors show.
        plan: Only take a few steps of each row, and say how long it would take.
    """
    from pix2pix.checkpoint.files import PAIRS
    from pix2pix.data.classes import Classes
    from pix2pix.paper.folder import MADE
    from pix2pix.paper.plan import make_plan
    from pix2pix.paper.report import TABLES_MD
    from pix2pix.paper.run import make_tables
    from pix2pix.training.unpacked import unpacked

    tables = None if table == "all" else (table,)
    begun = out / MADE
    with unpacked(data, out / PAIRS, again=begun.is_file(), begun=begun) as given:
        for reason in given.left_out:
            say(f"Left out: {reason}")
        listed = Classes.read(classes) if classes else None
        made = make_plan(
            given.folder, out, settings, tables, reading, classes=listed, segmenter=segmenter
        )
        if plan:
            _show_plan(made, given.folder)
            return
        signals = Signals()
        with closing(make_tables(given.folder, made, signals.came)) as progress, _Bar() as bar:
            for each in progress:
                place = f"{each.number} of {each.runs}, {each.run}: {each.phase}"
                bar.show(place, each.step, each.steps, each.seconds_left)
    if signals.received is not None:
        say(f"Stopped; what was done is in {out}. Go on with the same command.")
        sys.exit(128 + signals.received)
    say(f"Done: {out / TABLES_MD}")


class _Bar:
    """How far everything is: a bar on a terminal, else a line for each run."""

    def __init__(self) -> None:
        columns = (BarColumn(), TextColumn("{task.description}"))
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task = self._bar.add_task("starting", total=1.0)
        self._first = 0.0
        self._place = ""

    def __enter__(self) -> "_Bar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, place: str, step: int, steps: int, left: float) -> None:
        """Where it is, and for how long the runs will still be trained."""
        self._first = max(self._first, left)
        done = 1 - left / self._first if self._first else 0.0
        words = f", about {duration(left)} of training left" if left else ""
        if self._bar.disable:
            if place != self._place:
                say(f"{place}{words}")
        else:
            count = f" {step} of {steps}" if steps else ""
            self._bar.update(self._task, completed=done, description=f"{place}{count}{words}")
        self._place = place


def _show_plan(plan: "Plan", data: Path) -> None:
    from pix2pix.paper.clock import Clock

    clock = Clock(plan)
    for run in clock.try_steps(data):
        say(f"Timing a few steps of {run.name}")
    table = Table("run", "steps left", "seconds per step", "time", title=str(plan.folder))
    for run in plan.runs:
        left, pace = clock.steps_left(run), clock.pace(run)
        table.add_row(run.folder.name, str(left), f"{pace:.2f}", duration(left * pace))
    output = Console()
    output.print(table)
    output.print(
        f"{plural(len(plan.runs), 'run')}, about {duration(clock.seconds_left)} of training; "
        f"each is measured on {plural(len(plan.held_out), 'pair')} after that.",
        highlight=False,
        soft_wrap=True,
    )
