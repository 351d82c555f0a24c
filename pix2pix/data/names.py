"""What names say: which split a file belongs to, which half of a pair it is, what it shows.

People, and the programs of the field, write the same in many ways: ``train/A/1.png``,
``A/train/1.png``, ``trainA/1.png`` (pytorch-CycleGAN-and-pix2pix), ``train_label/1.png``
(pix2pixHD), ``1_real_A.png`` (its results). A path is taken apart into these meanings; what is
left is the key by which two halves find each other.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

SPLITS = {
    "training": "train",
    "train": "train",
    "validation": "val",
    "valid": "val",
    "eval": "val",
    "val": "val",
    "testing": "test",
    "test": "test",
}
SIDES = (  # known names of the two halves, the one that is usually the input first
    ("real_a", "real_b"),
    ("a", "b"),
    ("input", "target"),
    ("inputs", "targets"),
    ("source", "target"),
    ("sources", "targets"),
    ("input", "output"),
    ("inputs", "outputs"),
    ("src", "dst"),
    ("src", "tgt"),
    ("label", "img"),
    ("label", "image"),
    ("labels", "images"),
    ("labels", "img"),
    ("mask", "image"),
    ("mask", "img"),
    ("masks", "images"),
    ("masks", "imgs"),
    ("mask", "photo"),
    ("masks", "photos"),
    ("sketch", "photo"),
    ("sketches", "photos"),
    ("edge", "photo"),
    ("edges", "photos"),
    ("lines", "photos"),
    ("drawings", "photos"),
    ("before", "after"),
    ("photo", "cutout"),
    ("photos", "cutouts"),
    ("gtfine", "leftimg8bit"),
)
WORDS = frozenset(word for side in SIDES for word in side)
MODEL_OUTPUT = re.compile(r"[_\-. ](fake|rec|idt)_[ab]$")  # the other files of a results folder
SEPARATORS = "_-. "


def plain(text: str) -> str:
    """Without letter case, and composed (NFC): a Mac writes the same name decomposed (NFD)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


@dataclass(frozen=True)
class Name:
    """A path, taken apart.

    Attributes:
        split: ``train``, ``val`` or ``test``, where a folder says so.
        words: Of its folders, without those that only name the split.
        stem: Of the file.
    """

    split: str
    words: tuple[str, ...]
    stem: str


class Names:
    """Reads paths, all relative to one folder and read in the light of each other."""

    def __init__(self, paths: Iterable[PurePath]) -> None:
        self._paths = list(paths)
        folders = {plain(part) for path in self._paths for part in path.parts[:-1]}
        joined = [found for folder in folders if (found := _joined(folder))]
        # `train_day` names a split if its rest is known as a half, or stands beside `test_day`.
        splits: dict[str, set[str]] = {}
        for split, rest in joined:
            splits.setdefault(rest, set()).add(split)
        self._rests = {rest for rest, found in splits.items() if len(found) > 1} | WORDS

    def read(self, path: PurePath) -> Name:
        """Take one of the paths apart."""
        split, words = "", []
        for part in path.parts[:-1]:
            found, word = self.folder(part)
            split = split or found
            if word:
                words.append(word)
        return Name(split, tuple(words), plain(PurePath(path.name).stem))

    def folder(self, part: str) -> tuple[str, str]:
        """The split and the word that a folder's name stands for; either may be empty."""
        name = plain(part)
        if name in SPLITS:
            return SPLITS[name], ""
        joined = _joined(name)
        return joined if joined and joined[1] in self._rests else ("", name)


def _joined(folder: str) -> tuple[str, str] | None:
    """Split and rest of a folder such as ``trainA``, ``train_label`` or ``images-val``."""
    for word, split in SPLITS.items():
        rest = folder.removeprefix(word)
        if rest != folder and (rest[:1] in SEPARATORS or rest in WORDS) and rest.strip(SEPARATORS):
            return split, rest.strip(SEPARATORS)
        rest = folder.removesuffix(word)
        if rest != folder and rest[-1:] in SEPARATORS and rest.strip(SEPARATORS):
            return split, rest.strip(SEPARATORS)
    return None


def known_ends(stem: str) -> set[str]:
    """Words of ``SIDES`` that a name may end or begin with."""
    parts = re.split(f"[{re.escape(SEPARATORS)}]", stem)
    ends = {parts[0], parts[-1], "_".join(parts[:2]), "_".join(parts[-2:])}
    if stem[-2:-1].isdigit():
        ends.add(stem[-1])
    return ends & WORDS


def without_ending(stem: str, ending: str) -> str | None:
    """What is left of a name without its ending (or beginning); None where it has another.

    An ending stands after a separator; that of one letter may follow a digit, as in ``0001A``.
    """
    bare = ending.strip(SEPARATORS)
    if not bare:
        return None
    if stem == bare:  # as in a folder of its own for each pair: 7/input.png
        return ""
    if not ending.endswith(tuple(SEPARATORS)):  # `_A`, `A`
        rest = stem.removesuffix(bare)
        after_digit = len(bare) == 1 and rest[-1:].isdigit()
        if rest != stem and (rest[-1:] in tuple(SEPARATORS) or after_digit):
            return rest.rstrip(SEPARATORS)
    if not ending.startswith(tuple(SEPARATORS)):  # `A_`, `A`
        rest = stem.removeprefix(bare)
        if rest != stem and rest[:1] in tuple(SEPARATORS):
            return rest.lstrip(SEPARATORS)
    return None


def without_zeros(text: str) -> str:
    """Numbers without leading zeros: ``img007`` and ``img7`` are the same."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def is_text(name: str) -> bool:
    """Whether a name is text: no control characters, no bytes that are not UTF-8."""
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in name)
