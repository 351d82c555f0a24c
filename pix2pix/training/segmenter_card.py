"""Writes the card of a segmenter from what its own files say: scores are worth what it is."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from pix2pix.checkpoint.files import CARD, KNOWN_PAIRS, SEGMENTER, SEGMENTER_RECIPE
from pix2pix.checkpoint.run import read_log
from pix2pix.config import SegmenterRecipe
from pix2pix.data.fingerprint import KnownPairs
from pix2pix.files import replace_text
from pix2pix.plural import plural

FIGURES = {"pixel": "pixel accuracy", "class": "class accuracy", "iou": "class IoU"}


def write_segmenter_card(folder: Path) -> Path:
    """Write ``README.md`` into the folder of a segmenter and return its path.

    Raises:
        CheckpointError: The folder holds no segmenter.
        DiskError: There is no room.
    """
    recipe = SegmenterRecipe.read(folder / SEGMENTER_RECIPE)
    known = KnownPairs.read(folder / KNOWN_PAIRS)
    log, settings = read_log(folder), recipe.settings
    steps = [entry for entry in log if "seconds_per_step" in entry]
    names = [label.name for label in recipe.classes if not label.void]
    void = [label.name for label in recipe.classes if label.void]
    digest = sha256((folder / SEGMENTER).read_bytes()).hexdigest()
    parts = [
        f"# Segmenter {folder.resolve().name}",
        f"Tells which of {len(names)} classes each pixel of a photo is, at "
        f"{settings.size.in_words}: LR-ASPP on MobileNetV3 "
        "([Howard et al. 2019](https://arxiv.org/abs/1905.02244)), trained from nothing. It is "
        "the judge of FCN-scores ([Isola et al. 2017](https://arxiv.org/abs/1611.07004), Sec. 4), "
        "which can be compared only where the judge is the same.",
        f"SHA-256 of `{SEGMENTER}`: `{digest}`",
        _figures(log),
        "## How it was made\n\n"
        f"- Data: {plural(known.training.count, 'pair')} to train on, {known.held_out.count} held "
        "out; label maps were not resampled with interpolation.\n"
        f"- Classes: {', '.join(names)}.\n"
        + (f"- Void, so in no figure: {', '.join(void)}.\n" if void else "")
        + f"- Objective: cross entropy; Adam, one cycle up to {settings.learning_rate:g}, "
        f"{plural(settings.batch_size, 'pair')} a step, seed {settings.seed}.\n"
        + (_length(steps[-1]) if steps else ""),
        "## How to use it\n\n```sh\npython -m pix2pix evaluate CHECKPOINT PAIRS --segmenter "
        f"{folder.resolve().name}\n```",
    ]
    replace_text(folder / CARD, "\n\n".join(part for part in parts if part) + "\n")
    return folder / CARD


def _figures(log: list[dict[str, Any]]) -> str:
    entries = [entry for entry in log if "validation" in entry]
    if not entries:
        return ""
    found = entries[-1]["validation"]
    rows = [
        f"| {name} | {found[key]:.3f} | {found['intervals'][key][0]:.3f} to "
        f"{found['intervals'][key][1]:.3f} |"
        for key, name in FIGURES.items()
    ]
    absent = f" Absent, so in no mean: {', '.join(found['absent'])}." if found["absent"] else ""
    return "\n".join(
        [
            "## How good it is\n",
            f"On {plural(found['n'], 'real held-out photo')}, after step {entries[-1]['step']}."
            f"{absent}\n",
            "| figure | value | 95 % interval |",
            "| --- | --- | --- |",
            *rows,
        ]
    )


def _length(last: dict[str, Any]) -> str:
    return (
        f"- Length: {plural(last['step'], 'step')}, {last['epoch']:.1f} rounds over the data, "
        f"{last['seconds_per_step']:.2f} s a step."
    )
