"""Puts together the pictures that a run learns from, without those that were ruled out."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from pix2pix.data.diagnosis import Diagnosis
from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.find_unpaired import find_two_domains
from pix2pix.data.layout import named


def copy_pairs(folder: Path, diagnosis: Diagnosis, out: Path, *, suspicious: bool = False) -> int:
    """Put the usable pairs, or pictures of two domains, into ``out`` and return their number.

    Args:
        suspicious: Leave out the suspicious ones, too.

    Raises:
        OSError: A file has vanished, or there is no room.
    """
    left_out = {
        file
        for problem in diagnosis.problems
        if problem.unusable or suspicious
        for file in problem.files
    }
    count = 0
    for files in _files(folder, diagnosis):
        names = named(folder, files)
        if left_out.isdisjoint(names):
            for name, file in zip(names, files, strict=True):
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                _link(file, out / name)
            count += 1
    return count


def _files(folder: Path, diagnosis: Diagnosis) -> Iterator[tuple[Path, ...]]:
    """The files of each pair, or each file of two domains once."""
    if diagnosis.method == "cyclegan":
        domains = find_two_domains(folder, diagnosis.reading).halves.values()
        found = (half.file for both in domains for halves in both for half in halves)
        yield from ((file,) for file in dict.fromkeys(found))
        return
    for pairs in find_pairs(folder, diagnosis.reading).pairs.values():
        yield from (pair.files for pair in pairs)


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # another file system, or one without links
        shutil.copy2(file, target)
