"""Looks through pairs before anyone trains on them: every picture is opened once."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from pix2pix.config import Direction, ValuesConfig
from pix2pix.data import similarity
from pix2pix.data.find_pairs import no_pairs, require_readable
from pix2pix.data.findings import Files, Findings, Kind, Problem, problem, relative
from pix2pix.data.input_kind import input_kind_of
from pix2pix.data.layout import Layout, named
from pix2pix.data.look import Spread, look_at
from pix2pix.data.pairs import Pair, halves_of
from pix2pix.data.palette import find_colors
from pix2pix.data.similarity import Traits
from pix2pix.data.size_report import size_remarks
from pix2pix.data.value_report import Uses, unusual
from pix2pix.data.values import find_values
from pix2pix.errors import DataError, Pix2PixError
from pix2pix.images.class_colors import color_of
from pix2pix.plural import plural

SHOWN = 8  # pairs that a report shows
OTHERS = 64  # pairs whose lines a pair is compared with
FAR = 2  # px of the small copies


def look_through_pairs(
    folder: Path,
    layout: Layout,
    progress: Callable[[float], object],
    values: ValuesConfig,
) -> Findings:
    """Look at every pair that was found in a folder; nothing about the data makes this fail."""
    try:
        if not (layout.photos or layout.unmatched or any(layout.pairs.values())):
            raise DataError(no_pairs(folder, layout))
        pairs = layout.all_pairs
        require_readable(folder, [file for pair in pairs for file in pair.files])
    except DataError as error:
        return Findings(refusal=relative(str(error), folder))
    problems = list(_partnerless(layout, folder))
    holds = find_values(*halves_of(pairs), values)
    settled = values.filled(holds[0].values, holds[1].values)
    read = settled.source, settled.target
    good: list[Pair] = []
    found: list[Traits] = []
    uses: list[Uses] = []
    some: Spread[tuple[Image.Image, Image.Image]] = Spread()
    sizes: Counter[str] = Counter()
    smallest: tuple[int, Files] | None = None
    for each, result in look_at(layout.photos or pairs, read, progress):
        files = each.files if isinstance(each, Pair) else (each,)
        if isinstance(result, Pix2PixError):
            kind: Kind = "size" if isinstance(result, DataError) else "unreadable"
            problems.append(problem(kind, folder, files, str(result)))
            continue
        sizes[result.size] += 1
        side = min(map(int, result.size.split("x")))
        if smallest is None or side < smallest[0]:
            smallest = side, named(folder, files)
        if isinstance(each, Pair) and result.traits and result.uses and result.small:
            good.append(each)
            found.append(result.traits)
            uses.append(result.uses)
            some.add(result.small)
    common = Findings(
        layout=layout.kind,
        reading=layout.reading,
        sizes=dict(sizes.most_common()),
        smallest=smallest[1] if smallest else (),
        photos=bool(layout.photos),
        problems=tuple(problems),
        left_out=layout.beside(folder),
        holds=holds,
        values=settled,
    )
    return _with_pairs(common, layout, folder, good, found, uses, some.kept) if good else common


def _with_pairs(
    common: Findings,
    layout: Layout,
    folder: Path,
    good: list[Pair],
    found: list[Traits],
    uses: list[Uses],
    some: list[tuple[Image.Image, Image.Image]],
) -> Findings:
    """Add what the usable pairs say as a set."""
    holds, read = common.holds, (common.values.source, common.values.target)
    files = [named(folder, pair.files) for pair in good]
    problems = list(common.problems)
    see_through = any(a.see_through for a, _ in uses), any(b.see_through for _, b in uses)
    direction, sure = _direction(found, see_through)
    # Beside what was cut out, a photo has lines that meet nothing.
    compared = [each.lines for each in found] if see_through[0] == see_through[1] else []
    for place in similarity.misaligned(compared, OTHERS, FAR):
        reason = f"{files[place][0]}: the lines of the two halves do not meet."
        problems.append(Problem(kind="not aligned", files=files[place], sentence=reason))
    a, b = [one for one, _ in some], [other for _, other in some]
    colors = tuple(
        (tuple(map(color_of, half.classes)) if values.kind == "classes" else ())
        or find_colors(pictures)
        for half, values, pictures in zip(holds, read, (a, b), strict=True)
    )
    twice = similarity.near_duplicates([each.fingerprint for each in found])
    usable = {id(pair) for pair in good}
    return common.changed(
        pairs={
            split: tuple(named(folder, pair.files) for pair in those if id(pair) in usable)
            for split, those in layout.pairs.items()
        },
        duplicates=tuple((files[first], files[later]) for first, later in twice),
        direction=direction,
        sure=sure,
        colors=colors,
        see_through=see_through,
        input_kinds=(input_kind_of(a, colors[0]), input_kind_of(b, colors[1])),
        problems=tuple(problems),
        warnings=tuple(_warnings(found, files)),
        remarks=(
            *layout.remarks,
            *_remarks(common.sizes, found),
            *unusual(holds, read, uses, files),
        ),
        shown=tuple(files[:: max(1, len(files) // SHOWN)][:SHOWN]),
    )


def _direction(found: list[Traits], see_through: tuple[bool, bool]) -> tuple[Direction, bool]:
    """Which half looks like the input, and whether that is sure.

    It is the simpler one; but of a photo and what was cut out of it, the photo.
    """
    if see_through[0] != see_through[1]:
        return ("b2a" if see_through[0] else "a2b"), True
    simpler = sum(each.shades[0] <= each.shades[1] for each in found) / max(1, len(found))
    return ("a2b" if simpler >= 0.5 else "b2a"), bool(found) and not 0.2 < simpler < 0.8


def _partnerless(layout: Layout, folder: Path) -> Iterator[Problem]:
    for file in layout.unmatched:
        reason = f"{file} has no file of the same name in the other half."
        yield problem("unmatched", folder, (file,), reason)
    for file in layout.ambiguous:
        reason = f"{file} has the same name as another file of its folder, but for the ending."
        yield problem("ambiguous", folder, (file,), reason)


def _warnings(found: list[Traits], files: list[Files]) -> Iterator[str]:
    """Sets that teach nothing: a target that is its source, one target for all sources."""
    same = similarity.same_halves(found)
    if same:
        pairs = plural(len(same), "pair")
        yield (
            f"In {pairs} of {len(found)} both halves are the same picture, as in "
            f"{files[same[0]][0]}: there is nothing to learn. Was one half copied over the other?"
        )
    for half, words in enumerate(("first", "second")):
        alike = similarity.most_common_half(found, half)
        if len(alike) > max(2, len(found) / 2):
            one, other = (files[place][0 if half == 0 else -1] for place in alike[:2])
            yield (
                f"The {words} half is one and the same picture in {len(alike)} of {len(found)} "
                f"pairs, as in {one} and {other}."
            )


def _remarks(sizes: dict[str, int], found: list[Traits]) -> Iterator[str]:
    yield from size_remarks(sizes)
    moved = Counter(similarity.shift(*each.lines) for each in found).most_common(1)
    if moved and moved[0][1] > len(found) / 2 and max(map(abs, moved[0][0])) > FAR:
        right, down = (f"{100 * part / similarity.SIDE:+.0f} %" for part in moved[0][0])
        yield (
            f"In most pairs the second half seems shifted: moving it {right} to the right and "
            f"{down} down would fit better."
        )
