"""Finds the pairs in a folder, in every layout that people use.

- Two files: two folders whose files match, or two endings of names (``two_files``).
- One file per pair: side by side, one above the other, or two of three in a row (``seams``).
- Any of these below ``train/ val/ test/``, however deep, and with letter case and suffixes as they
  come.

Folders with known names need no look at the pictures; otherwise a few are opened. Every file is
part of a pair, or has its place in the lists of those that are not. ``Reading`` says otherwise.
"""

from collections import Counter
from contextlib import suppress
from pathlib import Path

from PIL import Image

from pix2pix.config import Reading
from pix2pix.data.layout import Layout, beside_the_pairs, none_readable, require_matched
from pix2pix.data.matching import Matched
from pix2pix.data.names import SEPARATORS
from pix2pix.data.pairs import IN_ONE_FILE, Pair, Strip, strip_of
from pix2pix.data.seams import TOLERANCE, Cut, best_cut
from pix2pix.data.two_files import TwoFiles
from pix2pix.data.walk import walk
from pix2pix.errors import DataError, PictureError
from pix2pix.images import open_picture, shapes_of
from pix2pix.plural import plural

LOOKED_AT = 16  # files by which a set is judged
PLENTY = 0.5  # evidence for parts of one file, against names that would also match


def find_pairs(folder: Path, reading: Reading = Reading()) -> Layout:
    """Find pairs below ``folder``, and nothing else.

    Raises:
        DataError: It is no folder, holds no pairs, or files without a single partner.
    """
    layout = read_layout(folder, reading)
    if layout.photos:
        raise DataError(
            f"{folder} holds {plural(len(layout.photos), 'single picture')}, not pairs. Make pairs "
            "from photos with `pix2pix edges`; if these are pairs, say how they lie with --layout."
        )
    if not any(layout.pairs.values()):
        require_matched(layout, folder)
        raise DataError(no_pairs(folder, layout))
    return layout


