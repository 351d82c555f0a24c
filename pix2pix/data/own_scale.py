"""Pairs that are learnt from in crops, at their own scale: how large they must be.

A satellite's pixel is so many metres and a cell so many pixels wide, whatever the picture is. A
picture smaller than the crop is refused, not enlarged: it would teach another scale.
"""

from collections.abc import Sequence

from pix2pix.data.pairs import Pair
from pix2pix.errors import DataError
from pix2pix.images import size_of
from pix2pix.plural import plural


def require_room(pairs: Sequence[Pair], side: int) -> None:
    """Raise ``DataError`` if a pair is smaller than a crop, as far as the heads of files say."""
    small = []
    for pair in pairs:
        width, height = half_size(pair)
        if 0 < min(width, height) < side:
            small.append((pair, (width, height)))
    if not small:
        return
    least = min(min(size) for _, size in small)
    raise DataError(
        f"{too_small(*small[0], side)} {len(small)} of {plural(len(pairs), 'pair')} are too small. "
        f"The smallest side of all is {least} px: choose a crop of at most that (--crop, with the "
        "same --size), take out what is smaller, or leave --crop out to have pictures scaled."
    )


def too_small(pair: Pair, size: tuple[int, int], side: int) -> str:
    """The sentence that says so."""
    half = "" if pair.b is not None else "Each half of "
    return f"{half}{pair.a} is {size[0]}x{size[1]} px, less than a crop of {side} px."


def half_size(pair: Pair) -> tuple[int, int]:
    """Width and height of each half; nothing where a file is no picture."""
    width, height = size_of(pair.a)
    if pair.b is not None:
        return width, height
    left, top, right, bottom = pair.strip.cut.box((width, height), 1)
    return right - left, bottom - top
