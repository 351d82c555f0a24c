"""What was found in a set of pairs, and what follows from it for one way to split it.

Looking at pictures takes minutes, so what they say is kept as ``Findings``. Which pairs are held
out is a setting that people change: ``diagnose`` needs no picture.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pix2pix.config import Config, Direction, InputKind, Label, Reading, ValuesConfig
from pix2pix.data.layout import Layout, beside_the_pairs
from pix2pix.data.pairs import Pair, strip_of
from pix2pix.data.palette import class_labels, named
from pix2pix.data.value_report import value_lines
from pix2pix.data.values import HalfFound
from pix2pix.plural import plural

FEWEST = 2  # pairs: one to learn from, one to look at

Kind = Literal[
    "unreadable", "unmatched", "ambiguous", "size", "duplicate", "both sides", "not aligned"
]
UNUSABLE: tuple[Kind, ...] = ("unreadable", "unmatched", "ambiguous", "size")
Files = tuple[str, ...]


class Problem(Config):
    """Something wrong with one file or pair, by paths relative to the folder."""

    kind: Kind
    files: Files
    sentence: str

    @property
    def unusable(self) -> bool:
        return self.kind in UNUSABLE


class Findings(Config):
    """What the pictures of a folder say, however they are split."""

    layout: str = "nothing"
    """Side by side, or the names of the two folders."""
    reading: Reading = Reading()
    """The settings that read it so."""
    pairs: dict[str, tuple[Files, ...]] = {}
    """Files of the usable pairs, by split, as ``find_pairs`` has them."""
    duplicates: tuple[tuple[Files, Files], ...] = ()
    """Pairs that show the same, the later one second."""
    sizes: dict[str, int] = {}
    """Sizes of the halves, and how many pairs have them."""
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
    """Files of a few usable pairs, to look at."""


class Diagnosis(Findings):
    """What that means for a run with its share of held-out pairs."""

    train: int = 0
    """Usable pairs to learn from."""
    held_out: int = 0
    """Usable pairs kept for validation."""
    own_split: bool = False
    """The data says itself which pairs are for validation."""
    verdict: str = ""
    """Why it cannot be trained on; empty where it can."""
    advice: tuple[str, ...] = ()
    """Remarks on the set as a whole."""

    def labels(self, half: int) -> tuple[Label, ...]:
        """Names for the colors that a half is painted with; none if it is no label map."""
        kind = (self.values.source, self.values.target)[half].kind
        classes = self.holds[half].classes if kind == "classes" else ()
        return class_labels(classes) or named(self.colors[half])

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """Black and white of the first half, as the source, and of the second."""
        return {"source": self.values.source.range, "target": self.values.target.range}

    @property
    def unusable(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.unusable)

    @property
    def suspicious(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.unusable)

    def sentences(self) -> list[str]:
        """The whole report in words, one finding a line."""
        lines = [f"Layout: {self.layout}."]
        if self.train or self.held_out:
            chosen = "as the data says" if self.own_split else "chosen at random"
            count = plural(self.train, "pair")
            lines.append(f"{count} to learn from, {self.held_out} held out, {chosen}.")
        if self.sizes:
            sizes = [f"{size} px ({count})" for size, count in list(self.sizes.items())[:6]]
            lines.append(f"Sizes (width x height): {', '.join(sizes)}.")
        if self.sizes and not self.photos:
            half = "left or first" if self.direction == "a2b" else "right or second"
            sure = "" if self.sure else ", but they differ little"
            lines.append(f"The {half} half looks like the input{sure} (--direction).")
        lines += value_lines(self.holds, (self.values.source, self.values.target))
        for half, colors in zip(("left or first", "right or second"), self.colors, strict=True):
            painted = f"The {half} half is painted with {plural(len(colors), 'colour')}."
            lines += [painted] if colors else []
        lines += [f"Look again: {warning}" for warning in self.warnings]
        lines += self.advice
        lines += [f"Cannot be used: {problem.sentence}" for problem in self.unusable]
        lines += [f"Look again: {problem.sentence}" for problem in self.suspicious]
        lines += beside_the_pairs(self.left_out)
        if self.photos:
            lines.append("If these are pairs, say how the halves lie: --layout, --halves.")
        condition = " once the files that cannot be used are left out" if self.unusable else ""
        return [*lines, self.verdict or f"It can be trained on{condition}."]


def diagnose(found: Findings, held_out: float, seed: int) -> Diagnosis:
    """Split the usable pairs as a run with these settings will, and say what to expect of it."""
    pairs = {split: [_pair(files) for files in those] for split, those in found.pairs.items()}
    learnt, kept = Layout(pairs=pairs).split(held_out, seed)
    apart = {pair.a.as_posix() for pair in kept}
    values = dict(found)
    values["problems"] = (*found.problems, *_alike(found, apart))
    return Diagnosis(
        **values,
        train=len(learnt),
        held_out=len(kept),
        own_split=bool(pairs.get("val") or pairs.get("test")),
        verdict=found.refusal or _verdict(len(learnt), found.photos),
        advice=tuple(_advice(found, len(learnt), len(kept))),
    )


def pairs_shown(folder: Path, found: Findings) -> list[Pair]:
    """A few of the usable pairs, to look at."""
    strip = strip_of(found.reading)
    pairs = map(_pair, found.shown)
    return [
        replace(each, a=folder / each.a, b=each.b and folder / each.b, strip=strip)
        for each in pairs
    ]


def _pair(files: Files) -> Pair:
    first, *second = map(Path, files)
    return Pair(first.stem, first, second[0] if second else None, place=files[0])


def _alike(found: Findings, held_out: set[str]) -> Iterator[Problem]:
    """Pairs that are there twice, and worse: once on either side of the split."""
    for first, later in found.duplicates:
        if (first[0] in held_out) == (later[0] in held_out):
            reason = f"{later[0]} shows the same as {first[0]}."
            yield Problem(kind="duplicate", files=later, sentence=reason)
        else:
            trained, other = (later, first) if first[0] in held_out else (first, later)
            reason = (
                f"{trained[0]} is learnt from and shows the same as {other[0]}, "
                "which is held out: held-out figures would be too good."
            )
            yield Problem(kind="both sides", files=trained, sentence=reason)


def _verdict(train: int, photos: bool) -> str:
    if photos:
        return "These are single pictures, not pairs. Make pairs from them first."
    if train < FEWEST:
        found = plural(train, "usable pair")
        return f"{found} to learn from; at least {FEWEST} are needed. Add some."
    return ""


def _advice(found: Findings, train: int, held_out: int) -> Iterator[str]:
    if train < FEWEST:
        return
    if train < 30:
        yield f"{train} pairs are few. Start from a trained model; 50 or more serve better."
    elif train < 200:
        yield f"{train} pairs are enough to start from a trained model, too few to start from none."
    else:
        yield f"{train} pairs are enough, also to start from nothing."
    if not held_out:
        yield "No pair is held out, so nothing will show whether the model learns or memorises."
    yield from found.remarks
