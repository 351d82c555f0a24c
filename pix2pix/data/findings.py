"""What the pictures of a folder say, however they are split: the findings of an inspection.

Looking at pictures takes minutes, so what they say is kept. What follows from it for one way to
split them is a ``Diagnosis``.
"""

import os
from pathlib import Path
from typing import Literal

from pix2pix.config import Config, Direction, InputKind, MethodName, Reading, ValuesConfig
from pix2pix.data.layout import named
from pix2pix.data.values import HalfFound

Kind = Literal[
    "unreadable",
    "unmatched",
    "ambiguous",
    "size",
    "duplicate",
    "both sides",
    "both domains",
    "not aligned",
]
UNUSABLE: tuple[Kind, ...] = ("unreadable", "unmatched", "ambiguous", "size")
Files = tuple[str, ...]


class Problem(Config):
    """Something wrong with one picture or pair, by paths relative to the folder."""

    kind: Kind
    files: Files
    sentence: str

    @property
    def unusable(self) -> bool:
        return self.kind in UNUSABLE


class Findings(Config):
    """What the pictures of a folder say, however they are split."""

    method: MethodName = "pix2pix"
    """What can learn from them as they were read: pix2pix from pairs, CycleGAN from two domains."""
    layout: str = "nothing"
    """Side by side, or the names of the two folders."""
    reading: Reading = Reading()
    """The settings that read it so."""
    pairs: dict[str, tuple[Files, ...]] = {}
    """Files of the usable pairs, by split, as ``find_pairs`` has them."""
    domains: dict[str, tuple[Files, Files]] = {}
    """Usable pictures of both domains, by split, where these are no pairs."""
    called: tuple[str, str] = ("first half", "second half")
    """What each domain is called, in words."""
    duplicates: tuple[tuple[Files, Files], ...] = ()
    """Pairs, or pictures of one domain, that show the same, the later one second."""
    sizes: dict[str, int] = {}
    """Sizes of the halves, and how many pairs have them."""
    domain_sizes: tuple[dict[str, int], dict[str, int]] = ({}, {})
    """Sizes of the pictures of each domain, and how many have them, where these are no pairs."""
    smallest: Files = ()
    """Files of the pair or picture with the shortest side."""
    direction: Direction = "a2b"
    """Which half looks like the input: the simpler one."""
    sure: bool = False
    """The halves differ clearly, so the guess is a good one."""
    colors: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Those that each half is painted with, where it is a label map."""
    holds: tuple[HalfFound, HalfFound] = (HalfFound(), HalfFound())
    """What the values of the files of each half are."""
    values: ValuesConfig = ValuesConfig()
    """How they are read, the first half as the source."""
    see_through: tuple[bool, bool] = (False, False)
    """There are parts in pictures of each half that are not opaque."""
    input_kinds: tuple[InputKind, InputKind] = ("photo", "photo")
    """How one would draw each of the halves."""
    photos: bool = False
    """These seem to be single photos, from which pairs can be made."""
    problems: tuple[Problem, ...] = ()
    left_out: dict[str, Files] = {}
    """Files beside the pairs, by the reason why they are not used."""
    warnings: tuple[str, ...] = ()
    """What is most likely a mistake in the set as a whole."""
    remarks: tuple[str, ...] = ()
    """On the sizes and the alignment of the whole set."""
    refusal: str = ""
    """Why there are no pairs at all; empty where there are some."""
    shown: tuple[Files, ...] = ()
    """Files of a few usable pairs, or of pictures of both domains side by side, to look at."""

    @property
    def found_anything(self) -> bool:
        """There are pairs, two domains, or at least single pictures."""
        return bool(self.pairs or self.domains or self.photos)


def problem(kind: Kind, folder: Path, files: tuple[Path, ...], sentence: str) -> Problem:
    """What is wrong with some files of a folder."""
    return Problem(kind=kind, files=named(folder, files), sentence=relative(sentence, folder))


def relative(sentence: str, folder: Path) -> str:
    """A sentence without the path of the folder, which says nothing to whoever sent a zip."""
    return sentence.replace(f"{folder}{os.sep}", "").replace(str(folder), "The folder")
