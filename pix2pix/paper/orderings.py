"""Do rows stand in the order that they have in the paper?

For each two rows of a table and each of its figures, the difference is taken over the same
pictures (``Sample``), as a mean over seeds. A seed is a training of its own, and two or three are
too few to draw from, so they are no part of the draws: instead, every seed of the one row must be
above every seed of the other (Bouthillier et al. 2021, "Accounting for Variance in Machine Learning
Benchmarks", on why one seed will not do). A table has many such questions, so their p-values are
raised as Holm has it (1979, "A Simple Sequentially Rejective Multiple Test Procedure").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

import numpy as np

from pix2pix.paper.figures import Floats, interval
from pix2pix.paper.published import PaperTable

LEVEL = 0.05


class Verdict(StrEnum):
    """What became of an ordering of the paper."""

    AS_PAPER = "as in the paper"
    UNRESOLVED = "not resolved"
    REVERSED = "other way round"
    EQUAL = "equal in the paper, not resolved"
    UNEQUAL = "equal in the paper, apart here"


Figures = Mapping[str, Floats]  # of one run: the value and what the draws gave, by figure


@dataclass(frozen=True)
class Ordering:
    """What the paper says of two rows, and what is found here.

    Attributes:
        above, below: Titles of the rows, as the paper orders them.
        paper: By how much, there.
        difference, low, high: By how much, here, and the middle 95 % of the draws.
        p: That there is no difference, raised for the number of questions of the table.
        seeds: Of the row that has fewer.
        seeds_agree: Every seed of one row is on the same side of every seed of the other; one
            alone has nothing to disagree with.
    """

    figure: str
    above: str
    below: str
    paper: float
    difference: float
    low: float
    high: float
    p: float
    seeds: int
    seeds_agree: bool

    @property
    def verdict(self) -> Verdict:
        resolved = self.p < LEVEL and self.seeds_agree
        if not self.paper:
            return Verdict.UNEQUAL if resolved else Verdict.EQUAL
        if not resolved:
            return Verdict.UNRESOLVED
        return Verdict.AS_PAPER if self.difference > 0 else Verdict.REVERSED


def orderings(table: PaperTable, measured: Mapping[str, Sequence[Figures]]) -> list[Ordering]:
    """Every two rows of a table that were measured, in every figure that the paper has.

    Args:
        measured: By the title of a line, one for each seed; lines without any are left out.
    """
    found = []
    for figure in table.figures:
        lines = [line for line in table.lines if measured.get(line.title)]
        lines.sort(key=lambda line: line.published[figure], reverse=True)
        for above, below in combinations(lines, 2):
            paper = above.published[figure] - below.published[figure]
            runs = [[each[figure] for each in measured[row.title]] for row in (above, below)]
            found.append(_ordering(figure, (above.title, below.title), paper, *runs))
    return _holm(found)


def _ordering(
    figure: str,
    titles: tuple[str, str],
    paper: float,
    one: Sequence[Floats],
    other: Sequence[Floats],
) -> Ordering:
    apart = np.mean(one, axis=0) - np.mean(other, axis=0)
    drawn = apart[1:]
    beyond = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    of_seeds = [float(a[0] - b[0]) for a in one for b in other]
    low, high = interval(apart)
    return Ordering(
        figure=figure,
        above=titles[0],
        below=titles[1],
        paper=round(paper, 6),
        difference=float(apart[0]),
        low=low,
        high=high,
        p=min(1.0, 2 * (beyond + 1) / (len(drawn) + 1)),
        seeds=min(len(one), len(other)),
        seeds_agree=min(of_seeds) > 0 or max(of_seeds) < 0,
    )


def _holm(found: Sequence[Ordering]) -> list[Ordering]:
    """With the p-values of all questions together, in the order in which they came."""
    raised, highest = list(found), 0.0
    for rank, place in enumerate(sorted(range(len(found)), key=lambda place: found[place].p)):
        highest = max(highest, min(1.0, (len(found) - rank) * found[place].p))
        raised[place] = replace(found[place], p=highest)
    return raised