def read_layout(folder: Path, reading: Reading = Reading()) -> Layout:
    """Say what is below ``folder``: pairs, or single pictures.

    Raises:
        DataError: It is no folder, none of its files can be read, or it cannot be read as told.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is not a folder. Give the folder that holds the pairs.")
    files = walk(folder)
    layout = Layout(left_out=list(files.others))
    if not files.pictures:
        return layout
    names = TwoFiles(folder, files.pictures)
    match reading.layout:
        case "photos":
            return _as_photos(files.pictures, layout)
        case "two_files":
            return _in_two(_as_told(names, reading, folder), folder, layout)
        case None if reading.halves is not None:
            return _in_two(_as_told(names, reading, folder), folder, layout)
        case None:
            return _as_found(folder, files.pictures, names, reading, layout)
        case _:
            return _in_one(files.pictures, strip_of(reading), names, folder, layout)


def _as_found(
    folder: Path, pictures: list[Path], names: TwoFiles, reading: Reading, layout: Layout
) -> Layout:
    known = names.known_folders()
    if known is not None and known.pairs:
        return _in_two(known, folder, layout)
    opened = _sample(pictures, folder)
    cut, how_much = best_cut(opened)
    if cut is None or how_much < PLENTY:
        by_name = names.known_endings() or names.other_folders()
        if by_name is not None:
            return _in_two(by_name, folder, layout)
    if known is not None and (cut is None or how_much < PLENTY):
        return _in_two(known, folder, layout)
    if cut is None and opened:
        return _as_photos(pictures, layout)
    strip = Strip(cut or Cut(2), reading.panels if cut and cut.parts == 3 else (1, 2))
    return _in_one(pictures, _with_ratio(strip, opened), names, folder, layout)


def _as_told(names: TwoFiles, reading: Reading, folder: Path) -> Matched:
    if reading.halves is None:
        found = names.known_folders() or names.known_endings() or names.other_folders()
        if found is None:
            raise DataError(
                f"{folder} holds no two folders and no two endings of names whose files match. "
                "Name them with --halves, for example --halves A B or --halves _A _B."
            )
        return found
    a, b = reading.halves
    endings = any(half[0] in SEPARATORS or half[-1] in SEPARATORS for half in (a, b))
    found = names.by_endings(a, b) if endings else names.in_folders(a, b)
    if not (found.pairs or found.unmatched or found.ambiguous):
        what = "file names with the endings" if endings else "folders called"
        raise DataError(f"{folder} holds no {what} {a} and {b}. Check --halves.")
    return found


def _in_two(found: Matched, folder: Path, layout: Layout) -> Layout:
    layout.kind = found.where
    layout.reading = Reading(layout="two_files", halves=found.halves)
    for split, a, b in found.pairs:
        pair = Pair(a.stem, a, b, place=a.relative_to(folder).as_posix())
        layout.pairs.setdefault(split, []).append(pair)
    layout.unmatched, layout.ambiguous = found.unmatched, found.ambiguous
    layout.left_out += found.left_out
    layout.remarks = found.remarks
    return layout


def _in_one(
    pictures: list[Path], strip: Strip, names: TwoFiles, folder: Path, layout: Layout
) -> Layout:
    layout.kind = strip.words
    told = next(layout for layout, cut in IN_ONE_FILE.items() if cut == strip.cut)
    layout.reading = Reading(layout=told, panels=strip.panels)
    for file in pictures:
        pair = Pair(file.stem, file, strip=strip, place=file.relative_to(folder).as_posix())
        layout.pairs.setdefault(names.split(file), []).append(pair)
    if strip.cut.parts == 3:
        other = (1, 3) if strip.panels == (1, 2) else (1, 2)
        layout.remarks.append(
            f"Each file holds three pictures; numbers {strip.panels[0]} and {strip.panels[1]} are "
            f"used. Choose others with --panels, for example --panels {other[0]} {other[1]}."
        )
    return layout


def _as_photos(pictures: list[Path], layout: Layout) -> Layout:
    layout.kind = "single pictures"
    layout.reading = Reading(layout="photos")
    layout.photos = pictures
    return layout


def require_readable(folder: Path, files: list[Path]) -> None:
    """Refuse many files none of which can be read, before every single one has been tried.

    Raises:
        DataError: With the first reasons.
    """
    errors: list[PictureError] = []
    for file in _spread(files):
        try:
            open_picture(file)
            return
        except PictureError as error:
            errors.append(error)
    if len(errors) == LOOKED_AT:
        raise DataError(none_readable(str(folder), errors))


def _sample(pictures: list[Path], folder: Path) -> list[Image.Image]:
    """Those of a few pictures that can be read; raises as ``require_readable``."""
    require_readable(folder, pictures)
    opened = []
    for file in _spread(pictures):
        with suppress(PictureError):
            opened.append(shapes_of(open_picture(file)))
    return opened


def _spread(files: list[Path]) -> list[Path]:
    return files[:: max(1, len(files) // LOOKED_AT)][:LOOKED_AT]


def _with_ratio(strip: Strip, opened: list[Image.Image]) -> Strip:
    """Ask all files to have the shape that nearly all have."""
    ratios = [picture.width / picture.height for picture in opened]
    if not ratios:
        return Strip(strip.cut, strip.panels, ratio=2.0)
    most, _ = Counter(round(ratio, 2) for ratio in ratios).most_common(1)[0]
    alike = sum(abs(ratio / most - 1) <= TOLERANCE for ratio in ratios)
    return Strip(strip.cut, strip.panels, most if alike > len(ratios) / 2 else None)


def no_pairs(folder: Path, layout: Layout) -> str:
    """A sentence for a folder without any, with what it holds instead."""
    return " ".join(
        [
            f"{folder} holds no pairs. Expected are pictures with both halves side by side, "
            "or two folders A/ and B/ whose files have the same names.",
            *beside_the_pairs(layout.beside(folder)),
        ]
    )
