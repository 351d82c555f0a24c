"""Looks through the pictures of two domains, none of which need belong together.

Every picture is opened once. What is the same on both sides teaches nothing, and what tells the
domains apart without being meant (size, color, values) is learnt first.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from pix2pix.config import Direction, HalfValues, InputKind, Reading, ValuesConfig
from pix2pix.data.find_pairs import require_readable
from pix2pix.data.find_unpaired import TwoDomains, find_two_domains
from pix2pix.data.findings import Files, Findings, Kind, Problem, problem, relative
from pix2pix.data.input_kind import input_kind_of
from pix2pix.data.layout import named
from pix2pix.data.look import SeenAlone, Spread, look_at_domain
from pix2pix.data.pairs import Half
from pix2pix.data.palette import find_colors
from pix2pix.data.similarity import same_pictures, shared_pictures
from pix2pix.data.size_report import size_remarks
from pix2pix.data.value_report import FLAGS, unusual_half
from pix2pix.data.values import find_values
from pix2pix.errors import DataError, Pix2PixError
from pix2pix.images.class_colors import color_of
from pix2pix.plural import plural

SHOWN = 8  # pictures of each domain that a report shows
MOSTLY = 0.9  # of the pictures of a domain
DRAWN: tuple[InputKind, ...] = ("lines", "labels", "colors")  # kinds that a person can draw


@dataclass
class _Domain:
    """What has been seen of one domain."""

    called: str
    good: list[Half] = field(default_factory=list)
    seen: list[SeenAlone] = field(default_factory=list)
    some: Spread[Image.Image] = field(default_factory=Spread)
    problems: list[Problem] = field(default_factory=list)

    @property
    def sizes(self) -> dict[str, int]:
        return dict(Counter(each.size for each in self.seen).most_common())

    def share(self, names: Callable[[SeenAlone], bool]) -> float:
        return sum(map(names, self.seen)) / max(1, len(self.seen))


def look_through_domains(
    folder: Path,
    progress: Callable[[float], object],
    reading: Reading,
    values: ValuesConfig,
) -> Findings:
    """Look at every picture of two domains; nothing about the data makes this fail."""
    try:
        found = find_two_domains(folder, reading)
        halves = [[h for both in found.halves.values() for h in both[side]] for side in (0, 1)]
        for each in halves:
            require_readable(folder, [half.file for half in each])
    except DataError as error:
        return Findings(method="cyclegan", refusal=relative(str(error), folder))
    holds = find_values(halves[0], halves[1], values)
    settled = values.filled(holds[0].values, holds[1].values)
    read = settled.source, settled.target
    first = len(halves[0]) / max(1, len(halves[0]) + len(halves[1]))
    a = _look(halves[0], read[0], found.called[0], folder, lambda part: progress(first * part))
    b = _look(
        halves[1], read[1], found.called[1], folder,
        lambda part: progress(first + (1 - first) * part),
    )  # fmt: skip
    common = Findings(
        method="cyclegan",
        layout=found.kind,
        reading=found.reading,
        called=found.called,
        domains=_usable(found, folder, {*a.good, *b.good}),
        domain_sizes=(a.sizes, b.sizes),
        problems=(*a.problems, *b.problems),
        left_out=found.beside(folder),
        holds=holds,
        values=settled,
    )
    return _with_domains(common, found, folder, a, b) if a.good and b.good else common


def _usable(found: TwoDomains, folder: Path, good: set[Half]) -> dict[str, tuple[Files, Files]]:
    """The files of both domains that can be learnt from, by split."""

    def files(halves: list[Half]) -> Files:
        return named(folder, [half.file for half in halves if half in good])

    return {split: (files(a), files(b)) for split, (a, b) in found.halves.items()}


def _look(
    halves: Sequence[Half],
    values: HalfValues,
    called: str,
    folder: Path,
    progress: Callable[[float], object],
) -> _Domain:
    domain = _Domain(called)
    for half, result in look_at_domain(halves, values, progress):
        if isinstance(result, Pix2PixError):
            kind: Kind = "size" if isinstance(result, DataError) else "unreadable"
            domain.problems.append(problem(kind, folder, (half.file,), str(result)))
        else:
            seen, small = result
            domain.good.append(half)
            domain.seen.append(seen)
            domain.some.add(small)
    return domain


def _with_domains(
    common: Findings, found: TwoDomains, folder: Path, a: _Domain, b: _Domain
) -> Findings:
    """Add what the usable pictures say as a set."""
    domains, read = (a, b), (common.values.source, common.values.target)
    files = [[named(folder, (half.file,)) for half in domain.good] for domain in domains]
    some = [domain.some.kept for domain in domains]
    colors = [
        (tuple(map(color_of, half.classes)) if values.kind == "classes" else ())
        or find_colors(pictures)
        for half, values, pictures in zip(common.holds, read, some, strict=True)
    ]
    kinds = [input_kind_of(pictures, each) for pictures, each in zip(some, colors, strict=True)]
    looks = [[each.look for each in domain.seen] for domain in domains]
    twice = tuple(
        (files[side][first], files[side][later])
        for side in (0, 1)
        for first, later in same_pictures(looks[side])
    )
    shared = shared_pictures(*looks) if not found.of_pairs else []
    both = [(files[0][first], files[1][other]) for first, other in shared]
    direction: Direction = "b2a" if kinds[1] in DRAWN and kinds[0] not in DRAWN else "a2b"
    smallest = min(
        (min(map(int, seen.size.split("x"))), name)
        for names, domain in zip(files, domains, strict=True)
        for (name,), seen in zip(names, domain.seen, strict=True)
    )[1]
    return common.changed(
        duplicates=twice,
        direction=direction,
        sure=True,
        smallest=(smallest,),
        colors=tuple(colors),
        see_through=(
            any(each.use.see_through for each in a.seen),
            any(each.use.see_through for each in b.seen),
        ),
        input_kinds=tuple(kinds),
        problems=(*common.problems, *_shared(both)),
        warnings=tuple(_same_folder(both, a, b)),
        remarks=(*_remarks(a, b), *_unusual(common, domains, files)),
        shown=tuple(_beside(files)),
    )


def _shared(both: list[tuple[Files, Files]]) -> Iterator[Problem]:
    for one, other in both:
        reason = f"{other[0]} shows the same as {one[0]}, which is of the other domain."
        yield Problem(kind="both domains", files=other, sentence=reason)


def _same_folder(both: list[tuple[Files, Files]], a: _Domain, b: _Domain) -> Iterator[str]:
    if len(both) > min(len(a.good), len(b.good)) / 2:
        (one,), (other,) = both[0]
        yield (
            f"{len(both)} of the {plural(len(b.good), 'picture')} in the {b.called} are in the "
            f"{a.called} as well, as {other} and {one}: there is nothing to learn. Was the same "
            "folder given twice?"
        )


def _remarks(a: _Domain, b: _Domain) -> Iterator[str]:
    """What tells the domains apart without being meant, perhaps."""
    for domain, other in ((a, b), (b, a)):
        for sentence in size_remarks(domain.sizes, "picture"):
            yield f"In the {domain.called}: {sentence[0].lower()}{sentence[1:]}"
        if (
            domain.share(lambda each: each.look.grey) > MOSTLY
            and other.share(lambda each: each.look.grey) < 1 - MOSTLY
        ):
            yield (
                f"The {domain.called} is grey and the {other.called} in color: one way, colors "
                "are invented; the other way, they are dropped and cannot come back as they were."
            )


def _unusual(
    common: Findings, domains: tuple[_Domain, _Domain], files: list[list[Files]]
) -> Iterator[str]:
    read = common.values.source, common.values.target
    for side, domain in enumerate(domains):
        uses, names = [each.use for each in domain.seen], [each[0] for each in files[side]]
        yield from unusual_half(
            domain.called, FLAGS[side], common.holds[side], read[side], uses, names
        )


def _beside(files: list[list[Files]]) -> Iterator[Files]:
    """Some of either domain side by side; both halves of a file that holds both, as that file."""
    count = min(SHOWN, max(map(len, files)))
    for number in range(count):
        (one,), (other,) = (each[number * len(each) // count] for each in files)
        yield (one,) if one == other else (one, other)
