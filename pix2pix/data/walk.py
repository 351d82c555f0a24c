"""Every file below a folder, pictures apart from others; none is passed over."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pix2pix.data.names import is_text
from pix2pix.images import SUFFIXES

HIDDEN = (".", "__MACOSX")
SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


@dataclass
class Files:
    """What lies below a folder.

    Attributes:
        pictures: By their suffix, sorted by path.
        others: Each other file, and why it is none.
    """

    pictures: list[Path] = field(default_factory=list)
    others: list[tuple[Path, str]] = field(default_factory=list)


def walk(folder: Path) -> Files:
    """All files below a folder, at any depth; links are followed, but not in circles."""
    found = Files()
    for file in sorted(_below(folder, set())):
        if reason := no_picture(file.relative_to(folder).parts):
            found.others.append((file, reason))
        else:
            found.pictures.append(file)
    return found


def pictures_in(folder: Path) -> list[Path]:
    """Picture files below ``folder``, sorted by path."""
    return walk(folder).pictures


def no_picture(parts: tuple[str, ...]) -> str:
    """Why the file of a relative path is no picture, by its name; empty where it may be one."""
    name = parts[-1]
    if any(part.startswith(HIDDEN) for part in parts) or name.casefold() in SYSTEM:
        return "hidden or of the system"
    if not all(map(is_text, parts)):
        return "with a name that is no text"
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        return f"of another kind ({suffix or 'without an ending'})"
    return ""


def _below(folder: Path, above: set[str]) -> Iterator[Path]:
    here = os.path.realpath(folder)
    if here in above:
        return
    with os.scandir(folder) as entries:  # which knows folders without asking for each
        for entry in entries:
            if entry.is_dir():
                yield from _below(Path(entry.path), above | {here})
            else:
                yield Path(entry.path)
