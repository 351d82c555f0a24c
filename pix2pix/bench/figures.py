"""Times as a table needs them: many rounds in turn, then the median and the 95th percentile."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        ratio: How many times faster than the baseline of the same run.
    """

    stage: str
    median: float
    p95: float | None
    unit: str = "ms"
    ratio: float | None = None


class Figures(NamedTuple):
    """What a part of the benchmark found: a tree of numbers for programs, rows for people."""

    tree: dict[str, Any]
    rows: list[Row]


def median(values: Sequence[float]) -> float:
    """The middle of ``values``."""
    return float(np.median(values))


def p95(values: Sequence[float]) -> float:
    """What 95 % of ``values`` do not exceed."""
    return float(np.percentile(values, 95))


def take_turns(
    functions: Mapping[str, Callable[[], object]], rounds: int, warm_up: int = 2
) -> dict[str, list[float]]:
    """Run each function once a round, so that a slow minute of the machine hits all alike.

    Returns:
        Seconds of every run after the first ``warm_up`` rounds, by name.
    """
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for number in range(warm_up + rounds):
        for name, function in functions.items():
            began = time.perf_counter()
            function()
            if number >= warm_up:
                seconds[name].append(time.perf_counter() - began)
    return seconds


def compare(
    seconds: Mapping[str, Sequence[float]], what: str, labels: Mapping[str, str], base: str
) -> Figures:
    """Milliseconds of what took turns, and how many times faster than ``base`` each one is."""
    tree: dict[str, Any] = {}
    rows = []
    for name, values in seconds.items():
        milliseconds = [1000 * value for value in values]
        middle, most = median(milliseconds), p95(milliseconds)
        tree[name] = {"ms": middle, "p95_ms": most}
        ratio = median(seconds[base]) / median(values)
        rows.append(Row(f"{what}, {labels[name]}", middle, most, ratio=ratio))
    return Figures(tree, rows)
