"""Which runs the rows of tables need, in which order, and what they are measured on."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pix2pix.config import (
    DataConfig,
    PaperConfig,
    Reading,
    Recipe,
    SegmenterConfig,
    TableName,
)
from pix2pix.data.classes import Classes
from pix2pix.data.fingerprint import fingerprint
from pix2pix.data.paired import PairedPictures
from pix2pix.errors import DataError
from pix2pix.files import replace_text
from pix2pix.paper.folder import MADE, Made, joined
from pix2pix.paper.pairs import Pairs, find_pairs, require_same_held_out
from pix2pix.paper.planned_run import PlannedRun
from pix2pix.paper.published import FCN, TABLES, PaperTable
from pix2pix.paper.recipes import CYCLEGAN, recipes

logger = logging.getLogger(__name__)

ROWS, SEGMENTER = "rows", "segmenter"  # folders
SEES = 256  # px of the shorter side of what a segmenter looks at
NEED_LABELS: tuple[TableName, ...] = ("labels", "unpaired")


@dataclass(frozen=True)
class Plan:
    """The runs of some tables, in the order in which they are trained.

    Attributes:
        tables: Those that are written: all that the folder was ever asked for.
        runs: Those that are trained: of the tables that are asked for now.
        known: Those of all the tables.
        pairs: From labels to photo; every row is measured on those that are held out.
        segmenter: Folder of the one that judges photos, where a table asks for one.
    """

    folder: Path
    made: Made
    pairs: Pairs
    segmenter: Path | None
    tables: tuple[PaperTable, ...]
    runs: tuple[PlannedRun, ...]
    known: tuple[PlannedRun, ...]

    @property
    def held_out(self) -> PairedPictures:
        return self.pairs.held_out

    @property
    def trains_segmenter(self) -> bool:
        """It is trained for these tables, not given."""
        return self.segmenter is not None and self.made.segmenter is None

    @property
    def segmenter_config(self) -> SegmenterConfig:
        """How that one is trained: on photos as small as the outputs that it will judge."""
        settings = self.made.settings
        enlarged = settings.size.times(max(1.0, SEES / min(settings.size)))
        return SegmenterConfig.make(
            **dict(self.made.reading),
            size=settings.segmenter_size or enlarged,
            reduced=settings.size,
            direction=self.held_out.reversed().data.direction,
            held_out=settings.held_out,
            epochs=settings.segmenter_epochs,
            precision=settings.precision,
            device=settings.device,
        )

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
    *,
    classes: Classes | None = None,
    segmenter: Path | None = None,
) -> Plan:
    """Look at the pairs, and find out what has to be trained.

    Args:
        tables: By default all that the data allows; those that it does not are logged.
        classes: Of the label maps; by default as their colors show.
        segmenter: Folder of the one that judges photos; by default one is trained.

    Raises:
        DataError: There are no pairs, none to hold out, or no label maps where a table needs them.
        ConfigError: Pictures of that size do not fit a row; or the folder was begun with other
            settings or pictures.
        RunError: There is something else in the folder.
    """
    lying = DataConfig(**dict(reading), held_out=config.held_out, held_out_seed=0)
    pairs = find_pairs(data, config, lying, classes)
    training, held_out = pairs.training, pairs.held_out
    made = Made(
        tables=tuple(_fitting(tables, labels=pairs.classes is not None, data=data)),
        settings=config.changed(direction=training.data.direction),
        reading=reading,
        classes=pairs.classes.labels if pairs.classes else (),
        segmenter=None if segmenter is None else str(segmenter.resolve()),
        pictures=fingerprint(training.files, held_out.files),
    )
    whole = joined(folder, made)

    def runs(of: Made) -> tuple[PlannedRun, ...]:
        lines = (line for name in of.tables for table in TABLES[name] for line in table.lines)
        known = recipes(
            config, training.data, pairs.domains, dict.fromkeys(line.run for line in lines)
        )
        return tuple(
            PlannedRun(name, _with_seed(recipe, seed), folder / ROWS / f"{name}-seed{seed}")
            for seed in range(of.settings.seeds)
            for name, recipe in known.items()
        )

    tables_of_all = tuple(table for name in whole.tables for table in TABLES[name])
    judged = any(each.into == "photo" and each.figures == FCN for each in tables_of_all)
    judges = Path(whole.segmenter or folder / SEGMENTER) if judged and pairs.classes else None
    plan = Plan(folder, whole, pairs, judges, tables_of_all, runs(made), runs(whole))
    for run in plan.runs_of(CYCLEGAN):
        require_same_held_out(data, run.recipe, held_out)
        break
    return plan


def claim(plan: Plan) -> None:
    """Write into the folder what it is for; raises as ``make_plan`` does."""
    replace_text(plan.folder / MADE, joined(plan.folder, plan.made).to_json())


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
