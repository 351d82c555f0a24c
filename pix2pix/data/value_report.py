"""What the values of a set are, in words, and what about them looks like a mistake."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from PIL import Image

from pix2pix.config import HalfValues
from pix2pix.config.values import EIGHT_BIT
from pix2pix.data.values import HalfFound
from pix2pix.images.class_colors import VOID
from pix2pix.images.opacity import is_see_through
from pix2pix.images.profiles import DAMAGED
from pix2pix.images.samples import Picture, Samples
from pix2pix.images.values import NO_DATA
from pix2pix.plural import plural

HALVES = ("left or first half", "right or second half")
FLAGS = ("source", "target")
LITTLE = 0.25  # share of its range: a half that uses less leaves most shades to nothing
LISTED = 16  # class numbers that are named one by one

Pairs = tuple[HalfFound, HalfFound]
Read = tuple[HalfValues, HalfValues]


class Use(NamedTuple):
    """What one picture, as it is shown, makes of black and white."""

    least: int
    most: int
    constant: bool
    damaged_profile: bool
    see_through: bool


Uses = tuple[Use, Use]  # of halves A and B


def use_of(stored: Picture, shown: Image.Image) -> Use:
    """Look at one half: as it was read, and as it is shown, in RGB."""
    limits = cast(list[tuple[int, int]], [band.getextrema() for band in shown.split()])
    return Use(
        least=min(low for low, _ in limits),
        most=max(high for _, high in limits),
        constant=all(low == high for low, high in limits),
        damaged_profile=not isinstance(stored, Samples) and bool(stored.info.get(DAMAGED)),
        see_through=is_see_through(stored),
    )


def value_lines(holds: Pairs, read: Read, names: tuple[str, str] = HALVES) -> list[str]:
    """What the halves hold that are no 8-bit pictures, and how they are read."""
    lines = []
    for name, flag, half, values in zip(names, FLAGS, holds, read, strict=True):
        low, high = (f"{end:g}" for end in values.range)
        if values.kind == "classes":
            numbers = f" {listed(half.classes)}" if half.classes else ""
            lines.append(
                f"The {name} holds class numbers{numbers}; each gets a color of its own "
                f"(unless --{flag}-values 8-bit)."
            )
        elif values.kind != "8-bit" or values.range != EIGHT_BIT:
            kinds = " and ".join(half.kinds) or "8-bit integers"
            found = half.values.range
            lines.append(
                f"The {name} holds {kinds} from {found[0]:g} to {found[1]:g}; black is {low} "
                f"and white is {high} (--{flag}-range)."
            )
        if values.bands and values.kind == "8-bit":
            bands = ", ".join(map(str, values.bands))
            lines.append(f"Of the {name}, these bands are used: {bands} (--{flag}-bands).")
    return lines


def listed(numbers: Sequence[int]) -> str:
    """Numbers in words: 0..4, or 0, 7, 8, or how many where they are many."""
    classes = [number for number in numbers if number != VOID]
    void = f", and {VOID} for none" if VOID in numbers else ""
    if classes == list(range(classes[0], classes[-1] + 1)):
        return f"{classes[0]}..{classes[-1]}{void}"
    if len(classes) > LISTED:
        return f"{classes[0]}..{classes[-1]} ({len(classes)} of them){void}"
    return ", ".join(map(str, classes)) + void


def unusual(
    holds: Pairs, read: Read, uses: Sequence[Uses], files: Sequence[tuple[str, ...]]
) -> Iterator[str]:
    """Remarks on values that may be a mistake, or a scale that was chosen badly."""
    for place, name in enumerate(HALVES):
        of_half = [each[place] for each in uses]
        names = [each[place % len(each)] for each in files]
        yield from unusual_half(name, FLAGS[place], holds[place], read[place], of_half, names)


def unusual_half(
    name: str, flag: str, half: HalfFound, values: HalfValues, uses: list[Use], files: list[str]
) -> Iterator[str]:
    """The same of one half, or of one domain.

    Args:
        name: What it is called, in words.
        flag: Its name in the flags of the command line.
    """
    yield from _constant(name, uses, files)
    if clear := sum(use.see_through for use in uses):
        yield (
            f"Of the {name}, {plural(clear, 'picture has', 'pictures have')} see-through parts, "
            "which are laid on white. As the target they stay see-through with --out-channels 4, "
            "as the input with --in-channels 4."
        )
    yield from _narrow(name, flag, half, values, uses)
    if len(half.kinds) > 1:
        kinds = " and ".join(
            f"{kind} ({plural(count, 'file')})" for kind, count in half.kinds.items()
        )
        yield f"The {name} mixes {kinds}; they are read on one scale."
    if half.no_data:
        color = "#{:02x}{:02x}{:02x}".format(*NO_DATA)
        yield (
            f"In {plural(half.no_data_files, 'file')} of the {name}, "
            f"{plural(half.no_data, 'pixel holds', 'pixels hold')} no value; "
            f"{'it is' if half.no_data == 1 else 'they are'} shown in {color}."
        )
    if damaged := sum(use.damaged_profile for use in uses):
        yield (
            f"Of the {name}, {plural(damaged, 'picture carries', 'pictures carry')} a "
            "color profile that cannot be read; the colors are taken for sRGB."
        )


def _constant(name: str, uses: list[Use], files: list[str]) -> Iterator[str]:
    empty = [file for use, file in zip(uses, files, strict=True) if use.constant]
    if not empty:
        return
    if len(empty) < len(uses):
        yield (
            f"Of the {name}, {plural(len(empty), 'picture is', 'pictures are')} of one color "
            f"throughout, first of all {empty[0]}: nothing can be learnt from that."
        )
    elif all(use.most == 0 for use in uses):
        yield f"The {name} is black in every picture; nothing can be learnt from it."
    else:
        yield f"The {name} is of one color in every picture; nothing can be learnt from it."


def _narrow(
    name: str, flag: str, half: HalfFound, values: HalfValues, uses: list[Use]
) -> Iterator[str]:
    if values.kind == "classes" or not uses:
        return
    low, high = values.range
    if values.kind == "8-bit":
        if not half.kinds and values.range == EIGHT_BIT:
            darkest, brightest = min(use.least for use in uses), max(use.most for use in uses)
            if 0 < brightest - darkest < LITTLE * 255:
                yield (
                    f"The {name} uses only the values {darkest} to {brightest} of 0 to 255; "
                    f"--{flag}-range {darkest} {brightest} would spread them from black to white."
                )
        return
    least, most = half.usual
    if 0 < most - least < LITTLE * (high - low):
        share = 100 * (most - least) / (high - low)
        yield (
            f"98 of 100 values of the {name} lie between {least:g} and {most:g}, "
            f"{share:.1f} % of its range; --{flag}-range {least:g} {most:g} would spread them."
        )
    found = half.values.range
    if found[0] < low or found[1] > high:
        yield (
            f"The {name} has values from {found[0]:g} to {found[1]:g}; those beyond {low:g} "
            f"and {high:g} become black or white."
        )
