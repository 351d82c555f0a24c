"""Looks through pairs before anyone trains on them, and says what it finds.

``examine`` opens every picture once. Files that training would stumble over are *unusable*;
pairs that look like mistakes, but may be meant, are *suspicious*. Nothing is left out here:
``copy_pairs`` does that, after a person has agreed.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from pix2pix.config import Config, Direction
from pix2pix.data import similarity
from pix2pix.data.pairs import Layout, Pair, find_pairs, read_pair
from pix2pix.data.palette import colors_of
from pix2pix.data.similarity import Traits, traits
from pix2pix.errors import DataError, Pix2PixError

FEWEST = 2  # pairs: one to learn from, one to look at
SHOWN = 8  # pairs that a report shows
OTHERS = 64  # pairs whose lines a pair is compared with
FAR = 2  # px of the small copies
THREADS = min(4, os.cpu_count() or 1)  # Pillow decodes outside the interpreter's lock

Kind = Literal[
    "unreadable", "unmatched", "ambiguous", "size", "duplicate", "both sides", "not aligned"
]
UNUSABLE: tuple[Kind, ...] = ("unreadable", "unmatched", "ambiguous", "size")


class Problem(Config):
    """Something wrong with one file or pair, by paths relative to the folder."""

    kind: Kind
    files: tuple[str, ...]
    sentence: str

    @property
    def unusable(self) -> bool:
        return self.kind in UNUSABLE


class Diagnosis(Config):
    """What a folder was found to hold."""

    layout: str = "nothing"
    """Side by side, or the names of the two folders."""
    train: int = 0
    """Usable pairs to learn from."""
    held_out: int = 0
    """Usable pairs kept for validation."""
    own_split: bool = False
    """The data says itself which pairs are for validation."""
    sizes: dict[str, int] = {}
    """Sizes of the halves, and how many pairs have them."""
    direction: Direction = "a2b"
    """Which half looks like the input: the simpler one."""
    sure: bool = False
    """The halves differ clearly, so the guess is a good one."""
    colors: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Those that each half is painted with, where it is a label map."""
    photos: bool = False
    """These seem to be single photos, from which pairs can be made."""
    problems: tuple[Problem, ...] = ()
    verdict: str = ""
    """Why it cannot be trained on; empty where it can."""
    advice: tuple[str, ...] = ()
    """Remarks on the set as a whole."""
    shown: tuple[tuple[str, ...], ...] = ()
    """Files of a few usable pairs, to look at."""

    @property
    def unusable(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.unusable)

    @property
    def suspicious(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.unusable)

    def sentences(self) -> list[str]:
        """The whole report in words, one finding a line."""
        lines = [f"Layout: {self.layout}.", f"{self.train} pairs to learn from, {self.held_out} "]
        lines[-1] += "held out, " + ("as the data says." if self.own_split else "drawn by lot.")
        if self.sizes:
            sizes = [f"{size} px ({count})" for size, count in list(self.sizes.items())[:6]]
            lines.append(f"Sizes: {', '.join(sizes)}.")
            half = "left or first" if self.direction == "a2b" else "right or second"
            sure = "" if self.sure else ", but they differ little"
            lines.append(f"The {half} half looks like the input{sure} (--direction).")
        for half, colors in zip(("left or first", "right or second"), self.colors, strict=True):
            lines += [f"The {half} half is painted with {len(colors)} colours."] if colors else []
        lines += self.advice
        lines += [f"Cannot be used: {problem.sentence}" for problem in self.unusable]
        lines += [f"Look again: {problem.sentence}" for problem in self.suspicious]
        condition = " once the files that cannot be used are left out" if self.unusable else ""
        return [*lines, self.verdict or f"It can be trained on{condition}."]


