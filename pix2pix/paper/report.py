"""Writes what there is so far: tables as data and in words, and the figures of the paper."""

import json

from pix2pix.checkpoint.files import FORWARD
from pix2pix.files import replace_text
from pix2pix.images import save_picture
from pix2pix.paper.curves import Counts, lab_curves
from pix2pix.paper.figures import LAB_COUNTS
from pix2pix.paper.judge import Judge
from pix2pix.paper.measure import counts_of
from pix2pix.paper.plan import Plan
from pix2pix.paper.published import LAB, PaperTable
from pix2pix.paper.sheets import sheet
from pix2pix.paper.tables import tables_of
from pix2pix.paper.words import markdown

TABLES_JSON, TABLES_MD, FIGURES = "tables.json", "tables.md", "figures"


def write_report(plan: Plan, judge: Judge) -> None:
    """Write ``tables.json``, ``tables.md`` and the folder ``figures``; each file in one step."""
    tables = tables_of(plan, judge)
    replace_text(plan.folder / TABLES_JSON, json.dumps(tables, indent=2) + "\n")
    replace_text(plan.folder / TABLES_MD, markdown(tables))
    for table in plan.tables:
        drawn = sheet(table, plan)
        if drawn is not None:
            save_picture(drawn, plan.folder / FIGURES / f"{table.name}.png")
        if table.figures == LAB and (curves := _curves(table, plan, judge)):
            replace_text(plan.folder / FIGURES / f"{table.name}.svg", curves)


def _curves(table: PaperTable, plan: Plan, judge: Judge) -> str:
    """The histograms of the ground truth and of each row, of all its seeds together."""
    histograms: dict[str, Counts] = {}
    for line in table.lines:
        counts = [counts_of(run, FORWARD, judge) for run in plan.runs_of(line.run)]
        summed = sum(each[LAB_COUNTS].sum(axis=0) for each in counts if each is not None)
        if not isinstance(summed, int):
            histograms.setdefault("ground truth", summed[1])
            histograms[line.title] = summed[0]
    return lab_curves(histograms) if histograms else ""
