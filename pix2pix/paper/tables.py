"""The tables as data: our figures, the paper's beside them, and what became of its orderings.

``tables.json`` is this; ``tables.md`` says the same in words.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.paper.figures import REAL, SHOWN, SHUFFLED, Counts, Floats, Sample, interval
from pix2pix.paper.judge import Judge
from pix2pix.paper.measure import counts_of, failure
from pix2pix.paper.orderings import Figures, orderings
from pix2pix.paper.plan import Plan
from pix2pix.paper.published import FCN, Line, PaperTable

Values = dict[str, Any]


def tables_of(plan: Plan, judge: Judge) -> Values:
    """Everything that there is so far."""
    sample = Sample(len(plan.held_out))
    seen = judge.segmenter
    return {
        "settings": plan.made.settings.model_dump(mode="json", exclude={"device"}),
        "held_out": sample.pictures,
        "draws": sample.draws,
        "classes": [label.name for label in plan.made.classes if not label.void],
        "segmenter": seen.sha256 if seen else None,
        "tables": [_table(table, plan, judge, sample) for table in plan.tables],
    }


def _table(table: PaperTable, plan: Plan, judge: Judge, sample: Sample) -> Values:
    measured, lines = {}, []
    controls: Values = {}
    for line in table.lines:
        counts = _counts(line, plan, judge)
        seeds = {seed: sample.figures(each) for seed, each in counts.items()}
        measured[line.title] = list(seeds.values())
        lines.append(_line(line, plan, seeds))
        controls |= {name: _control(name, line, counts, sample) for name in (REAL, SHUFFLED)}
    told = all(set(table.figures) <= set(each) for runs in measured.values() for each in runs)
    return {
        "name": table.name,
        "title": table.title,
        "source": table.source,
        "picture": table.picture,
        "figures": list(table.figures),
        "lines": lines,
        "real_in_the_paper": dict(table.ceiling),
        # The last line that was judged: real photos are the same for all of them.
        **{name: control for name, control in controls.items() if control},
        "orderings": [
            {**asdict(each), "verdict": each.verdict} for each in orderings(table, measured)
        ]
        if told
        else [],
    }


def _counts(line: Line, plan: Plan, judge: Judge) -> dict[int, Counts]:
    """Of each seed that was measured."""
    direction = REVERSE if line.reverse else FORWARD
    found = {run.seed: counts_of(run, direction, judge) for run in plan.runs_of(line.run)}
    return {seed: counts for seed, counts in found.items() if counts is not None}


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


def _control(name: str, line: Line, counts: Mapping[int, Counts], sample: Sample) -> Values:
    """What a segmenter says to real photos, or to outputs held against other label maps."""
    judged = [sample.of_classes(each, name) for each in counts.values() if name in each]
    if not judged:
        return {}
    return {"line": line.title, **{each: _figure([seed[each] for seed in judged]) for each in FCN}}


def _figure(seeds: list[Floats]) -> Values:
    mean = np.mean(seeds, axis=0)
    low, high = interval(mean)
    return {"value": float(mean[0]), "low": low, "high": high}
