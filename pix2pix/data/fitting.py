"""Tells pairs from pictures of two domains that do not match, by names and sizes alone."""

from collections import Counter
from pathlib import Path

from pix2pix.config import MethodName, Reading
from pix2pix.data.find_pairs import read_layout
from pix2pix.data.find_unpaired import OUTSIDE, Halves, find_two_domains
from pix2pix.data.layout import Layout
from pix2pix.data.names import plain
from pix2pix.data.pairs import Pair
from pix2pix.errors import DataError
from pix2pix.images import size_of

MATCHED = 0.5  # share of the smaller folder whose names must match
LONE = 0.1  # share of the larger one that is too much, where all names are numbers
A_FEW = 2  # lone files that may be lost of any set of pairs
LOOKED_AT = 32  # pairs whose sizes are compared, where all names are numbers

NO_PAIRS = "If these two folders do not match, learn without pairs: --method cyclegan."


def fitting_method(
    folder: Path, reading: Reading = Reading(), layout: Layout | None = None
) -> MethodName:
    """CycleGAN for two folders of pictures that do not match; else pix2pix, also to say why not.

    A reading that says how the pairs lie is believed.

    Args:
        layout: As ``read_layout`` has read the folder, where it has.
    """
    if reading.layout is not None:
        return "pix2pix"
    try:
        layout = layout or read_layout(folder, reading)
        if any(pair.b is None for pair in layout.all_pairs):
            return "pix2pix"  # both halves are in one file, which its seam says
        domains = find_two_domains(folder, reading)
    except DataError:
        return "pix2pix"
    outside = sum(reason == OUTSIDE for _, reason in domains.left_out)
    inside = sum(len(half) for both in domains.halves.values() for half in both)
    if domains.of_pairs or outside >= inside:
        return "pix2pix"
    return "pix2pix" if _match(layout, list(domains.halves.values())) else "cyclegan"


def _match(layout: Layout, domains: list[Halves]) -> bool:
    pairs = layout.all_pairs
    if not pairs:
        return False
    counts = [sum(len(both[side]) for both in domains) for side in (0, 1)]
    if len(pairs) < MATCHED * min(counts):
        return False
    if all(plain(pair.a.stem).isdecimal() for pair in pairs):
        of_first = {half.file for both in domains for half in both[0]}
        return _numbers_mean_it(pairs, layout.unmatched, of_first, max(counts))
    return True


def _numbers_mean_it(pairs: list[Pair], lone: list[Path], of_first: set[Path], most: int) -> bool:
    """Two folders of unrelated pictures are often numbered alike: whether these belong together.

    Pairs have the same size, or at least the same ratio of sizes. Of pairs, a file may have been
    lost on one side, which leaves a gap; where one side goes on, or each has numbers that the other
    lacks, counting was all they shared.
    """
    looked = pairs[:: max(1, len(pairs) // LOOKED_AT)][:LOOKED_AT]
    if _most_common_share([ratio for pair in looked if (ratio := _ratio(pair))]) < MATCHED:
        return False
    if len(lone) <= max(A_FEW, LONE * most):
        return True
    last = max(int(plain(pair.a.stem)) for pair in pairs)
    gap = any(int(file.stem) < last for file in lone if file.stem.isdecimal())
    return gap and len({file in of_first for file in lone}) == 1


def _ratio(pair: Pair) -> tuple[float, float] | None:
    """Width and height of the second picture, as shares of those of the first."""
    (width, height), (other, high) = (size_of(half.file) for half in pair.halves)
    return (round(other / width, 2), round(high / height, 2)) if width and height else None


def _most_common_share(found: list[tuple[float, float]]) -> float:
    return Counter(found).most_common(1)[0][1] / len(found) if found else 1.0
