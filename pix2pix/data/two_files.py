"""Finds the halves of pairs in two files, by their names.

Two folders whose files match by the path below them, or two endings in one folder. The names of
``names.SIDES`` are known; any other two folders will do whose files match as well.
"""

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from pix2pix.data.matching import Key, Matched, match
from pix2pix.data.names import (
    MODEL_OUTPUT,
    SIDES,
    Names,
    known_ends,
    plain,
    without_ending,
    without_zeros,
)

ENOUGH = 0.8  # share of the smaller folder that must match where its name is not known
MOST_SIBLINGS = 12  # folders side by side of which any two are tried


class TwoFiles:
    """The pictures of a folder, by their names."""

    def __init__(self, folder: Path, pictures: list[Path]) -> None:
        self._paths = {picture: picture.relative_to(folder) for picture in pictures}
        self._reader = Names(self._paths.values())
        self._names = {picture: self._reader.read(path) for picture, path in self._paths.items()}
        self._words = {word for name in self._names.values() for word in name.words}

    def split(self, picture: Path) -> str:
        """The split that a picture is in, or ``""``."""
        return self._names[picture].split

    def known_folders(self) -> Matched | None:
        """The best match of two folders with known names, if there are any."""
        known = [side for side in SIDES if self._words.issuperset(side)]
        return _best(self.in_folders(*side) for side in known)

    def known_endings(self) -> Matched | None:
        """The best match of two known endings that most of the pictures have."""
        ends = set[str]().union(*(known_ends(name.stem) for name in self._names.values()))
        found = _best(
            self.by_endings(form.format(a), form.format(b))
            for a, b in SIDES
            if {a, b} <= ends
            for form in ("_{}", "{}_")
        )
        if found is None or not found.pairs:
            return None
        of_models = sum(bool(MODEL_OUTPUT.search(name.stem)) for name in self._names.values())
        return found if 4 * len(found.pairs) >= len(self._names) - of_models else None

    def other_folders(self) -> Matched | None:
        """The best match of any two folders side by side, if nearly all of their files match.

        They must hold most of the pictures: of many folders, any two are only two classes.
        """
        siblings: dict[tuple[str, ...], dict[str, set[str]]] = {}
        for name in self._names.values():
            for depth, word in enumerate(name.words):
                stems = siblings.setdefault(name.words[:depth], {}).setdefault(word, set())
                stems.add(without_zeros(name.stem))
        tried = {
            pair
            for words in siblings.values()
            if len(words) <= MOST_SIBLINGS
            for pair in combinations(sorted(words), 2)
            if len(words) == 2 or _overlap(words[pair[0]], words[pair[1]]) >= ENOUGH
        }
        found = _best(self.in_folders(*pair) for pair in sorted(tried))
        if found is None or not found.pairs:
            return None
        lacking = (len(found.unmatched) + len(found.ambiguous)) / 2
        enough = len(found.pairs) >= ENOUGH * (len(found.pairs) + lacking)
        return found if enough and 4 * len(found.pairs) >= len(self._names) else None

    def in_folders(self, a: str, b: str) -> Matched:
        """Match what lies in folders called ``a`` with what lies in folders called ``b``."""
        sides = plain(a), plain(b)
        halves: tuple[list[tuple[Path, Key]], ...] = ([], [])
        found = Matched((self._written(sides[0]), self._written(sides[1])))
        for picture, name in self._names.items():
            side = next((word for word in name.words if word in sides), None)
            if side is None:
                found.left_out.append((picture, "in neither of the two folders"))
                continue
            words = tuple(word for word in name.words if word != side)
            halves[side == sides[1]].append((picture, (name.split, words, name.stem)))
        match(halves[0], halves[1], found)
        return found

    def by_endings(self, a: str, b: str) -> Matched:
        """Match names that end (or begin) with ``a`` with those of the same folder with ``b``."""
        halves: tuple[list[tuple[Path, Key]], ...] = ([], [])
        found = Matched((self._ending(a), self._ending(b)))
        for picture, name in self._names.items():
            for half, ending in zip(halves, (a, b), strict=True):
                if (rest := without_ending(name.stem, plain(ending))) is not None:
                    half.append((picture, (name.split, name.words, rest)))
                    break
            else:
                output = MODEL_OUTPUT.search(name.stem)
                why = "made by a model (fake, rec, idt)" if output else "of neither ending"
                found.left_out.append((picture, why))
        match(halves[0], halves[1], found)
        return found

    def _written(self, word: str) -> str:
        """A word as the first folder writes it: ``A`` for ``a``, also where it is ``trainA``."""
        parts = (part for path in self._paths.values() for part in path.parts[:-1])
        for part in parts:
            if self._reader.folder(part)[1] == word:
                place = plain(part).rfind(word)
                return part if plain(part) == word else part[place : place + len(word)]
        return word

    def _ending(self, ending: str) -> str:
        """An ending (or beginning) as the first file that has it writes it."""
        for picture, name in self._names.items():
            if name.stem.endswith(plain(ending)):
                return picture.stem[-len(ending) :]
            if name.stem.startswith(plain(ending)):
                return picture.stem[: len(ending)]
        return ending


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other))


def _best(found: Iterable[Matched]) -> Matched | None:
    """The one with the most pairs; of equals, the one that leaves the least unmatched."""
    return max(found, key=lambda each: (len(each.pairs), -len(each.unmatched)), default=None)
