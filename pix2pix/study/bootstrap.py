"""How sure a share is that people gave of pictures: both might have been others.

People and pictures are drawn again, each with replacement, and an answer counts as often as its
person and its picture were drawn (Owen 2007, "The Pigeonhole Bootstrap"). As is shown there, that
counts the chance in single answers thrice, and intervals come out too wide. So their spread is
brought to the standard error of an average with two kinds of clusters (Cameron, Gelbach and Miller
2011, "Robust Inference with Multiway Clustering").
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDS = 4000
LOW, HIGH = 2.5, 97.5  # percentiles of an interval of 95 %
Floats = NDArray[np.float64]
Z = 1.96  # its half width in standard errors, of a normal distribution


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval.

    Attributes:
        standard_error: What the paper gives as ±; none where all or none are hits.
    """

    n: int
    share: float
    low: float
    high: float
    standard_error: float | None


def share(
    people: Sequence[Hashable], pictures: Sequence[Hashable], hits: Sequence[bool], seed: int = 0
) -> Share | None:
    """The share of hits among answers; ``None`` if there are none.

    All or none of few answers are no proof of all or none. There every draw is the same, so the
    interval is that of Wilson (1927) for independent answers.

    Args:
        people, pictures: Who answered, and to what; one of each for an answer.
    """
    count = len(hits)
    if not count:
        return None
    mean = sum(hits) / count
    if mean in (0.0, 1.0):
        return Share(count, mean, *_wilson(mean, count), None)
    answers, hit = _tables(people, pictures, np.asarray(hits, float))
    rng = np.random.default_rng(seed)
    drawn = [rng.multinomial(size, [1 / size] * size, ROUNDS) for size in answers.shape]
    total = np.einsum("ri,ij,rj->r", drawn[0], answers, drawn[1], optimize=True)
    among = np.einsum("ri,ij,rj->r", drawn[0], hit, drawn[1], optimize=True)
    shares = among[total > 0] / total[total > 0]
    error = _standard_error(answers, hit)
    apart = (np.percentile(shares, [LOW, HIGH]) - mean) * min(1.0, error / float(shares.std()))
    return Share(count, mean, mean + float(apart[0]), mean + float(apart[1]), error)


def _standard_error(answers: Floats, hit: Floats) -> float:
    """Of the share of hits; the larger one, should either people or pictures alone give more."""
    count, mean = answers.sum(), hit.sum() / answers.sum()
    beyond = hit - mean * answers
    by = [
        float((beyond.sum(axis=1 - axis) ** 2).sum() * size / max(size - 1, 1))
        for axis, size in enumerate(answers.shape)
    ]
    alone = mean * (1 - mean) * count
    return float(np.sqrt(max(sum(by) - alone, *by)) / count)


def _tables(
    people: Sequence[Hashable], pictures: Sequence[Hashable], hits: Floats
) -> tuple[Floats, Floats]:
    """How many answers, and how many hits, for each person (a row) and picture (a column)."""
    rows = {each: place for place, each in enumerate(dict.fromkeys(people))}
    columns = {each: place for place, each in enumerate(dict.fromkeys(pictures))}
    places = [rows[each] for each in people], [columns[each] for each in pictures]
    answers = np.zeros((len(rows), len(columns)))
    hit = np.zeros_like(answers)
    np.add.at(answers, places, 1.0)
    np.add.at(hit, places, hits)
    return answers, hit


def _wilson(mean: float, count: int) -> tuple[float, float]:
    middle = mean + Z**2 / (2 * count)
    half = Z * float(np.sqrt(mean * (1 - mean) / count + Z**2 / (4 * count**2)))
    below = 1 + Z**2 / count
    return max(0.0, (middle - half) / below), min(1.0, (middle + half) / below)
