"""Pictures that are learnt from in crops, at their own scale: how large they must be.

A satellite's pixel is so many metres and a cell so many pixels wide, whatever the picture is. A
picture smaller than the crop is refused, not enlarged: it would teach another scale.
"""

from collections.abc import Sequence

from pix2pix.config import Size
from pix2pix.data.pairs import Half
from pix2pix.errors import DataError
from pix2pix.images import size_of


def require_room(halves: Sequence[Half], crop: Size) -> None:
    """Raise ``DataError`` if one is smaller than a crop, as far as the heads of files say."""
    known = [(half, size) for half in halves if min(size := half_size(half)) > 0]
    small = [each for each in known if each[1][0] < crop.width or each[1][1] < crop.height]
    if not small:
        return
    width, height = (min(sides) for sides in zip(*(size for _, size in known), strict=True))
    raise DataError(
        f"{too_small(*small[0], crop)} {len(small)} of {len(halves)} are too small. "
        f"The least height of all is {height} px, the least width {width} px: choose a crop of at "
        "most that (--crop, with the same --size), take out what is smaller, or leave --crop out "
        "to have pictures scaled."
    )


def too_small(half: Half, size: tuple[int, int], crop: Size) -> str:
    """The sentence that says so."""
    part = "Each half of " if half.strip else ""
    return f"{part}{half.file} is {size[0]}x{size[1]} px, less than a crop of {crop.in_words}."


def half_size(half: Half) -> tuple[int, int]:
    """Width and height; nothing where a file is no picture."""
    size = size_of(half.file)
    if half.strip is None:
        return size
    left, top, right, bottom = half.strip.cut.box(size, 1)
    return right - left, bottom - top
