"""Figures of pictures made up so that it is known which rows can be told apart."""

import numpy as np
import pytest

from pix2pix.paper.figures import Sample, interval
from pix2pix.paper.orderings import Verdict, orderings
from pix2pix.paper.published import TABLES, Line, PaperTable

PICTURES = 50
SAMPLE = Sample(PICTURES)
# Pictures differ far more from each other than rows do.
PICTURE = np.random.default_rng(0).uniform(0.2, 0.8, PICTURES)
GRAIN = np.random.default_rng(1).normal(0, 0.01, PICTURES)


def table(**published: float) -> PaperTable:
    lines = tuple(Line(title, title, {"ssim": value}) for title, value in published.items())
    return PaperTable("t", "T", "nowhere", "photo", ("ssim",), lines, {})


def row(*seeds: np.ndarray | float) -> list:
    return [SAMPLE.figures({"ssim": PICTURE + each}) for each in seeds]


def verdicts(asked: PaperTable, **measured: list) -> dict:
    return {(each.above, each.below): each.verdict for each in orderings(asked, measured)}


def test_a_small_difference_on_the_same_pictures_is_told_though_intervals_overlap():
    better, worse = row(0.02 + GRAIN), row(0.0)
    assert interval(better[0]["ssim"])[0] < interval(worse[0]["ssim"])[1]
    assert verdicts(table(a=0.6, b=0.5), a=better, b=worse) == {("a", "b"): Verdict.AS_PAPER}
    assert verdicts(table(a=0.5, b=0.6), a=better, b=worse) == {("b", "a"): Verdict.REVERSED}


def test_what_changes_from_picture_to_picture_is_not_resolved():
    (found,) = orderings(table(a=0.6, b=0.5), {"a": row(GRAIN - GRAIN.mean()), "b": row(0.0)})
    assert found.verdict is Verdict.UNRESOLVED
    assert found.low < 0 < found.high
    assert found.p > 0.5


def test_one_seed_that_disagrees_leaves_it_unresolved_however_sure_the_pictures_are():
    seeds = row(0.05 + GRAIN, -0.01 + GRAIN)
    (found,) = orderings(table(a=0.6, b=0.5), {"a": seeds, "b": row(0.0, 0.0)})
    assert found.p < 0.01
    assert (found.seeds, found.seeds_agree) == (2, False)
    assert found.verdict is Verdict.UNRESOLVED
    agreeing = row(0.05 + GRAIN, 0.01 + GRAIN)
    assert verdicts(table(a=0.6, b=0.5), a=agreeing, b=row(0.0, 0.0)) == {
        ("a", "b"): Verdict.AS_PAPER
    }


def test_rows_that_are_equal_in_the_paper_can_only_be_apart_here():
    equal = table(a=0.5, b=0.5)
    assert verdicts(equal, a=row(0.0), b=row(GRAIN - GRAIN.mean())) == {("a", "b"): Verdict.EQUAL}
    assert verdicts(equal, a=row(0.05), b=row(GRAIN)) == {("a", "b"): Verdict.UNEQUAL}


def test_the_more_questions_a_table_has_the_surer_an_answer_must_be():
    """A difference that would be resolved alone is not among ten."""
    slight = 2.6 * 0.01 / PICTURES**0.5 + (GRAIN - GRAIN.mean()) / GRAIN.std() * 0.01
    alone = verdicts(table(a=0.6, b=0.5), a=row(slight), b=row(0.0))
    assert alone == {("a", "b"): Verdict.AS_PAPER}
    noise = GRAIN - GRAIN.mean()
    others = {name: row(noise * scale) for name, scale in (("c", 1), ("d", 2), ("e", 3))}
    asked = table(a=0.6, b=0.5, c=0.4, d=0.3, e=0.2)
    among = verdicts(asked, a=row(slight), b=row(0.0), **others)
    assert len(among) == 10
    assert among["a", "b"] is Verdict.UNRESOLVED


def test_the_difference_is_the_mean_over_seeds():
    (found,) = orderings(table(a=0.6, b=0.5), {"a": row(0.1, 0.3), "b": row(0.0)})
    assert (found.difference, found.paper) == (pytest.approx(0.2), pytest.approx(0.1))


def test_rows_without_a_figure_are_in_no_ordering():
    assert orderings(table(a=0.6, b=0.5), {"a": row(0.0), "b": []}) == []


def test_all_figures_of_the_papers_tables_are_there():
    lines = [line for tables in TABLES.values() for each in tables for line in each.lines]
    assert len(lines) == 24
    for tables in TABLES.values():
        for each in tables:
            assert all(set(line.published) == set(each.figures) for line in each.lines)
