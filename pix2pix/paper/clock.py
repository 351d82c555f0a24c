"""How long is it to the end? From steps that were taken: of the rows, or a few on trial."""

from collections.abc import Iterator
from pathlib import Path

from pix2pix.checkpoint.run import read_log
from pix2pix.jobs.estimate import measure as time_steps
from pix2pix.paper.measure import failure
from pix2pix.paper.plan import Plan
from pix2pix.paper.planned_run import PlannedRun


class Clock:
    """Knows the pace of each row, and how many steps of each run are left."""

    def __init__(self, plan: Plan) -> None:
        self._runs = plan.runs
        self._pace: dict[str, float] = {}  # seconds per step, by row
        self._left: dict[Path, int] = {}  # steps, by folder
        for run in plan.runs:
            reports = [each for each in read_log(run.folder) if "seconds_per_step" in each]
            done = run.trained or failure(run)
            taken = max((int(each["step"]) for each in reports), default=0)
            self._left[run.folder] = 0 if done else run.steps - taken
            if reports:
                self._pace[run.name] = float(reports[-1]["seconds_per_step"])

    def try_steps(self, data: Path) -> Iterator[PlannedRun]:
        """Take a few steps of each row whose pace is not known yet; yields before each."""
        for run in self._runs:
            if self._left[run.folder] and run.name not in self._pace:
                yield run
                self._pace[run.name] = time_steps(data, run.recipe).seconds_per_step

    def follow(self, run: PlannedRun, step: int, seconds_per_step: float) -> None:
        """Learn how far a run is, and how long its steps take."""
        self._pace[run.name] = seconds_per_step
        self._left[run.folder] = run.steps - step

    def give_up(self, run: PlannedRun) -> None:
        """No more steps of a run will be taken."""
        self._left[run.folder] = 0

    def steps_left(self, run: PlannedRun) -> int:
        return self._left[run.folder]

    def pace(self, run: PlannedRun) -> float:
        """Seconds per step."""
        return self._pace.get(run.name, 0.0)

    @property
    def seconds_left(self) -> float:
        """Of training, for all runs together, as far as their pace is known."""
        return sum(self.pace(run) * self._left[run.folder] for run in self._runs)