def examine(
    folder: Path,
    *,
    held_out: float = 0.1,
    seed: int = 0,
    progress: Callable[[float], object] = lambda share: None,
) -> Diagnosis:
    """Look at every pair of a folder; nothing about the data makes this fail.

    Args:
        held_out: Share to be kept for validation where the data has no split of its own.
        progress: Told the share of the work that is done.
    """
    try:
        layout = find_pairs(folder)
    except DataError as error:
        return Diagnosis(verdict=relative(str(error), folder))
    problems = list(_partnerless(layout, folder))
    pairs = [pair for split in layout.pairs.values() for pair in split]
    good: list[Pair] = []
    found: list[Traits] = []
    sizes: Counter[str] = Counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for done, (pair, result) in enumerate(zip(pairs, pool.map(_look, pairs), strict=True), 1):
            progress(done / len(pairs))
            if isinstance(result, Pix2PixError):
                kind: Kind = "size" if isinstance(result, DataError) else "unreadable"
                problems.append(_problem(kind, folder, pair.files, str(result)))
                continue
            sizes[result[0]] += 1
            good.append(pair)
            found.append(result[1])
    kept = {id(pair) for pair in layout.split(held_out, seed)[1]}
    usable = Counter(id(pair) in kept for pair in good)
    problems += _suspects(good, found, [id(pair) in kept for pair in good], folder)
    simpler = sum(each.shades[0] <= each.shades[1] for each in found) / max(1, len(found))
    step = max(1, len(good) // SHOWN)
    photos = _single_photos(layout, problems, len(pairs))
    return Diagnosis(
        layout=layout.kind,
        train=usable[False],
        held_out=usable[True],
        own_split=bool(layout.pairs.get("val") or layout.pairs.get("test")),
        sizes=dict(sizes.most_common()),
        direction="a2b" if simpler >= 0.5 else "b2a",
        sure=bool(found) and not 0.2 < simpler < 0.8,
        colors=colors_of(good),
        photos=photos,
        problems=tuple(problems),
        verdict=_verdict(usable[False], photos),
        advice=tuple(_advice(usable[False], usable[True], sizes, found)),
        shown=tuple(named(folder, pair.files) for pair in good[::step][:SHOWN]),
    )


def _look(pair: Pair) -> tuple[str, Traits] | Pix2PixError:
    try:
        a, b = read_pair(pair)
    except Pix2PixError as error:
        return error
    return f"{a.width}x{a.height}", traits(a, b)


def _partnerless(layout: Layout, folder: Path) -> Iterator[Problem]:
    for file in layout.unmatched:
        reason = f"{file} has no file of the same name in the other folder."
        yield _problem("unmatched", folder, (file,), reason)
    for file in layout.ambiguous:
        reason = f"{file} has the same name as another file of its folder, but for the ending."
        yield _problem("ambiguous", folder, (file,), reason)


def _suspects(
    pairs: list[Pair], found: list[Traits], kept: list[bool], folder: Path
) -> Iterator[Problem]:
    for first, later in similarity.near_duplicates([each.fingerprint for each in found]):
        before, after = pairs[first].files[0], pairs[later].files[0]
        if kept[first] == kept[later]:
            reason = f"{after} shows the same as {before}."
            yield _problem("duplicate", folder, pairs[later].files, reason)
        else:
            trained, other = (later, first) if kept[first] else (first, later)
            reason = (
                f"{pairs[trained].files[0]} is learnt from and shows the same as "
                f"{pairs[other].files[0]}, which is held out: its figures would flatter."
            )
            yield _problem("both sides", folder, pairs[trained].files, reason)
    for place in similarity.misaligned([each.lines for each in found], OTHERS, FAR):
        reason = f"{pairs[place].files[0]}: the lines of the two halves do not meet."
        yield _problem("not aligned", folder, pairs[place].files, reason)


def _single_photos(layout: Layout, problems: list[Problem], count: int) -> bool:
    wrong = sum(problem.kind == "size" for problem in problems)
    return layout.kind == "side by side" and wrong > 0.8 * count


def _verdict(train: int, photos: bool) -> str:
    if photos:
        return "These are single pictures, not pairs. Make pairs from them first."
    if train < FEWEST:
        return f"{train} usable pairs to learn from; at least {FEWEST} are needed. Add some."
    return ""


def _advice(train: int, kept: int, sizes: Counter[str], found: list[Traits]) -> Iterator[str]:
    if train < FEWEST:
        return
    if train < 30:
        yield f"{train} pairs are few. Start from a trained model; 50 or more serve better."
    elif train < 200:
        yield f"{train} pairs are enough to start from a trained model, too few to start from none."
    else:
        yield f"{train} pairs are enough, also to start from nothing."
    if not kept:
        yield "No pair is held out, so nothing will tell whether the model learns or memorises."
    small = sum(count for size, count in sizes.items() if min(map(int, size.split("x"))) < 128)
    if small:
        yield f"{small} pairs are smaller than 128 px a side and will be enlarged."
    uneven = sum(count for size, count in sizes.items() if len(set(size.split("x"))) > 1)
    if uneven:
        yield f"{uneven} pairs are not square and will be squeezed to a square."
    moved = Counter(similarity.shift(*each.lines) for each in found).most_common(1)
    if moved and moved[0][1] > len(found) / 2 and max(map(abs, moved[0][0])) > FAR:
        right, down = (f"{100 * part / similarity.SIDE:+.0f} %" for part in moved[0][0])
        yield (
            f"In most pairs the second half seems shifted: moving it {right} to the right and "
            f"{down} down would fit better."
        )


def _problem(kind: Kind, folder: Path, files: tuple[Path, ...], sentence: str) -> Problem:
    return Problem(kind=kind, files=named(folder, files), sentence=relative(sentence, folder))


def named(folder: Path, files: tuple[Path, ...]) -> tuple[str, ...]:
    """Paths relative to the folder, with forward slashes."""
    return tuple(file.relative_to(folder).as_posix() for file in files)


def relative(sentence: str, folder: Path) -> str:
    """A sentence without the path of the folder, which says nothing to whoever sent a zip."""
    return sentence.replace(f"{folder}{os.sep}", "").replace(str(folder), "The folder")
