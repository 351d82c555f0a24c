"""Matches the files of two halves by their keys: the very same first, then with less.

Without the folders or the ending that a whole half has, then without leading zeros. No step takes
a file that could belong to two.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path

from pix2pix.data import names
from pix2pix.data.names import SEPARATORS

MOST_ENDINGS = 4  # of one folder that are tried

Key = tuple[str, tuple[str, ...], str]  # split, words of the folders, stem


@dataclass
class Matched:
    """Files that were told apart by two names, and how they match.

    Attributes:
        halves: The two folders or endings, as they are written.
        pairs: Split and both files of each.
        unmatched: Files of one half without a partner in the other.
        ambiguous: Files that share their name with another one of the same half.
        left_out: Files of neither half, and why.
        remarks: What was left aside for names to match.
    """

    halves: tuple[str, str]
    pairs: list[tuple[str, Path, Path]] = field(default_factory=list)
    unmatched: list[Path] = field(default_factory=list)
    ambiguous: list[Path] = field(default_factory=list)
    left_out: list[tuple[Path, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def by_endings(self) -> bool:
        return self.halves[0][0] in SEPARATORS or self.halves[0][-1] in SEPARATORS

    @property
    def where(self) -> str:
        one, other = self.halves
        return f"names in {one} and {other}" if self.by_endings else f"folders {one} and {other}"


def match(left: list[tuple[Path, Key]], right: list[tuple[Path, Key]], found: Matched) -> None:
    """Fill in pairs, unmatched and ambiguous files."""
    sides = [_unique(half, found.ambiguous) for half in (left, right)]
    taken: list[tuple[Path, Path]] = []

    def step(remark: str, *forms: Callable[[Key], Hashable]) -> None:
        """Pair what is alike in one form and alike to nothing else."""
        keyed = [_by_form(half, form) for half, form in zip(sides, forms, strict=True)]
        both = [key for key in keyed[0] if key in keyed[1]]
        matched = [(keyed[0][key], keyed[1][key]) for key in both]
        for one, other in matched:
            del sides[0][one], sides[1][other]
        taken.extend(matched)
        if matched and remark:
            found.remarks.append(remark)

    split = {file: key[0] for half in sides for file, key in half.items()}
    step("", _as_it_is, _as_it_is)
    if not taken and all(sides):
        step("Folders that only one half has are left aside.", *map(_below_common, sides))
    ending = _endings(*sides) if not taken and all(sides) else ("", "")
    if any(ending):
        shown = " and ".join(f"'{each}'" if each else "nothing" for each in ending)
        step(f"Names match without their endings ({shown}).", *map(_without, ending))
    step("Leading zeros are left aside.", *(_zeros(_without(each)) for each in ending))
    found.pairs = sorted(((split[a], a, b) for a, b in taken), key=lambda pair: pair[1])
    for half, each in zip(sides, ending, strict=True):
        for file, key in half.items():
            if key[2].endswith(each):
                found.unmatched.append(file)
            else:
                found.left_out.append((file, f"without the ending '{each}'"))


def _unique(half: list[tuple[Path, Key]], ambiguous: list[Path]) -> dict[Path, Key]:
    """The first file of each key; others of the same one are ambiguous."""
    seen: dict[Key, Path] = {}
    for file, key in half:
        if key in seen:
            ambiguous.append(file)
        else:
            seen[key] = file
    return {file: key for key, file in seen.items()}


def _by_form(half: dict[Path, Key], form: Callable[[Key], Hashable]) -> dict[Hashable, Path]:
    forms = {file: form(key) for file, key in half.items()}
    counts = Counter(forms.values())
    return {each: file for file, each in forms.items() if each is not None and counts[each] == 1}


def _as_it_is(key: Key) -> Hashable:
    return key


def _below_common(half: dict[Path, Key]) -> Callable[[Key], Hashable]:
    """Keys without the folders that all files of the half are in."""
    words = [key[1] for key in half.values()]
    depth = 0
    while all(len(each) > depth and each[depth] == words[0][depth] for each in words):
        depth += 1
    return lambda key: (key[0], key[1][depth:], key[2])


def _without(ending: str) -> Callable[[Key], Hashable]:
    def form(key: Key) -> Hashable:
        if not key[2].endswith(ending):
            return None
        return key[0], key[1], key[2].removesuffix(ending)

    return form


def _zeros(form: Callable[[Key], Hashable]) -> Callable[[Key], Hashable]:
    def shorter(key: Key) -> Hashable:
        return form((key[0], tuple(map(names.without_zeros, key[1])), names.without_zeros(key[2])))

    return shorter


def _endings(left: dict[Path, Key], right: dict[Path, Key]) -> tuple[str, str]:
    """The endings without which most names of two folders match; empty if there are none."""
    best, most = ("", ""), 0
    for one in _common_endings(left):
        shorter = _by_form(left, _without(one)).keys()
        for other in _common_endings(right):
            count = len(shorter & _by_form(right, _without(other)).keys())
            if count > most:
                best, most = (one, other), count
    return best if 2 * most > min(len(left), len(right)) else ("", "")


def _common_endings(half: dict[Path, Key]) -> list[str]:
    """Endings with a letter that many names have, and none; ``_gtFine_color`` is one."""
    counts: Counter[str] = Counter()
    for _, _, stem in half.values():
        places = [place for place, character in enumerate(stem) if character in SEPARATORS]
        counts.update(ending for place in places if any(map(str.isalpha, ending := stem[place:])))
    least = min(2, len(half))
    frequent = [ending for ending, count in counts.most_common(MOST_ENDINGS) if count >= least]
    return ["", *frequent]
