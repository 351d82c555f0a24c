"""Puts together the pairs that a run learns from, without those that were ruled out."""

import os
import shutil
from pathlib import Path

from pix2pix.data.diagnosis import Diagnosis
from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.layout import named


def copy_pairs(folder: Path, diagnosis: Diagnosis, out: Path, *, suspicious: bool = False) -> int:
    """Put the usable pairs of a folder into ``out`` and return their number.

    Args:
        suspicious: Leave out the suspicious pairs, too.

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
    for pair in (
        pair for split in find_pairs(folder, diagnosis.reading).pairs.values() for pair in split
    ):
        names = named(folder, pair.files)
        if left_out.isdisjoint(names):
            for name, file in zip(names, pair.files, strict=True):
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                _link(file, out / name)
            count += 1
    return count


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # another file system, or one without links
        shutil.copy2(file, target)
