"""How long is it to the end? From steps that were taken: of the rows, or a few on trial."""

from collections.abc import Iterator
from pathlib import Path

from pix2pix.checkpoint.run import read_log
from pix2pix.jobs.estimate import measure as time_steps
from pix2pix.paper.measure import failure
from pix2pix.paper.plan import Plan
from pix2pix.paper.planned_run import PlannedRun


class Clock:
    """Knows the pace of each row, and how much of it is left."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._pace: dict[str, float] = {}  # seconds per step, by row
        for run in plan.runs:
            paces = [each["seconds_per_step"] for each in _reports(run)]
            if paces:
                self.set(run, paces[-1])

    def try_steps(self, data: Path) -> Iterator[PlannedRun]:
        """Take a few steps of each row whose pace is not known yet; yields before each."""
        for run in self._plan.runs:
            if run.name not in self._pace and not run.trained and not failure(run):
                yield run
                self.set(run, time_steps(data, run.recipe).seconds_per_step)

    def set(self, run: PlannedRun, seconds_per_step: float) -> None:
        """Learn how long a step of a row takes."""
        self._pace[run.name] = seconds_per_step

    def pace(self, run: PlannedRun) -> float:
        """Seconds per step."""
        return self._pace.get(run.name, 0.0)

    def seconds_left(self, now: PlannedRun | None = None, step: int = 0) -> float:
        """Of training, for all runs together; ``now`` has taken so many steps."""
        return sum(
            self.pace(run) * (run.steps - (step if run is now else taken_steps(run)))
            for run in self._plan.runs
            if not failure(run)
        )


def taken_steps(run: PlannedRun) -> int:
    """How many steps of a run were reported."""
    if run.trained:
        return run.steps
    return max((int(each["step"]) for each in _reports(run)), default=0)


def _reports(run: PlannedRun) -> list[dict[str, float]]:
    return [entry for entry in read_log(run.folder) if "seconds_per_step" in entry]
