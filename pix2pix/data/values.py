"""Finds what the values of each half of a set mean: one scale for all its pictures, or classes.

Only files that are no 8-bit pictures are opened for it, and a few grey ones, which may hold class
numbers. What is found is kept with the run and its model; nothing looks for a scale again.
"""

import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pix2pix.config import Config, Direction, HalfValues, ValueKind, ValuesConfig
from pix2pix.config.values import EIGHT_BIT
from pix2pix.data.pairs import Half
from pix2pix.errors import Pix2PixError
from pix2pix.images import Picture, samples_of
from pix2pix.images.class_colors import VOID, numbers_in
from pix2pix.images.probe import is_plain_file
from pix2pix.images.values import chosen

LOOKED_AT = 200  # files that are opened to see whether they hold class numbers
MOST_CLASSES = 40  # in one picture
SURE, DENSE = 32, 0.25  # all below this, or this share of those up to the highest are used
FLAT = 0.8  # share of pixels that are like the one to their right: classes lie in regions
KEPT = 4096  # values of each picture that are kept to see where most of them lie
THREADS = min(4, os.cpu_count() or 1)


class HalfFound(Config):
    """What the files of one half hold."""

    values: HalfValues = HalfValues()
    """What follows from it: how they are to be read."""
    kinds: dict[str, int] = {}
    """Kinds of values, and how many files have them; empty where all are 8-bit pictures."""
    classes: tuple[int, ...] = ()
    """The class numbers, where there are such."""
    usual: tuple[float, float] = EIGHT_BIT
    """Between these lie 98 of 100 values."""
    no_data: int = 0
    """Pixels that hold no value: NaN, or what the file says stands for it."""
    no_data_files: int = 0


@dataclass
class _Seen:
    """What has been seen of a half so far."""

    bands: tuple[int, ...]
    kinds: Counter[str] = field(default_factory=Counter)
    counts: Counter[int] = field(default_factory=Counter)
    least: float = np.inf
    most: float = -np.inf
    whole: bool = True
    some: list[NDArray[np.float64]] = field(default_factory=list)
    no_data: int = 0
    no_data_files: int = 0

    def look(self, picture: Picture) -> None:
        """Take the values of a picture into account."""
        samples = samples_of(picture)
        self.kinds[samples.described()] += 1
        if self.bands and max(self.bands) <= samples.bands:
            samples = chosen(samples, self.bands)
        self.counts[samples.bands] += 1
        self.whole &= samples.whole
        there = samples.measured
        missing = int(there.size - there.sum())
        self.no_data += missing
        self.no_data_files += bool(missing)
        found = samples.values[..., : samples.bands][there]
        if found.size:
            self.least = min(self.least, float(found.min()))
            self.most = max(self.most, float(found.max()))
            values = found.reshape(-1)
            self.some.append(values[:: max(1, values.size // KEPT)].astype(np.float64))

    def found(self) -> HalfFound:
        """What follows from all of them."""
        if not self.some:
            return HalfFound(values=HalfValues(bands=self.bands), kinds=dict(self.kinds))
        kind: ValueKind = "integer" if self.whole else "float"
        limits = (self.least, self.most)
        if set(self.kinds) == {"8-bit integers"}:
            kind, limits = "8-bit", EIGHT_BIT
        elif self.least == self.most:  # all alike: whichever scale, it says nothing
            limits = (self.least, self.least + 1)
        bands = self.bands or ((1,) if set(self.counts) == {1} and kind != "8-bit" else ())
        low, high = np.percentile(np.concatenate(self.some), [1, 99]).tolist()
        return HalfFound(
            values=HalfValues(kind=kind, range=limits, bands=bands),
            kinds=dict(self.kinds),
            usual=(low, high),
            no_data=self.no_data,
            no_data_files=self.no_data_files,
        )


def find_values(
    a: Sequence[Half], b: Sequence[Half], asked: ValuesConfig
) -> tuple[HalfFound, HalfFound]:
    """What the pictures of domains A and B hold; ``asked`` takes A for the source.

    Files that cannot be read are passed over: whoever reads them next says why.
    """
    return (
        _find(a, asked.source_bands or ()),
        _find(b, asked.target_bands or ()),
    )


def _find(halves: Sequence[Half], bands: tuple[int, ...]) -> HalfFound:
    if classes := _classes(halves):
        return HalfFound(values=HalfValues(kind="classes"), classes=classes)
    if all(is_plain_file(file) for file in {half.file for half in halves}):
        return HalfFound(values=HalfValues(bands=bands))
    return _measured(halves, bands)


def settled(
    asked: ValuesConfig, a: Sequence[Half], b: Sequence[Half], direction: Direction
) -> ValuesConfig:
    """How source and target are read: as asked for, and as found where nothing was asked."""
    if asked.complete:
        return asked
    turned = asked.reversed() if direction == "b2a" else asked
    found = turned.filled(*(each.values for each in find_values(a, b, turned)))
    return found.reversed() if direction == "b2a" else found


def _measured(halves: Sequence[Half], bands: tuple[int, ...]) -> HalfFound:
    """Look at every picture of a half; a few at once, and none is kept."""
    seen = _Seen(bands)
    with ThreadPoolExecutor(THREADS) as pool:
        for start in range(0, len(halves), THREADS):
            for picture in pool.map(_read, halves[start : start + THREADS]):
                if picture is not None:
                    seen.look(picture)
    return seen.found()


def _read(half: Half) -> Picture | None:
    try:
        return half.open()
    except Pix2PixError:
        return None


def _classes(halves: Sequence[Half]) -> tuple[int, ...]:
    """The class numbers in a half, or none as soon as one picture holds something else."""
    seen: set[int] = set()
    for half in halves[:: max(1, len(halves) // LOOKED_AT)][:LOOKED_AT]:
        picture = _read(half)
        if picture is None:
            continue
        numbers = numbers_in(picture)
        if numbers is None:
            return ()
        here = np.unique(numbers)
        alike = (numbers[:, 1:] == numbers[:, :-1]).mean()
        if len(here) > MOST_CLASSES or alike < FLAT:
            return ()
        seen |= set(here.tolist())
    classes = seen - {VOID}
    if len(classes) < 2 or (len(classes) < DENSE * max(classes) and max(classes) >= SURE):
        return ()
    return tuple(sorted(seen))
