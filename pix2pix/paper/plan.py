"""What a folder of tables is made of: settings, pictures, and the runs that its rows need.

``paper.json`` says with which settings and pictures the folder was begun. Tables of the same
settings share its runs; with other settings it is refused, since rows of different scales say
nothing about each other.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pix2pix.checkpoint.files import PAIRS
from pix2pix.checkpoint.run import State, read_status
from pix2pix.config import (
    Config,
    CycleGANSettings,
    DataConfig,
    PaperConfig,
    Reading,
    Recipe,
    TableName,
)
from pix2pix.data.fingerprint import KnownPairs, fingerprint
from pix2pix.data.paired import PairedPictures
from pix2pix.errors import ConfigError, DataError, RunError
from pix2pix.files import replace_text
from pix2pix.paper.pairs import look, require_same_held_out
from pix2pix.paper.published import TABLES, PaperTable
from pix2pix.paper.recipes import CYCLEGAN, recipes

logger = logging.getLogger(__name__)

MADE, ROWS, MEASURED, EXAMPLES = "paper.json", "rows", "measured.json", "examples"
MAY_DIFFER = ("seeds", "device")
NEED_LABELS: tuple[TableName, ...] = ("labels", "unpaired")


class Made(Config):
    """The file ``paper.json``."""

    format: Literal["pix2pix-paper-1"] = "pix2pix-paper-1"
    settings: PaperConfig
    """As they were asked for; the direction is the one that was found."""
    reading: Reading
    """How the pairs lie."""
    labels: bool
    """The inputs are label maps."""
    pictures: KnownPairs
    """Which ones are trained on and which held out."""


@dataclass(frozen=True)
class PlannedRun:
    """A run of the trainer that rows of the tables need.

    Attributes:
        name: Which of ``recipes``.
    """

    name: str
    recipe: Recipe
    folder: Path

    @property
    def seed(self) -> int:
        return self.recipe.train.seed

    @property
    def steps(self) -> int:
        """Of the whole run; a recipe of the tables always has them."""
        return self.recipe.train.steps or 0

    @property
    def both_ways(self) -> bool:
        """It has a generator for the other direction, too."""
        return isinstance(self.recipe.method, CycleGANSettings)

    @property
    def trained(self) -> bool:
        return self._state is State.FINISHED

    @property
    def _state(self) -> State | None:
        try:
            return read_status(self.folder).state
        except RunError:  # it was not begun, or died before it could say anything
            return None


@dataclass(frozen=True)
class Plan:
    """The runs of some tables, in the order in which they are trained.

    Attributes:
        held_out: Pairs that every row is measured on, from labels to photo.
    """

    folder: Path
    made: Made
    tables: tuple[PaperTable, ...]
    runs: tuple[PlannedRun, ...]
    held_out: PairedPictures

    def held_out_for(self, run: PlannedRun) -> PairedPictures:
        """The same pairs as the generator of a run sees them, or the first one of two."""
        forward = run.recipe.data.direction == self.held_out.data.direction
        return self.held_out if forward else self.held_out.reversed()

    def runs_of(self, name: str) -> Iterator[PlannedRun]:
        """Those of a row, one for each seed."""
        return (run for run in self.runs if run.name == name)


def make_plan(
    data: Path,
    folder: Path,
    config: PaperConfig,
    tables: Sequence[TableName] | None = None,
    reading: Reading = Reading(),
) -> Plan:
    """Look at the pairs, and find out what has to be trained.

    Args:
        tables: By default all that the data allows; those that it does not are logged.

    Raises:
        DataError: There are no pairs, none to hold out, or no label maps where a table needs them.
        ConfigError: Pictures of that size do not fit a row, or the folder has other settings.
        RunError: There is something else in the folder.
    """
    lying = DataConfig(**dict(reading), held_out=config.held_out, held_out_seed=0)
    training, held_out, domains = look(data, config, lying)
    if not len(held_out):
        raise DataError(f"{data} holds no held-out pairs to measure on. Put some into val/.")
    labels = domains.input_kind == "labels"
    names = _fitting(tables, labels=labels, data=data)
    settings = config.changed(direction=training.data.direction)
    made = Made(
        settings=settings,
        reading=reading,
        labels=labels,
        pictures=fingerprint(training.files, held_out.files),
    )
    chosen = tuple(table for name in names for table in TABLES[name])
    rows = dict.fromkeys(line.run for table in chosen for line in table.lines)
    known = recipes(config, training.data, domains, rows)
    runs = tuple(
        PlannedRun(
            name,
            known[name].changed(train=known[name].train.changed(seed=seed)),
            folder / ROWS / f"{name}-seed{seed}",
        )
        for seed in range(config.seeds)
        for name in rows
    )
    if CYCLEGAN in rows:
        require_same_held_out(data, known[CYCLEGAN], held_out)
    return Plan(folder, made, chosen, runs, held_out)


def claim(plan: Plan) -> None:
    """Write into the folder what it is for, or see that it is for that.

    Raises:
        ConfigError: It was begun with other settings or pictures; which, and what to do.
        RunError: There is something else in it.
    """
    path = plan.folder / MADE
    if not path.is_file():
        names = (each.name for each in plan.folder.glob("*"))
        there = sorted(name for name in names if name[0] != "." and name != PAIRS)
        if there:
            raise RunError(
                f"{plan.folder} holds {there[0]}, but no {MADE}. Choose an empty folder for --out, "
                "or one with tables that are to go on."
            )
        replace_text(path, plan.made.to_json())
        return
    kept = Made.read(path)
    for part in (*PaperConfig.model_fields, *Reading.model_fields):
        if part in MAY_DIFFER:
            continue
        before, asked = (
            getattr(made.settings if part in PaperConfig.model_fields else made.reading, part)
            for made in (kept, plan.made)
        )
        if before != asked:
            raise ConfigError(
                f"{part} is {before} in {plan.folder}, but {asked} was asked for. The rows of a "
                f"table need the same settings: ask for {part} {before} to go on there, or choose "
                "another --out."
            )
    if sentence := plan.made.pictures.compare(kept.pictures):
        raise ConfigError(f"{sentence} Choose another --out for them than {plan.folder}.")


def _fitting(
    tables: Sequence[TableName] | None, *, labels: bool, data: Path
) -> Sequence[TableName]:
    """Those that the data allows."""
    unfit = () if labels else NEED_LABELS
    allowed = [name for name in TABLES if name not in unfit]
    none = f"{data} holds no label maps: neither half of its pairs is painted with a few colors."
    if tables is None:
        if unfit:
            logger.warning("%s Left out: %s, which are about labels.", none, " and ".join(unfit))
        return allowed
    for name in tables:
        if name in unfit:
            raise DataError(
                f"{none} The table {name} is about labels; choose {' or '.join(allowed)}."
            )
    return tables
