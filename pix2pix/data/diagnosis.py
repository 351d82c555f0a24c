"""What the findings in a folder of pictures mean for a run with its share of held-out ones.

Looking at pictures takes minutes, so what they say is kept as ``Findings``. Which of them are held
out is a setting that people change: ``diagnose`` needs no picture.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pix2pix.config import Label, Size
from pix2pix.data import diagnosis_unpaired as unpaired
from pix2pix.data.findings import Files, Findings, Problem
from pix2pix.data.layout import Layout, beside_the_pairs
from pix2pix.data.pairs import Pair, strip_of
from pix2pix.data.palette import class_labels, named
from pix2pix.data.value_report import HALVES, value_lines
from pix2pix.plural import plural

FEWEST = 2  # pairs: one to learn from, one to look at


class Diagnosis(Findings):
    """What was found, and what that means for a run with its share of held-out pictures."""

    train: int = 0
    """Usable pairs to learn from, or pictures of the larger domain."""
    held_out: int = 0
    """Usable pairs kept for validation, or pictures of the larger domain."""
    domains_train: tuple[int, int] = (0, 0)
    """Pictures of each domain to learn from, where these are no pairs."""
    domains_held_out: tuple[int, int] = (0, 0)
    """Those kept for validation."""
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
    def halves(self) -> tuple[str, str]:
        """What the two halves, or domains, are called."""
        return self.called if self.method == "cyclegan" else HALVES

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

    def value_lines(self) -> list[str]:
        """How values are read that are no 8-bit pictures."""
        return value_lines(self.holds, (self.values.source, self.values.target), self.halves)

    def sentences(self) -> list[str]:
        """The whole report in words, one finding a line."""
        lines = [f"Layout: {self.layout}."]
        if self.method == "cyclegan":
            lines += unpaired.lines(self, self.domains_train, self.domains_held_out, self.own_split)
        else:
            lines += self._pair_lines()
        lines += self.value_lines()
        for half, colors in zip(self.halves, self.colors, strict=True):
            painted = f"The {half} is painted with {plural(len(colors), 'colour')}."
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

    def _pair_lines(self) -> Iterator[str]:
        if self.train or self.held_out:
            chosen = "as the data says" if self.own_split else "chosen at random"
            count = plural(self.train, "pair")
            yield f"{count} to learn from, {self.held_out} held out, {chosen}."
        if self.sizes:
            sizes = [f"{size} px ({count})" for size, count in list(self.sizes.items())[:6]]
            yield f"Sizes (width x height): {', '.join(sizes)}."
        if self.sizes and not self.photos:
            half = HALVES[self.direction == "b2a"]
            sure = "" if self.sure else ", but they differ little"
            yield f"The {half} looks like the input{sure} (--direction)."


def diagnose(found: Findings, held_out: float, seed: int, *, crop: Size | None = None) -> Diagnosis:
    """Split what is usable as a run with these settings will, and say what to expect of it.

    Args:
        crop: Size of the crops that are to be learnt from, if any.
    """
    made = _of_domains if found.method == "cyclegan" else _of_pairs
    diagnosis = made(found, held_out, seed)
    small = tuple(_too_small(found, crop)) if crop else ()
    return diagnosis.changed(warnings=(*found.warnings, *small, *diagnosis.warnings))


def _of_pairs(found: Findings, held_out: float, seed: int) -> Diagnosis:
    pairs = {split: [_pair(files) for files in those] for split, those in found.pairs.items()}
    learnt, kept = Layout(pairs=pairs).split(held_out, seed)
    apart = {pair.a.as_posix() for pair in kept}
    values = dict(found)
    values["problems"] = (*found.problems, *_alike(found, apart))
    values["warnings"] = ()
    return Diagnosis(
        **values,
        train=len(learnt),
        held_out=len(kept),
        own_split=bool(pairs.get("val") or pairs.get("test")),
        verdict=found.refusal or _verdict(len(learnt), found.photos),
        advice=tuple(_advice(found, len(learnt), len(kept))),
    )


def _of_domains(found: Findings, held_out: float, seed: int) -> Diagnosis:
    learnt, kept = unpaired.split(found, held_out, seed)
    train, apart = (len(learnt[0]), len(learnt[1])), (len(kept[0]), len(kept[1]))
    files = {half.file.as_posix() for halves in kept for half in halves}
    values = dict(found)
    values["problems"] = (*found.problems, *_alike(found, files))
    values["warnings"] = tuple(unpaired.warnings(found.called, train))
    return Diagnosis(
        **values,
        train=max(train),
        held_out=max(apart),
        domains_train=train,
        domains_held_out=apart,
        own_split=bool(found.domains.get("val") or found.domains.get("test")),
        verdict=found.refusal or unpaired.verdict(found.called, train),
        advice=tuple(unpaired.advice(found, train, apart)),
    )


def pairs_shown(folder: Path, found: Findings) -> list[Pair]:
    """A few of the usable pairs, or pictures of both domains side by side, to look at."""
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
    """What is there twice, and worse: once on either side of the split."""
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


def _too_small(found: Findings, crop: Size) -> Iterator[str]:
    """Some are smaller than a crop: how many, and the smallest."""
    counted = [found.sizes] if found.method == "pix2pix" else found.domain_sizes
    sizes = {size: tuple(map(int, size.split("x"))) for each in counted for size in each}
    small = [
        size
        for size, (width, height) in sizes.items()
        if width < crop.width or height < crop.height
    ]
    if not small:
        return
    count = sum(each.get(size, 0) for each in counted for size in small)
    width, height = (min(sides) for sides in zip(*sizes.values(), strict=True))
    noun = "pair" if found.method == "pix2pix" else "picture"
    yield (
        f"{plural(count, f'{noun} is', f'{noun}s are')} smaller than a crop of {crop.in_words}, "
        f"such as {found.smallest[0]}. The least height of all is {height} px, the least width "
        f"{width} px: choose a crop of at most that, take out what is smaller, or leave the crop "
        "out to have pictures scaled."
    )


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
