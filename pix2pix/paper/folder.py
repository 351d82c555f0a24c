"""What a folder of tables is for: the file ``paper.json``.

Tables of the same settings share the runs in it. With other settings or pictures it is refused,
since rows of different scales say nothing about each other.
"""

from pathlib import Path
from typing import Literal

from pix2pix.checkpoint.files import PAIRS
from pix2pix.config import Config, Label, PaperConfig, Reading, TableName
from pix2pix.data.fingerprint import KnownPairs
from pix2pix.errors import ConfigError, RunError
from pix2pix.paper.published import TABLES

MADE = "paper.json"
MAY_DIFFER = ("seeds", "device")


class Made(Config):
    """The file ``paper.json``."""

    format: Literal["pix2pix-paper-1"] = "pix2pix-paper-1"
    tables: tuple[TableName, ...]
    """All that were asked for."""
    settings: PaperConfig
    """As they were asked for, with the most seeds; the direction is the one that was found."""
    reading: Reading
    """How the pairs lie."""
    classes: tuple[Label, ...]
    """Those of the label maps; none where there are none."""
    segmenter: str | None
    """Folder of the one that judges photos; by default one is trained beside the rows."""
    pictures: KnownPairs
    """Which ones are trained on and which held out."""


def joined(folder: Path, made: Made) -> Made:
    """What a folder is for, together with what it was for before, if that is the same."""
    path = folder / MADE
    if not path.is_file():
        names = (each.name for each in folder.glob("*"))
        there = sorted(name for name in names if name[0] != "." and name != PAIRS)
        if there:
            raise RunError(
                f"{folder} holds {there[0]}, but no {MADE}. Choose an empty folder for --out, or "
                "one with tables that are to go on."
            )
        return made
    kept = Made.read(path)
    for before, asked in ((kept.settings, made.settings), (kept.reading, made.reading)):
        _require_same(before, asked, folder)
    if kept.classes != made.classes:
        raise ConfigError(
            f"The label maps of {folder} have other classes than those asked for: "
            f"{', '.join(label.name for label in kept.classes)}. Ask for these to go on there, or "
            "choose another --out."
        )
    if sentence := made.pictures.compare(kept.pictures):
        raise ConfigError(f"{sentence} Choose another --out for them than {folder}.")
    seeds = max(kept.settings.seeds, made.settings.seeds)
    return made.changed(
        tables=tuple(name for name in TABLES if name in (*kept.tables, *made.tables)),
        settings=made.settings.changed(seeds=seeds),
        segmenter=made.segmenter or kept.segmenter,
    )


def _require_same(kept: Config, asked: Config, folder: Path) -> None:
    for name in type(kept).model_fields:
        before, now = getattr(kept, name), getattr(asked, name)
        if name not in MAY_DIFFER and before != now:
            raise ConfigError(
                f"{name} is {before} in {folder}, but {now} was asked for. The rows of a table "
                f"need the same settings: ask for {name} {before} to go on there, or choose "
                "another --out."
            )
