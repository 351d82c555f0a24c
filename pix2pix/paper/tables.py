"""The tables as data: our figures, the paper's beside them, and what became of its orderings.

``tables.json`` is this; ``tables.md`` says the same in words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.paper.figures import SHOWN, Floats, Sample, interval
from pix2pix.paper.measure import counts_of, failure
from pix2pix.paper.orderings import Figures, orderings
from pix2pix.paper.plan import Plan
from pix2pix.paper.published import Line, PaperTable

Values = dict[str, Any]


def tables_of(plan: Plan) -> Values:
    """Everything that there is so far."""
    sample = Sample(len(plan.held_out))
    return {
        "settings": plan.made.settings.model_dump(mode="json", exclude={"device"}),
        "held_out": sample.pictures,
        "draws": sample.draws,
        "label_maps": plan.made.labels,
        "tables": [_table(table, plan, sample) for table in plan.tables],
    }


def _table(table: PaperTable, plan: Plan, sample: Sample) -> Values:
    measured, lines = {}, []
    for line in table.lines:
        seeds = dict(_measured(line, plan, sample))
        measured[line.title] = list(seeds.values())
        lines.append(_line(line, plan, seeds))
    comparable = all(set(table.figures) <= set(each) for runs in measured.values() for each in runs)
    return {
        "name": table.name,
        "title": table.title,
        "source": table.source,
        "figures": list(table.figures),
        "ceiling_of_the_paper": dict(table.ceiling),
        "lines": lines,
        "orderings": [
            {**asdict(each), "verdict": each.verdict} for each in orderings(table, measured)
        ]
        if comparable
        else [],
    }


def _measured(line: Line, plan: Plan, sample: Sample) -> Iterator[tuple[int, Figures]]:
    for run in plan.runs_of(line.run):
        counts = counts_of(run, REVERSE if line.reverse else FORWARD)
        if counts is not None:
            yield run.seed, sample.figures(counts)


def _line(line: Line, plan: Plan, seeds: Mapping[int, Figures]) -> Values:
    runs = list(plan.runs_of(line.run))
    failed = {run.seed: reason for run in runs if (reason := failure(run))}
    names = (
        [name for name in SHOWN if all(name in each for each in seeds.values())] if seeds else []
    )
    return {
        "title": line.title,
        "run": line.run,
        "paper": dict(line.published),
        "figures": {name: _figure([each[name] for each in seeds.values()]) for name in names},
        "seeds": [
            {"seed": seed, **{name: float(each[name][0]) for name in names}}
            for seed, each in seeds.items()
        ],
        "failed": [{"seed": seed, "why": reason} for seed, reason in failed.items()],
        "to_come": [run.seed for run in runs if run.seed not in seeds and run.seed not in failed],
    }


def _figure(seeds: list[Floats]) -> Values:
    mean = np.mean(seeds, axis=0)
    low, high = interval(mean)
    return {"value": float(mean[0]), "low": low, "high": high}
