"""Which half of a set of pictures are label maps, and whether all their colors are of a class."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np
import torch
from PIL import ImageColor
from torch import Tensor

from pix2pix.data import transform
from pix2pix.data.classes import Classes, in_rows, published
from pix2pix.data.input_kind import input_kind_of
from pix2pix.data.palette import EXACT, FEWEST, FLAT_SHARE, RARE, find_colors, flat, named
from pix2pix.data.pictures import Pictures, spread
from pix2pix.errors import DataError
from pix2pix.images.class_colors import VOID
from pix2pix.plural import plural

LOOKED_AT = 16  # pictures by which a half is judged
TOLD = 5  # colors that a sentence names

SourceOrTarget = Literal[0, 1]
SOURCE: Final = 0
TARGET: Final = 1


def are_label_maps(
    pictures: Pictures, half: SourceOrTarget, classes: Classes | None = None
) -> bool:
    """Whether pictures are painted in the colors of classes: of those given, or any few."""
    looked_at = list(_some(pictures, half))
    if not looked_at or len(looked_at[0]) != 3:
        return False
    if classes is not None and all(_painted_in(classes, pixels) for pixels in looked_at):
        return True
    shown = [transform.to_picture(pixels) for pixels in looked_at]
    colors = find_colors(shown)
    if input_kind_of(shown, colors) != "labels":
        return False
    return classes is not None or _shared(colors, looked_at) >= FEWEST


def find_classes(pictures: Pictures, half: SourceOrTarget) -> Classes:
    """Those of label maps: of the published data set that they are from, or else by their colors.

    Raises:
        ConfigError: There are no classes to be seen.
    """
    colors = find_colors(map(transform.to_picture, _some(pictures, half)))
    for name in published():
        known = Classes.read(name)
        if colors and all(known.distance(ImageColor.getrgb(color)) <= EXACT for color in colors):
            return known
    return Classes(named(colors), "the list of the colors that were found in the label maps")


def count_classes(pictures: Pictures, half: SourceOrTarget, classes: Classes) -> dict[str, int]:
    """Look at all label maps of a half.

    Returns:
        The pixels of each class.

    Raises:
        DataError: Some have colors that are of no class: which, how often, and where.
    """
    pixels: Counter[str] = Counter()
    files: dict[str, list[Path]] = {}
    counts = torch.zeros(VOID + 1, dtype=torch.int64)
    for index in range(len(pictures)):
        labels = pictures.as_stored(index)[half]
        counts += torch.bincount(classes.numbers(labels).flatten(), minlength=VOID + 1)
        for color, count in classes.unknown(labels).items():
            known = next((each for each in pixels if _near(each, color)), color)
            pixels[known] += count
            files.setdefault(known, []).append(pictures.file_of(index, half))
    if not pixels:
        return dict(zip(classes.names, counts.tolist(), strict=False))
    told = "; ".join(
        f"{color} ({count} px in {plural(len(files[color]), 'file')}, the first is "
        f"{files[color][0]})"
        for color, count in pixels.most_common(TOLD)
    )
    more = f"; and {len(pixels) - TOLD} more" if len(pixels) > TOLD else ""
    raise DataError(
        f"{classes.where} has no class for {plural(len(pixels), 'color')} of the label maps: "
        f"{told}{more}. Give the list of these label maps (--classes), or add the colors to it, "
        'with "void": true where they are not to count.'
    )


def _some(pictures: Pictures, half: SourceOrTarget) -> Iterator[Tensor]:
    for index in spread(len(pictures), LOOKED_AT):
        yield pictures.as_stored(index)[half]


def _painted_in(classes: Classes, pixels: Tensor) -> bool:
    """Most of a picture lies in flat regions, which are in the colors of classes."""
    return not classes.unknown(pixels) and flat(in_rows(pixels)).mean() >= FLAT_SHARE


def _shared(colors: Sequence[str], looked_at: Sequence[Tensor]) -> int:
    """How many colors are in more than one picture: drawings have few colors, too, each its own."""
    counts: Counter[str] = Counter()
    for pixels in looked_at:
        found = in_rows(pixels).astype(np.int64)
        for color in colors:
            there = np.abs(found - ImageColor.getrgb(color)).max(axis=2) <= EXACT
            counts[color] += bool(there.mean() > RARE)
    return sum(count > 1 for count in counts.values())


def _near(one: str, other: str) -> bool:
    both: Sequence[tuple[int, ...]] = [ImageColor.getrgb(color) for color in (one, other)]
    return max(abs(a - b) for a, b in zip(*both, strict=True)) <= EXACT
