"""Figures of classes as tables for the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

HEADINGS = {"pixel": "pixel accuracy", "class": "class accuracy", "iou": "class IoU"}
ROWS = {"real": "real photos", "generated": "generated", "shuffled": "shuffled"}
MEANING = "real photos: the most that it can see; shuffled: what any other label map would get"


def class_tables(figures: Mapping[str, Any]) -> Iterator[Table]:
    """A table for the FCN-score and one for label maps, where the figures hold them."""
    if "fcn_score" in figures:
        rows = {ROWS[row]: found for row, found in figures["fcn_score"].items()}
        yield _table("FCN-score", rows, f"segmenter {figures['segmenter'][:12]}; {MEANING}")
    if "label_score" in figures:
        yield _table("Label maps", {"generated": figures["label_score"]}, "")


def _table(title: str, rows: Mapping[str, Mapping[str, Any]], remark: str) -> Table:
    absent = next(iter(rows.values()))["absent"]
    remarks = [remark, f"absent, so in no mean: {', '.join(absent)}" if absent else ""]
    table = Table(title, *HEADINGS.values(), caption="; ".join(filter(None, remarks)) or None)
    for name, found in rows.items():
        table.add_row(name, *(_written(found, figure) for figure in HEADINGS))
    return table


def _written(found: Mapping[str, Any], figure: str) -> str:
    low, high = found["intervals"][figure]
    return f"{found[figure]:.3f}\n{low:.3f} to {high:.3f}"
