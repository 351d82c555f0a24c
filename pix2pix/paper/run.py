"""Makes tables: trains what is not trained yet, measures it, and writes tables and figures.

Everything that was done stands in files that are replaced in one step, so the process may be killed
at any time: the run that was being trained goes on from its last save, as any run does, and what
was being measured or written is done again.
"""

import json
import logging
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.lock import FolderLock
from pix2pix.checkpoint.run import Report
from pix2pix.config import Recipe
from pix2pix.errors import OutOfMemory, TrainingDiverged
from pix2pix.files import replace_text
from pix2pix.jobs.processes import JOB, Job
from pix2pix.paper.clock import Clock
from pix2pix.paper.judge import Judge, is_trained, train_judge
from pix2pix.paper.measure import is_measured, measure, write_failure
from pix2pix.paper.plan import SEGMENTER, Plan, claim
from pix2pix.paper.planned_run import PlannedRun
from pix2pix.paper.report import write_report
from pix2pix.training.session import open_run, run_training

logger = logging.getLogger(__name__)

PROGRESS = "progress.json"
EVERY = 1.0  # seconds between two writes of it


class Phase(StrEnum):
    """What is being done."""

    TIMING = "timing a few steps"
    SEGMENTER = "training the segmenter"
    TRAINING = "training"
    MEASURING = "measuring"
    WRITING = "writing tables"


@dataclass(frozen=True)
class Progress:
    """How far it is; the file ``progress.json``, for whoever looks from outside.

    Attributes:
        run: Which run is worked at; the segmenter is none of them.
        number, runs: The how manieth of how many that is.
        step, steps: Of that run while it is trained, else none.
        seconds_left: Of training, for all runs together, as far as their pace is known.
    """

    phase: Phase
    run: str
    number: int
    runs: int
    step: int
    steps: int
    seconds_left: float


def make_tables(
    data: Path, plan: Plan, stop: Callable[[], bool] = lambda: False
) -> Generator[Progress, None, None]:
    """Make the tables of a plan in its folder, and yield how far it is.

    A run that diverges, or that does not fit into memory, is given up; the others go on, and the
    tables say so.

    Args:
        stop: Asked after every step; the run that is being trained is then saved.

    Raises:
        RunError: Another process works in the folder, or it holds something else.
        ConfigError: It was begun with other settings or pictures.
    """
    with FolderLock(plan.folder).held():
        claim(plan)
        written, phase = 0.0, None
        for progress in _work(data, plan, stop):
            now = time.monotonic()
            if now - written > EVERY or progress.phase is not phase:
                replace_text(plan.folder / PROGRESS, json.dumps(asdict(progress)) + "\n")
                written, phase = now, progress.phase
            yield progress


def _work(data: Path, plan: Plan, stop: Callable[[], bool]) -> Generator[Progress, None, None]:
    clock = Clock(plan)

    def at(phase: Phase, run: PlannedRun, step: int = 0, steps: int = 0) -> Progress:
        return Progress(
            phase=phase,
            run=run.folder.name,
            number=1 + plan.runs.index(run),
            runs=len(plan.runs),
            step=step,
            steps=steps,
            seconds_left=clock.seconds_left,
        )

    for run in clock.try_steps(data):
        yield at(Phase.TIMING, run)
        if stop():
            return
    classes, folder = plan.pairs.classes, plan.segmenter
    if plan.trains_segmenter and classes and folder:
        settings = plan.segmenter_config
        with closing(train_judge(data, folder, settings, classes, stop)) as reports:
            for report in reports:
                left = report.seconds_per_step * (report.steps - report.step)
                place = 0, len(plan.runs), report.step, report.steps
                left += clock.seconds_left
                yield Progress(Phase.SEGMENTER, SEGMENTER, *place, seconds_left=left)
        if not is_trained(folder):  # it was stopped
            return
    judge = Judge.load(plan.pairs.classes, plan.segmenter)
    last_of_seed, news = {run.seed: run for run in plan.runs}, False
    for run in plan.runs:
        if not is_measured(run, judge):
            news = True
            try:
                with closing(_train(data, run, stop)) as reports:
                    for report in reports:
                        clock.follow(run, report.step, report.seconds_per_step)
                        yield at(Phase.TRAINING, run, report.step, run.steps)
            except (TrainingDiverged, OutOfMemory) as error:
                logger.warning("%s is given up: %s", run.folder.name, error)
                write_failure(run, error)
                clock.give_up(run)
            else:
                if not run.trained:  # it was stopped
                    return
                yield at(Phase.MEASURING, run)
                for _ in measure(run, plan.held_out_for(run), judge):
                    yield at(Phase.MEASURING, run)
                    if stop():  # it is measured from the beginning the next time
                        return
        if (news and run is last_of_seed[run.seed]) or run is plan.runs[-1]:
            news = False
            yield at(Phase.WRITING, run)
            write_report(plan, judge)


def _train(data: Path, run: PlannedRun, stop: Callable[[], bool]) -> Generator[Report, None, None]:
    """Train a run, or go on with it; nothing if it is trained."""
    if run.trained:
        return
    recipe = run.recipe
    begun = (run.folder / RECIPE).is_file()
    if begun:  # what it has found in its data stands in its own recipe
        recipe = recipe.changed(domains=Recipe.read(run.folder / RECIPE).domains)
    opened = open_run(run.folder, recipe, init=None, resume=begun)
    with opened.lock.held():
        if not (run.folder / JOB).is_file():  # so that the trainer page shows it, too
            job = Job(data=str(data.resolve()), created=time.time())
            replace_text(run.folder / JOB, job.to_json())
        yield from run_training(data, opened, stop=stop)
