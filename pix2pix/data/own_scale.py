"""Pairs that are learnt from in crops, at their own scale: how large they must be.

A satellite's pixel is so many metres and a cell so many pixels wide, whatever the picture is. A
picture smaller than the crop is refused, not enlarged: it would teach another scale.
"""

from collections.abc import Sequence

from pix2pix.config import Size
from pix2pix.data.pairs import Pair
from pix2pix.errors import DataError
from pix2pix.images import size_of
from pix2pix.plural import plural


def require_room(pairs: Sequence[Pair], crop: Size) -> None:
    """Raise ``DataError`` if a pair is smaller than a crop, as far as the heads of files say."""
    known = [(pair, size) for pair in pairs if min(size := half_size(pair)) > 0]
    small = [each for each in known if each[1][0] < crop.width or each[1][1] < crop.height]
    if not small:
        return
    width, height = (min(sides) for sides in zip(*(size for _, size in known), strict=True))
    raise DataError(
        f"{too_small(*small[0], crop)} {len(small)} of {plural(len(pairs), 'pair')} are too small. "
        f"The least height of all is {height} px, the least width {width} px: choose a crop of at "
        "most that (--crop, with the same --size), take out what is smaller, or leave --crop out "
        "to have pictures scaled."
    )


def too_small(pair: Pair, size: tuple[int, int], crop: Size) -> str:
    """The sentence that says so."""
    half = "" if pair.b is not None else "Each half of "
    return f"{half}{pair.a} is {size[0]}x{size[1]} px, less than a crop of {crop.in_words}."


def half_size(pair: Pair) -> tuple[int, int]:
    """Width and height of each half; nothing where a file is no picture."""
    width, height = size_of(pair.a)
    if pair.b is not None:
        return width, height
    left, top, right, bottom = pair.strip.cut.box((width, height), 1)
    return right - left, bottom - top
