"""Finds the pictures of two domains in a folder, of which none need belong together.

Two folders, with the names of ``names.SIDES``, those of ``--halves``, or any two if there are no
others; below splits, or beside each other as ``trainA`` and ``trainB``. A folder of pairs will do,
too: its halves are two domains.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pix2pix.config import Reading
from pix2pix.data.find_pairs import read_layout
from pix2pix.data.names import SIDES, Names, plain
from pix2pix.data.pairs import Pair, Strip
from pix2pix.data.walk import walk
from pix2pix.errors import DataError
from pix2pix.images import Picture, open_picture

Halves = tuple[list["Half"], list["Half"]]


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
            PictureError: It is no picture that can be read.
        """
        picture = open_picture(self.file)
        if self.strip is None:
            return picture
        return picture.crop(self.strip.cut.box(picture.size, self.panel))


@dataclass
class TwoDomains:
    """What a folder was found to hold.

    Attributes:
        kind: In words.
        halves: Pictures of domains A and B by split; ``""`` is outside any.
        left_out: Files of neither domain, and why.
    """

    kind: str
    halves: dict[str, Halves] = field(default_factory=dict)
    left_out: list[tuple[Path, str]] = field(default_factory=list)


def find_two_domains(folder: Path, reading: Reading = Reading()) -> TwoDomains:
    """Tell the pictures of two domains apart.

    Raises:
        DataError: It is no folder, or a domain has no pictures.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is not a folder. Give the folder that holds both domains.")
    files = walk(folder)
    paths = {file: file.relative_to(folder) for file in files.pictures}
    names = Names(paths.values())
    read = {file: names.read(path) for file, path in paths.items()}
    words = Counter(word for name in read.values() for word in dict.fromkeys(name.words))
    sides = _sides(words, {name.words[:1] for name in read.values()}, reading)
    if sides is None:
        return _of_pairs(folder, reading)
    found = TwoDomains(f"folders {sides[0]} and {sides[1]}", left_out=list(files.others))
    for file, name in read.items():
        side = next((word for word in name.words if word in sides), None)
        if side is None:
            found.left_out.append((file, "in neither of the two folders"))
        else:
            found.halves.setdefault(name.split, ([], []))[side == sides[1]].append(Half(file))
    _require_both(found, folder)
    return found


def _sides(
    words: Counter[str], tops: Iterable[tuple[str, ...]], reading: Reading
) -> tuple[str, str] | None:
    """The names of the two folders, if there are such."""
    if reading.halves is not None:
        return plain(reading.halves[0]), plain(reading.halves[1])
    known = [side for side in SIDES if words.keys() >= set(side)]
    if known:
        return max(known, key=lambda side: words[side[0]] + words[side[1]])
    top = sorted({word for words in tops for word in words})
    return (top[0], top[1]) if len(top) == 2 else None


def _of_pairs(folder: Path, reading: Reading) -> TwoDomains:
    layout = read_layout(folder, reading)
    pairs = {split: those for split, those in layout.pairs.items() if those}
    if not pairs:
        raise DataError(
            f"{folder} holds no two domains. Expected are two folders of pictures, such as A/ and "
            "B/ or trainA/ and trainB/; name others with --halves."
        )
    halves = {split: ([], []) for split in pairs}
    for split, those in pairs.items():
        for pair in those:
            for half, each in zip(halves[split], _halves_of(pair), strict=True):
                half.append(each)
    return TwoDomains(f"halves of pairs, {layout.kind}", halves, layout.left_out)


def _halves_of(pair: Pair) -> tuple[Half, Half]:
    if pair.b is not None:
        return Half(pair.a), Half(pair.b)
    first, second = pair.strip.panels
    return Half(pair.a, pair.strip, first), Half(pair.a, pair.strip, second)


def _require_both(found: TwoDomains, folder: Path) -> None:
    for split, halves in found.halves.items():
        for number, half in enumerate(halves):
            if not half:
                where = f"{folder}, {split}" if split else str(folder)
                raise DataError(
                    f"{where}: {found.kind} were found, but the {('first', 'second')[number]} one "
                    f"is empty, and the other has {len(halves[1 - number])} pictures. Add some."
                )
