"""Opens every picture of a set and notes what a diagnosis needs of it."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from PIL import Image

from pix2pix.config import HalfValues
from pix2pix.data.pairs import Half, Pair, read_pair
from pix2pix.data.palette import LOOKED_AT, small_copy
from pix2pix.data.similarity import Look, Traits, look, traits
from pix2pix.data.value_report import Read, Use, Uses, use_of
from pix2pix.errors import Pix2PixError
from pix2pix.images import Picture, as_stored, flatten
from pix2pix.pixel_budget import opened, room_for

THREADS = min(4, os.cpu_count() or 1)  # Pillow decodes outside the interpreter's lock
AT_ONCE = 16 * THREADS  # pictures of which something is kept before it is their turn
Item = TypeVar("Item")
Result = TypeVar("Result")


class Spread(Generic[Item]):
    """Some of many, evenly spread, of which nobody knows beforehand how many will come."""

    def __init__(self, enough: int = LOOKED_AT) -> None:
        self.kept: list[Item] = []
        self._enough, self._every, self._seen = enough, 1, 0

    def add(self, item: Item) -> None:
        """Keep every one, then every second, every fourth: ``enough`` to twice as many."""
        if self._seen % self._every == 0:
            self.kept.append(item)
            if len(self.kept) > 2 * self._enough:
                self.kept, self._every = self.kept[::2], 2 * self._every
        self._seen += 1


class Seen(NamedTuple):
    """What is noted of a pair, or of a single picture its size alone."""

    size: str
    traits: Traits | None = None
    uses: Uses | None = None
    small: tuple[Image.Image, Image.Image] | None = None


def look_at(
    wanted: Sequence[Pair | Path], read: Read, progress: Callable[[float], object]
) -> Iterator[tuple[Pair | Path, Seen | Pix2PixError]]:
    """Each of ``wanted`` with what is seen there, or with why nothing is.

    Args:
        read: How halves A and B are read.
        progress: Told the share of the work that is done.
    """
    return in_threads(partial(_look, read=read), wanted, progress)


class SeenAlone(NamedTuple):
    """What is remembered of a picture that has no partner."""

    size: str
    look: Look
    use: Use


def look_at_domain(
    halves: Sequence[Half], values: HalfValues, progress: Callable[[float], object]
) -> Iterator[tuple[Half, tuple[SeenAlone, Image.Image] | Pix2PixError]]:
    """Each picture of a domain with what is seen there and a small copy, or with why nothing is."""
    return in_threads(partial(_look_alone, values=values), halves, progress)


def in_threads(
    function: Callable[[Item], Result], items: Sequence[Item], progress: Callable[[float], object]
) -> Iterator[tuple[Item, Result]]:
    """Each item with its result, in their order; no more than a few wait for a slow one."""
    with ThreadPoolExecutor(THREADS) as pool:
        for start in range(0, len(items), AT_ONCE):
            few = items[start : start + AT_ONCE]
            results = pool.map(function, few)
            for done, (item, result) in enumerate(zip(few, results, strict=True), start + 1):
                progress(done / len(items))
                yield item, result


def _look_alone(half: Half, values: HalfValues) -> tuple[SeenAlone, Image.Image] | Pix2PixError:
    try:
        with room_for(half.file, visitor=str(half.file.parent)):
            stored = half.open()
            picture = flatten(as_stored(stored, values), values=values)
            size = f"{picture.width}x{picture.height}"
            return SeenAlone(size, look(picture), use_of(stored, picture)), _small(picture)
    except Pix2PixError as error:
        return error


def _look(each: Pair | Path, read: Read) -> Seen | Pix2PixError:
    try:
        if isinstance(each, Path):
            with opened(each, visitor=str(each.parent)) as photo:
                return Seen(f"{photo.width}x{photo.height}")
        with room_for(*each.files, visitor=str(each.a.parent)):
            return _measure(read_pair(each), read)
    except Pix2PixError as error:
        return error


def _measure(stored: tuple[Picture, Picture], read: Read) -> Seen:
    a, b = shown(stored, read)
    uses = use_of(stored[0], a), use_of(stored[1], b)
    return Seen(f"{a.width}x{a.height}", traits(a, b), uses, (_small(a), _small(b)))


def _small(half: Image.Image) -> Image.Image:
    """One of which no more pixels are kept than will be looked at."""
    return Image.fromarray(small_copy(half))


def shown(pair: tuple[Picture, Picture], read: Read) -> tuple[Image.Image, Image.Image]:
    """Halves A and B of a pair in RGB, as they are read for training.

    Raises:
        PictureError: They hold values that ``read`` does not say how to show.
    """
    a, b = pair
    return (
        flatten(as_stored(a, read[0]), values=read[0]),
        flatten(as_stored(b, read[1]), values=read[1]),
    )
