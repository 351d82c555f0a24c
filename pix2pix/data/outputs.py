"""Where results go: below one folder, in the shape of the folders that the pictures came from.

No result replaces another one, nor a picture that it was made from.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from pix2pix.data.layout import beside_the_pairs, named
from pix2pix.data.walk import walk
from pix2pix.errors import DataError


@dataclass
class Inputs:
    """Picture files, each with the place that its result has below the folder of results.

    Attributes:
        unused: Sentences about other files of the folders.
    """

    files: list[tuple[Path, PurePath]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def find_inputs(given: Sequence[Path], out: Path | None = None) -> Inputs:
    """Pictures below folders, and files as they are given.

    Args:
        out: Folder of results, which are no inputs.

    Raises:
        DataError: There is no picture, or a path does not exist.
    """
    found = Inputs()
    folders = [path for path in given if path.is_dir()]
    loose = [path for path in given if not path.is_dir()]
    for folder in folders:
        files = walk(folder)
        within = out if out is not None and _below(out, folder) else None
        inside = [file for file in files.pictures if not _below(file, within)]
        # Of several folders, each keeps its name.
        top = PurePath(folder.resolve().name if len(given) > 1 else "")
        found.files += [(file, top / file.relative_to(folder)) for file in inside]
        others: dict[str, list[Path]] = {}
        for file, reason in files.others:
            others.setdefault(reason, []).append(file)
        if results := [file for file in files.pictures if _below(file, within)]:
            others["among the results"] = results
        names = {reason: named(folder, those) for reason, those in others.items()}
        found.unused += beside_the_pairs(names)
    if len({path.name.casefold() for path in loose}) == len(loose):
        found.files += [(path, PurePath(path.name)) for path in loose]
    else:  # as from */*.png: what tells them apart are their folders
        common = os.path.commonpath([path.resolve().parent for path in loose])
        found.files += [(path, path.resolve().relative_to(common)) for path in loose]
    if not found.files:
        where = ", ".join(map(str, given))
        raise DataError(
            " ".join([f"{where} holds no pictures. Give PNG, JPEG or WebP files.", *found.unused])
        )
    return found


def output_places(inputs: Inputs, suffix: str) -> dict[PurePath, Path]:
    """The place of each result below a folder, and the picture that it is made from.

    Names without their endings; where that is the same for two, as for ``a.png`` and ``a.jpg``,
    both keep theirs: ``a.png.png`` and ``a.jpg.png``.

    Raises:
        DataError: Two results would be one file.
    """
    places = [place.with_name(place.stem + suffix) for _, place in inputs.files]
    long = [place.with_name(place.name + suffix) for _, place in inputs.files]
    while repeated := _repeated(places):
        same = [_key(place) in repeated for place in places]
        longer = [b if again else a for a, b, again in zip(places, long, same, strict=True)]
        if longer == places:
            both = [file for (file, _), again in zip(inputs.files, same, strict=True) if again]
            raise DataError(
                f"{both[0]} and {both[1]} would have the same result. Rename one of them, or give "
                "them one by one."
            )
        places = longer
    return {place: file for (file, _), place in zip(inputs.files, places, strict=True)}


def output_paths(inputs: Inputs, out: Path, suffix: str) -> dict[Path, Path]:
    """The files of the results, see ``output_places``.

    Raises:
        DataError: A result would replace a picture, or two of them would be one file.
    """
    results = {out / place: file for place, file in output_places(inputs, suffix).items()}
    pictures = {file.resolve() for file, _ in inputs.files}
    for result, file in results.items():
        if result.resolve() in pictures:
            raise DataError(
                f"{result} would be replaced by the result of {file}. Choose another --out."
            )
    return results


def _repeated(places: list[PurePath]) -> set[str]:
    counts = Counter(map(_key, places))
    return {key for key, count in counts.items() if count > 1}


def _key(place: PurePath) -> str:
    return place.as_posix().casefold()  # some file systems know no letter case


def _below(path: Path, folder: Path | None) -> bool:
    return folder is not None and folder.resolve() in path.resolve().parents
