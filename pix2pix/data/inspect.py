"""Looks through pairs before anyone trains on them.

``look_through`` opens every picture once. Files that training would stumble over are *unusable*;
pairs that look like mistakes, but may be meant, are *suspicious*. Nothing is left out here:
``copy_pairs`` does that, after a person has agreed.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from pix2pix.data import similarity
from pix2pix.data.diagnosis import Diagnosis, Files, Findings, Kind, Problem, diagnose
from pix2pix.data.input_kind import input_kind_of
from pix2pix.data.pairs import Layout, Pair, find_pairs, read_pair
from pix2pix.data.palette import LOOKED_AT, find_colors, small_copy
from pix2pix.data.similarity import Traits, traits
from pix2pix.errors import DataError, Pix2PixError
from pix2pix.pixel_budget import room_for

SHOWN = 8  # pairs that a report shows
OTHERS = 64  # pairs whose lines a pair is compared with
FAR = 2  # px of the small copies
THREADS = min(4, os.cpu_count() or 1)  # Pillow decodes outside the interpreter's lock


def examine(
    folder: Path,
    *,
    held_out: float = 0.1,
    seed: int = 0,
    progress: Callable[[float], object] = lambda share: None,
) -> Diagnosis:
    """Look at every pair of a folder, and diagnose the set as it will be split.

    Args:
        held_out: Share to be kept for validation where the data has no split of its own.
        progress: Told the share of the work that is done.
    """
    return diagnose(look_through(folder, progress), held_out, seed)


def look_through(
    folder: Path, progress: Callable[[float], object] = lambda share: None
) -> Findings:
    """Look at every pair of a folder; nothing about the data makes this fail."""
    try:
        layout = find_pairs(folder)
    except DataError as error:
        return Findings(refusal=relative(str(error), folder))
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
    files = [named(folder, pair.files) for pair in good]
    for place in similarity.misaligned([each.lines for each in found], OTHERS, FAR):
        reason = f"{files[place][0]}: the lines of the two halves do not meet."
        problems.append(Problem(kind="not aligned", files=files[place], sentence=reason))
    simpler = sum(each.shades[0] <= each.shades[1] for each in found) / max(1, len(found))
    a, b = _some_halves(good)
    colors = find_colors(a), find_colors(b)
    twice = similarity.near_duplicates([each.fingerprint for each in found])
    usable = {id(pair) for pair in good}
    return Findings(
        layout=layout.kind,
        pairs={
            split: tuple(named(folder, pair.files) for pair in those if id(pair) in usable)
            for split, those in layout.pairs.items()
        },
        duplicates=tuple((files[first], files[later]) for first, later in twice),
        sizes=dict(sizes.most_common()),
        direction="a2b" if simpler >= 0.5 else "b2a",
        sure=bool(found) and not 0.2 < simpler < 0.8,
        colors=colors,
        input_kinds=(input_kind_of(a, colors[0]), input_kind_of(b, colors[1])),
        photos=_single_photos(layout, problems, len(pairs)),
        problems=tuple(problems),
        remarks=tuple(_remarks(sizes, found)),
        shown=tuple(files[:: max(1, len(files) // SHOWN)][:SHOWN]),
    )


def _look(pair: Pair) -> tuple[str, Traits] | Pix2PixError:
    try:
        with room_for(*pair.files, visitor=str(pair.a.parent)):
            return _measure(*read_pair(pair))
    except Pix2PixError as error:
        return error


def _measure(a: Image.Image, b: Image.Image) -> tuple[str, Traits]:
    return f"{a.width}x{a.height}", traits(a, b)


def _some_halves(pairs: list[Pair]) -> tuple[list[Image.Image], list[Image.Image]]:
    chosen = pairs[:: max(1, len(pairs) // LOOKED_AT)][:LOOKED_AT]
    halves = [_small_halves(pair) for pair in chosen]
    return [a for a, _ in halves], [b for _, b in halves]


def _small_halves(pair: Pair) -> tuple[Image.Image, Image.Image]:
    """Halves of which no more pixels are kept than will be looked at."""
    with room_for(*pair.files, visitor=str(pair.a.parent)):
        a, b = (Image.fromarray(small_copy(half)) for half in read_pair(pair))
    return a, b


def _partnerless(layout: Layout, folder: Path) -> Iterator[Problem]:
    for file in layout.unmatched:
        reason = f"{file} has no file of the same name in the other folder."
        yield _problem("unmatched", folder, (file,), reason)
    for file in layout.ambiguous:
        reason = f"{file} has the same name as another file of its folder, but for the ending."
        yield _problem("ambiguous", folder, (file,), reason)


def _single_photos(layout: Layout, problems: list[Problem], count: int) -> bool:
    wrong = sum(problem.kind == "size" for problem in problems)
    return layout.kind == "side by side" and wrong > 0.8 * count


def _remarks(sizes: Counter[str], found: list[Traits]) -> Iterator[str]:
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


def named(folder: Path, files: tuple[Path, ...]) -> Files:
    """Paths relative to the folder, with forward slashes."""
    return tuple(file.relative_to(folder).as_posix() for file in files)


def relative(sentence: str, folder: Path) -> str:
    """A sentence without the path of the folder, which says nothing to whoever sent a zip."""
    return sentence.replace(f"{folder}{os.sep}", "").replace(str(folder), "The folder")
