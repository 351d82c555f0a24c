"""A pair: two pictures that belong together, in two files or as parts of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pix2pix.config import PairLayout, Reading
from pix2pix.data.seams import CUTS, TOLERANCE, Cut
from pix2pix.errors import DataError
from pix2pix.images import Picture, open_picture


@dataclass(frozen=True)
class Strip:
    """Where the halves are in a file that holds both.

    Attributes:
        cut: The file in equal parts.
        panels: Which of them are halves A and B, counted from 1.
        ratio: Width by height that a file must have, where all others have it.
    """

    cut: Cut = Cut(2)
    panels: tuple[int, int] = (1, 2)
    ratio: float | None = None

    @property
    def words(self) -> str:
        if self.cut.parts == 2:
            return "one above the other" if self.cut.down else "side by side"
        first, second = self.panels
        line = "column" if self.cut.down else "row"
        return f"three in a {line}, of which numbers {first} and {second}"


SIDE_BY_SIDE = Strip(ratio=2.0)
IN_ONE_FILE: dict[PairLayout, Cut] = dict(
    zip(("side_by_side", "stacked", "three_across", "three_down"), CUTS, strict=True)
)


def strip_of(reading: Reading) -> Strip:
    """Where the halves are in one file, of any shape, if a reading says so; else side by side."""
    cut = IN_ONE_FILE.get(reading.layout or "side_by_side", Cut(2))
    return Strip(cut, reading.panels if cut.parts == 3 else (1, 2))


@dataclass(frozen=True)
class Half:
    """One picture of a domain: a file, or a part of one that holds both halves of a pair.

    Attributes:
        panel: Which part of ``strip`` it is, counted from 1.
    """

    file: Path
    strip: Strip | None = None
    panel: int = 1

    def open(self) -> Picture:
        """Read it.

        Raises:
            PictureError: The file is no picture.
            DataError: It does not fall into the parts that it should.
        """
        picture = open_picture(self.file)
        if self.strip is None:
            return picture
        _require_shape(picture, self.file, self.strip)
        return picture.crop(self.strip.cut.box(picture.size, self.panel))


@dataclass(frozen=True)
class Pair:
    """Two pictures that belong together.

    Attributes:
        name: Of its first file, without folder and suffix.
        b: ``None`` where both are in one file, cut as ``strip`` says.
        place: Path of its first file, relative to the folder of all pairs.
    """

    name: str
    a: Path
    b: Path | None = None
    strip: Strip = SIDE_BY_SIDE
    place: str = ""

    @property
    def files(self) -> tuple[Path, ...]:
        return (self.a,) if self.b is None else (self.a, self.b)

    @property
    def halves(self) -> tuple[Half, Half]:
        if self.b is not None:
            return Half(self.a), Half(self.b)
        first, second = self.strip.panels
        return Half(self.a, self.strip, first), Half(self.a, self.strip, second)


def halves_of(pairs: Iterable[Pair]) -> tuple[list[Half], list[Half]]:
    """All halves A, and all halves B, in the order of the pairs."""
    both = [pair.halves for pair in pairs]
    return [a for a, _ in both], [b for _, b in both]


def open_halves(pair: Pair) -> tuple[Picture, Picture]:
    """Open halves A and B of a pair, of whatever sizes; each file once.

    Raises:
        PictureError: A file is no picture.
        DataError: A single file does not fall into halves.
    """
    if pair.b is not None:
        return open_picture(pair.a), open_picture(pair.b)
    both = open_picture(pair.a)
    _require_shape(both, pair.a, pair.strip)
    first, second = (pair.strip.cut.box(both.size, number) for number in pair.strip.panels)
    return both.crop(first), both.crop(second)


def read_pair(pair: Pair) -> tuple[Picture, Picture]:
    """Open halves A and B of a pair.

    Raises:
        PictureError: A file is no picture.
        DataError: The halves differ in size, or a single file does not fall into halves.
    """
    a, b = open_halves(pair)
    if a.size != b.size:
        raise DataError(
            f"{pair.a} is {a.width}x{a.height} px and {pair.b} is {b.width}x{b.height} px. "
            "Both halves of a pair must have the same size; scale or crop one of them."
        )
    return a, b


def _require_shape(picture: Picture, file: Path, strip: Strip) -> None:
    width, height = picture.size
    found = f"{file} is {width}x{height} px"
    if strip.ratio is not None and abs(width / height / strip.ratio - 1) > TOLERANCE:
        wide, high = ("high", "wide") if strip.ratio < 1 else ("wide", "high")
        times = strip.ratio if strip.ratio >= 1 else 1 / strip.ratio
        written = "twice" if abs(times - 2) < 0.01 else f"{times:.3g} times"
        raise DataError(
            f"{found}; a pair {strip.words} must be {written} as {wide} as {high}. "
            "Crop it, or use folders A/ and B/."
        )
    if picture.size[strip.cut.down] % strip.cut.parts:
        side = "height" if strip.cut.down else "width"
        raise DataError(
            f"{found}; its {side} does not divide into {strip.cut.parts} equal parts. "
            "Crop it, or use folders A/ and B/."
        )
