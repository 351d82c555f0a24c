"""Looks through pictures before anyone trains on them: as pairs, or as two domains without pairs.

Files that training would stumble over are *unusable*; those that look like mistakes, but may be
meant, are *suspicious*. Nothing is left out here: ``copy_pairs`` does that, after a person has
agreed.
"""

from collections.abc import Callable
from pathlib import Path

from pix2pix.config import MethodName, Reading, Size, ValuesConfig
from pix2pix.data.diagnosis import Diagnosis, diagnose
from pix2pix.data.find_pairs import read_layout
from pix2pix.data.findings import Findings, relative
from pix2pix.data.fitting import fitting_method
from pix2pix.data.inspect_pairs import look_through_pairs
from pix2pix.data.inspect_unpaired import look_through_domains
from pix2pix.errors import DataError

AS_FOUND = ValuesConfig()


def examine(
    folder: Path,
    *,
    reading: Reading = Reading(),
    held_out: float = 0.1,
    seed: int = 0,
    crop: Size | None = None,
    progress: Callable[[float], object] = lambda share: None,
    values: ValuesConfig = AS_FOUND,
    method: MethodName | None = None,
) -> Diagnosis:
    """Look at every picture of a folder, and diagnose the set as it will be split.

    Args:
        reading: How the files lie, where they are not to be read as their names and seams say.
        held_out: Share to be kept for validation where the data has no split of its own.
        crop: Size of the crops that are to be learnt from, if any.
        progress: Told the share of the work that is done.
        values: How the first half, as the source, and the second are read, where it is known.
        method: What is to learn from them; by default what fits them.
    """
    found = look_through(folder, progress, reading, values, method)
    return diagnose(found, held_out, seed, crop=crop)


def look_through(
    folder: Path,
    progress: Callable[[float], object] = lambda share: None,
    reading: Reading = Reading(),
    values: ValuesConfig = AS_FOUND,
    method: MethodName | None = None,
) -> Findings:
    """Look at every picture of a folder; nothing about the data makes this fail."""
    if method != "cyclegan":
        try:
            layout = read_layout(folder, reading)
        except DataError as error:
            return Findings(refusal=relative(str(error), folder))
        if (method or fitting_method(folder, reading, layout)) == "pix2pix":
            return look_through_pairs(folder, layout, progress, values)
    return look_through_domains(folder, progress, reading, values)
