"""Finds the pictures of two domains in a folder, of which none need belong together.

Two folders, with the names of ``names.SIDES``, those of ``--halves``, or any two if there are no
others; below splits, or beside each other as ``trainA`` and ``trainB``. A folder of pairs will do,
too: its halves are two domains.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from os.path import commonprefix
from pathlib import Path

from pix2pix.config import Reading
from pix2pix.data.find_pairs import read_layout
from pix2pix.data.layout import by_reason, held_out_places
from pix2pix.data.names import SIDES, Names, plain
from pix2pix.data.pairs import Half, halves_of
from pix2pix.data.walk import walk
from pix2pix.errors import DataError
from pix2pix.plural import plural

TRAIN, OF_PAIRS = "train", "halves of pairs"
OUTSIDE = "in neither of the two folders"
Halves = tuple[list[Half], list[Half]]


@dataclass
class TwoDomains:
    """What a folder was found to hold.

    Attributes:
        kind: In words.
        called: What each domain is called, in words.
        reading: The settings that read it so.
        halves: Pictures of domains A and B by split; those outside any are for training.
        left_out: Files of neither domain, and why.
    """

    kind: str
    called: tuple[str, str] = ("first half", "second half")
    reading: Reading = Reading()
    halves: dict[str, Halves] = field(default_factory=dict)
    left_out: list[tuple[Path, str]] = field(default_factory=list)

    @property
    def of_pairs(self) -> bool:
        """They are the halves of pairs, rather than what lies in two folders."""
        return self.kind.startswith(OF_PAIRS)

    def split(self, held_out: float, seed: int) -> tuple[Halves, Halves]:
        """Training and held-out halves; without a split of its own, a seeded share of either.

        Where both domains have the same names, the same ones are held out.
        """
        kept = self.halves.get("val") or self.halves.get("test")
        split = [self._split(number, kept, held_out, seed) for number in (0, 1)]
        return (split[0][0], split[1][0]), (split[0][1], split[1][1])

    def _split(
        self, number: int, kept: Halves | None, held_out: float, seed: int
    ) -> tuple[list[Half], list[Half]]:
        rest = self.halves[TRAIN][number] if TRAIN in self.halves else []
        if kept is not None or len(rest) < 2 or held_out == 0:
            return rest, [] if kept is None else kept[number]
        names = [(half.file.stem, str(place)) for place, half in enumerate(rest)]
        chosen = held_out_places(names, held_out, seed)
        return (
            [half for place, half in enumerate(rest) if place not in chosen],
            [half for place, half in enumerate(rest) if place in chosen],
        )

    def beside(self, folder: Path) -> dict[str, tuple[str, ...]]:
        """Files that are not used, relative to the folder, by the reason why."""
        return by_reason(self.left_out, folder)


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
    sides = _sides(words, _first_apart([name.words for name in read.values()]), reading)
    if sides is None or not words.keys() & set(sides):
        return _of_pairs(folder, reading)
    a, b = (side.upper() if len(side) == 1 else side for side in sides)
    found = TwoDomains(
        f"folders {a} and {b}",
        (f"folder {a}", f"folder {b}"),
        Reading(layout="two_files", halves=(a, b)),
        left_out=list(files.others),
    )
    for file, name in read.items():
        side = next((word for word in name.words if word in sides), None)
        if side is None:
            found.left_out.append((file, OUTSIDE))
        else:
            split = name.split or TRAIN
            found.halves.setdefault(split, ([], []))[side == sides[1]].append(Half(file))
    _require_both(found, folder)
    return found


def _sides(words: Counter[str], apart: set[str], reading: Reading) -> tuple[str, str] | None:
    """The names of the two folders, if there are such."""
    if reading.layout not in (None, "two_files", "photos"):
        return None
    if reading.halves is not None:
        return plain(reading.halves[0]), plain(reading.halves[1])
    known = [side for side in SIDES if words.keys() >= set(side)]
    if known:
        return max(known, key=lambda side: words[side[0]] + words[side[1]])
    if len(apart) != 2:
        return None
    first, second = sorted(apart)
    return first, second


def _first_apart(folders: Iterable[tuple[str, ...]]) -> set[str]:
    """The folders where ways first part, such as ``horses`` and ``zebras`` in ``animals``."""
    ways = [words for words in folders if words]
    shared = len(commonprefix(ways))
    return {words[shared] for words in ways if len(words) > shared}


def _of_pairs(folder: Path, reading: Reading) -> TwoDomains:
    layout = read_layout(folder, reading)
    pairs = {split: those for split, those in layout.pairs.items() if those}
    if not pairs:
        bare = sorted(
            each.name for each in folder.iterdir() if each.is_dir() and not walk(each).pictures
        )
        raise DataError(
            f"{folder} holds no two domains. Expected are two folders of pictures, such as A/ and "
            "B/ or trainA/ and trainB/; name others with --halves."
            + (f" There are no pictures in {', '.join(bare)}." if bare else "")
        )
    halves: dict[str, Halves] = {}
    for split, those in pairs.items():
        both = halves.setdefault(split or TRAIN, ([], []))
        for domain, found in zip(both, halves_of(those), strict=True):
            domain += found
    lone = [(file, "without a partner") for file in (*layout.unmatched, *layout.ambiguous)]
    return TwoDomains(
        f"{OF_PAIRS}, {layout.kind}",
        reading=layout.reading,
        halves=halves,
        left_out=[*layout.left_out, *lone],
    )


def _require_both(found: TwoDomains, folder: Path) -> None:
    for split, halves in found.halves.items():
        for half, other, which in zip(halves, halves[::-1], ("first", "second"), strict=True):
            if not half:
                raise DataError(
                    f"{folder}, {split}: {found.kind} were found, but the {which} one is empty, "
                    f"and the other has {plural(len(other), 'picture')}. Add some."
                )


def names_match(a: Sequence[Half], b: Sequence[Half]) -> bool:
    """Whether these are halves of pairs, one by one.

    They are if they are parts of the same files, or if their files have the same names, which are
    more than numbers: two folders of unrelated pictures are often numbered alike.
    """
    if len(a) != len(b) or not a:
        return False
    if all(half.strip is not None for half in (*a, *b)):
        return all(one.file == other.file for one, other in zip(a, b, strict=True))
    names = [plain(half.file.stem) for half in a]
    numbered = all(name.isdigit() for name in names)
    return not numbered and names == [plain(half.file.stem) for half in b]
