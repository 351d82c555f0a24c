"""What the findings in two folders that do not match mean: how many there are, and how unlike.

For learning without pairs (Zhu et al. 2017), each domain should be varied, and both should show
much the same: what one domain has and the other lacks is invented or dropped.
"""

from collections.abc import Iterator
from pathlib import Path

from pix2pix.data.find_unpaired import Halves, TwoDomains
from pix2pix.data.findings import Findings
from pix2pix.data.pairs import Half
from pix2pix.plural import plural

FEWEST = 2  # pictures of each domain: one to learn from, one to look at
FEW, ENOUGH = 100, 300  # pictures of the smaller domain
UNEVEN = 10  # times as many in one domain as in the other
FAR = 2.0  # times as large in one domain as in the other

Counts = tuple[int, int]  # of both domains


def split(found: Findings, held_out: float, seed: int) -> tuple[Halves, Halves]:
    """Training and held-out pictures, as a run will split them."""
    halves = {
        name: ([Half(Path(file)) for file in a], [Half(Path(file)) for file in b])
        for name, (a, b) in found.domains.items()
    }
    return TwoDomains(found.layout, halves=halves).split(held_out, seed)


def lines(found: Findings, train: Counts, held_out: Counts, own_split: bool) -> Iterator[str]:
    """Counts, sizes and the direction, for a report."""
    yield "Two domains, not pairs: learn without pairs (--method cyclegan)."
    if any((*train, *held_out)):
        chosen = "as the data says" if own_split else "chosen at random"
        counts = f"{train[0]} and {plural(train[1], 'picture')}"
        yield f"{counts} to learn from, {held_out[0]} and {held_out[1]} held out, {chosen}."
    for called, sizes in zip(found.called, found.domain_sizes, strict=True):
        if sizes:
            listed = [f"{size} px ({count})" for size, count in list(sizes.items())[:6]]
            yield f"Sizes in the {called}: {', '.join(listed)}."


def verdict(called: tuple[str, str], train: Counts) -> str:
    """Why these counts are too small to learn from; empty where they are not."""
    few = [
        f"the {name} has {plural(count, 'usable picture')}"
        for name, count in zip(called, train, strict=True)
        if count < FEWEST
    ]
    if not few:
        return ""
    words = " and ".join(few)
    return (
        f"{words[0].upper()}{words[1:]} to learn from; at least {FEWEST} of each are needed. "
        "Add some."
    )


def warnings(called: tuple[str, str], train: Counts) -> Iterator[str]:
    """Counts that are most likely a mistake."""
    low, high = min(train), max(train)
    if low >= FEWEST and high >= UNEVEN * low:
        small, large = (called[train.index(count)] for count in (low, high))
        yield (
            f"The {small} has {plural(low, 'picture')} and the {large} {high}: in each round over "
            f"the larger one, each of the {low} is seen {high // low} times, and the model learns "
            "them by heart. Add some there; a hundred or more of each serve better."
        )


def advice(found: Findings, train: Counts, held_out: Counts) -> Iterator[str]:
    """What to expect of so many pictures, and remarks on the set as a whole."""
    low = min(train)
    if low < FEWEST:
        return
    if low < FEW:
        yield f"{low} pictures of the smaller domain are few; a few hundred of each serve better."
    elif low < ENOUGH:
        yield f"{low} pictures of the smaller domain will do; the paper had about a thousand."
    else:
        yield f"{low} or more pictures of each domain are enough."
    if not all(held_out):
        yield "Nothing is held out of one domain, so no preview shows pictures that are new to it."
    yield from _unlike_sizes(found)
    yield from found.remarks


def _unlike_sizes(found: Findings) -> Iterator[str]:
    usual = [next(iter(sizes), "") for sizes in found.domain_sizes]
    if not all(usual):
        return
    sides = [min(map(int, size.split("x"))) for size in usual]
    if max(sides) > FAR * min(sides):
        large = sides.index(max(sides))
        yield (
            f"Most pictures of the {found.called[large]} are {usual[large]} px, most of the "
            f"{found.called[1 - large]} {usual[1 - large]} px. All are scaled to the size of the "
            "model, so a sharp domain may be told from a blurred one by that alone."
        )
