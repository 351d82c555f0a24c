"""Writes files that somebody sends, one by one, below a new folder. None of them is trusted.

Names decide where files would land, so they are checked before anything is written: absolute
paths, ``..``. Sizes are counted while writing, whatever was claimed. What is hostile refuses
everything and leaves nothing behind; what is merely of no use (notes, hidden files, a second file
of the same name) is left out and listed.
"""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import IO

from pix2pix.data.layout import none_readable
from pix2pix.data.names import is_text
from pix2pix.data.walk import HIDDEN, SYSTEM
from pix2pix.errors import DataError, DiskError, PictureError
from pix2pix.images import SUFFIXES, open_picture

CHUNK = 1 << 20  # bytes
LONGEST_NAME = 200  # bytes of one part of a path
PATIENCE = 64  # pictures that are tried until one can be read


@dataclass(frozen=True)
class Limits:
    """How much is taken in: pictures, bytes in all, bytes of one, bytes out per byte in."""

    files: int = 100_000
    total: int = 20_000_000_000
    single: int = 200_000_000
    ratio: float = 100.0


VISITOR = Limits(files=4_000, total=1_000_000_000, single=20_000_000)  # on a hosted page


@dataclass
class UnpackReport:
    """What came in: number of pictures, and why each other file was left out."""

    pictures: int = 0
    left_out: list[str] = field(default_factory=list)


class Intake:
    """Takes files as long as their names are safe, and not too much of them."""

    def __init__(self, folder: Path, origin: str, limits: Limits) -> None:
        self._folder = folder
        self._origin = origin
        self._limits = limits
        self._taken = UnpackReport()
        self._seen: dict[str, str] = {}
        self._bytes = 0
        self._readable = False  # any of them, so far
        self._errors: list[PictureError] = []

    def take(self, name: str, file: IO[bytes]) -> None:
        """Write one file, or list it as left out.

        Raises:
            DataError: Its name points elsewhere, there is too much, or nothing can be read.
        """
        path = safe_path(name, self._origin)
        if reason := self._useless(path):
            self._taken.left_out.append(f"{name}: {reason}")
            return
        self._seen[str(path).casefold()] = name
        self._taken.pictures += 1
        if self._taken.pictures > self._limits.files:
            raise DataError(too_much(self._origin, self._limits))
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self._write(file, target):
            target.unlink()
            self._taken.pictures -= 1
            megabytes = self._limits.single // 1_000_000
            self._taken.left_out.append(f"{name}: larger than {megabytes} MB")
        else:
            self._try(target, name)

    def _try(self, file: Path, name: str) -> None:
        """Give up on many files none of which can be read, with the first reasons."""
        if self._readable:
            return
        try:
            open_picture(file.read_bytes(), name=name)
            self._readable = True
        except PictureError as error:
            self._errors.append(error)
            if len(self._errors) == PATIENCE:
                raise DataError(none_readable(self._origin, self._errors)) from None

    def _useless(self, path: PurePosixPath) -> str:
        """Why a file is left out; empty for a picture. A zip in the zip is left out, too."""
        if any(part.startswith(HIDDEN) for part in path.parts) or path.name.casefold() in SYSTEM:
            return "a hidden file or one of the system"
        if path.suffix.lower() not in SUFFIXES:
            return f"no picture ('{path.suffix or path.name}'); PNG, JPEG, WebP, BMP or TIFF is"
        if any(len(part.encode()) > LONGEST_NAME for part in path.parts):
            return f"its name is longer than {LONGEST_NAME} bytes"
        if (before := self._seen.get(str(path).casefold())) is not None:
            return f"the same name as '{before}', letter case aside"
        return ""

    def _write(self, file: IO[bytes], target: Path) -> bool:
        size = 0
        with target.open("wb") as out:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                self._bytes += len(chunk)
                if self._bytes > self._limits.total:
                    raise DataError(too_much(self._origin, self._limits))
                if size > self._limits.single:
                    return False
                out.write(chunk)
        return True

    def finish(self) -> UnpackReport:
        """What came in.

        Raises:
            DataError: No picture did.
        """
        if not self._taken.pictures:
            listed = "; ".join(self._taken.left_out[:3])
            raise DataError(
                f"{self._origin} holds no pictures{f' ({listed})' if listed else ''}. "
                "Expected are PNG, JPEG, WebP, BMP or TIFF files."
            )
        return self._taken


def take_files(files: Iterable[tuple[str, IO[bytes]]], out: Path, limits: Limits) -> UnpackReport:
    """Write files with the relative names that a browser gave into the new folder ``out``.

    Raises:
        DataError: A name points elsewhere, there is too much, or there are no pictures.
        DiskError: There is no room.
    """
    with fresh(out) as beside:
        intake = Intake(beside, "the folder", limits)
        for name, file in files:
            intake.take(name, file)
        return intake.finish()


def safe_path(name: str, origin: str) -> PurePosixPath:
    """The relative path that a foreign name stands for, in composed Unicode (NFC).

    Raises:
        DataError: It would land elsewhere.
    """
    path = PurePosixPath(unicodedata.normalize("NFC", name.replace("\\", "/")))
    drive = len(path.parts) > 0 and path.parts[0].endswith(":")
    if path.is_absolute() or drive or ".." in path.parts or not path.parts or not is_text(name):
        raise DataError(
            f"{origin} holds the name {name!r}, which points outside of it or cannot be a file. "
            "Pack the folder of pictures itself, with relative names."
        )
    return path


@contextmanager
def fresh(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that becomes ``out`` in one step, or vanishes after an error."""
    beside = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        yield beside
        beside.rename(out)
    except OSError as error:
        raise DiskError(
            f"{out} could not be written: {error}. Free some space, then try again."
        ) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def too_much(origin: str, limits: Limits) -> str:
    """The sentence for more than the limits."""
    return (
        f"{origin} holds more than {limits.files} pictures or {limits.total / 1e9:.0f} GB. "
        "Give fewer or smaller pictures."
    )
