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
    tables: tuple[TableName, ...]
    """All that were asked for."""
    settings: PaperConfig
    """As they were asked for, with the most seeds; the direction is the one that was found."""
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
        tables: Those that are written: all that the folder was ever asked for.
        runs: Those that are trained: of the tables that are asked for now.
        known: Those of all the tables.
        held_out: Pairs that every row is measured on, from labels to photo.
    """

    folder: Path
    made: Made
    tables: tuple[PaperTable, ...]
    runs: tuple[PlannedRun, ...]
    known: tuple[PlannedRun, ...]
    held_out: PairedPictures

    def held_out_for(self, run: PlannedRun) -> PairedPictures:
        """The same pairs as the generator of a run sees them, or the first one of two."""
        forward = run.recipe.data.direction == self.held_out.data.direction
        return self.held_out if forward else self.held_out.reversed()

    def runs_of(self, name: str) -> Iterator[PlannedRun]:
        """Those of a row, one for each seed."""
        return (run for run in self.known if run.name == name)


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
        ConfigError: Pictures of that size do not fit a row; or the folder was begun with other
            settings or pictures.
        RunError: There is something else in the folder.
    """
    lying = DataConfig(**dict(reading), held_out=config.held_out, held_out_seed=0)
    training, held_out, domains = look(data, config, lying)
    if not len(held_out):
        raise DataError(f"{data} holds no held-out pairs to measure on. Put some into val/.")
    labels = domains.input_kind == "labels"
    names = _fitting(tables, labels=labels, data=data)
    made = Made(
        tables=tuple(names),
        settings=config.changed(direction=training.data.direction),
        reading=reading,
        labels=labels,
        pictures=fingerprint(training.files, held_out.files),
    )
    whole = _joined(folder, made)

    def runs(of: Made) -> tuple[PlannedRun, ...]:
        lines = (line for name in of.tables for table in TABLES[name] for line in table.lines)
        known = recipes(config, training.data, domains, dict.fromkeys(line.run for line in lines))
        return tuple(
            PlannedRun(name, _with_seed(recipe, seed), folder / ROWS / f"{name}-seed{seed}")
            for seed in range(of.settings.seeds)
            for name, recipe in known.items()
        )

    tables_of_all = tuple(table for name in whole.tables for table in TABLES[name])
    plan = Plan(folder, whole, tables_of_all, runs(made), runs(whole), held_out)
    for run in plan.runs_of(CYCLEGAN):
        require_same_held_out(data, run.recipe, held_out)
        break
    return plan


def claim(plan: Plan) -> None:
    """Write into the folder what it is for; raises as ``make_plan`` does."""
    replace_text(plan.folder / MADE, _joined(plan.folder, plan.made).to_json())


def _joined(folder: Path, made: Made) -> Made:
    """What a folder is for, together with what it was for before, if that is the same."""
    path = folder / MADE
    if not path.is_file():
        names = (each.name for each in folder.glob("*"))
        there = sorted(name for name in names if name[0] != "." and name != PAIRS)
        if there:
            raise RunError(
                f"{folder} holds {there[0]}, but no {MADE}. Choose an empty folder for --out, or "
                "one with tables that are to go on."
            )
        return made
    kept = Made.read(path)
    for before, asked in ((kept.settings, made.settings), (kept.reading, made.reading)):
        _require_same(before, asked, folder)
    if sentence := made.pictures.compare(kept.pictures):
        raise ConfigError(f"{sentence} Choose another --out for them than {folder}.")
    seeds = max(kept.settings.seeds, made.settings.seeds)
    return made.changed(
        tables=tuple(name for name in TABLES if name in (*kept.tables, *made.tables)),
        settings=made.settings.changed(seeds=seeds),
    )


def _require_same(kept: Config, asked: Config, folder: Path) -> None:
    for name in type(kept).model_fields:
        before, now = getattr(kept, name), getattr(asked, name)
        if name not in MAY_DIFFER and before != now:
            raise ConfigError(
                f"{name} is {before} in {folder}, but {now} was asked for. The rows of a table "
                f"need the same settings: ask for {name} {before} to go on there, or choose "
                "another --out."
            )


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


def _with_seed(recipe: Recipe, seed: int) -> Recipe:
    return recipe.changed(train=recipe.train.changed(seed=seed))
