"""Takes in pictures that somebody sends: a zip, or the files of a folder. Neither is trusted.

Names decide where files would land, so they are checked before anything is written: absolute
paths, ``..``, links. Sizes are counted while unpacking, whatever the archive claims. What is
hostile or damaged refuses the whole archive and leaves nothing behind; what is merely of no
use (notes, hidden files, a second file of the same name) is left out and listed.
"""

import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import IO

from pix2pix.errors import DataError, DiskError
from pix2pix.images import SUFFIXES

CHUNK = 1 << 20  # bytes
LONGEST_NAME = 200  # bytes of one part of a path
RATIO_FREE_BYTES = 50_000_000  # bytes; below, a high ratio harms nobody


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


def unpack(archive: Path, out: Path, limits: Limits = Limits()) -> UnpackReport:
    """Unpack the pictures of a zip into the new folder ``out``.

    Raises:
        DataError: It is no zip, damaged, encrypted, hostile, too large, or holds no pictures.
        DiskError: There is no room.
    """
    try:
        with zipfile.ZipFile(archive) as opened, _fresh(out) as beside:
            members = [member for member in opened.infolist() if not member.is_dir()]
            _check(members, archive, limits)
            intake = _Intake(beside, archive.name, limits)
            for member in members:
                with opened.open(member) as file:
                    intake.take(member.filename, file)
            return intake.finish()
    except FileNotFoundError:
        raise DataError(f"{archive} does not exist. Check the path.") from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        NotImplementedError,
        UnicodeDecodeError,
    ) as error:
        raise DataError(
            f"{archive.name} is not a zip or was cut short ({error}). Pack or upload it again."
        ) from error


def take_files(files: Iterable[tuple[str, IO[bytes]]], out: Path, limits: Limits) -> UnpackReport:
    """Write files with the relative names that a browser gave into the new folder ``out``.

    Raises:
        DataError: A name points elsewhere, there is too much, or there are no pictures.
        DiskError: There is no room.
    """
    with _fresh(out) as beside:
        intake = _Intake(beside, "the folder", limits)
        for name, file in files:
            intake.take(name, file)
        return intake.finish()


def _check(members: list[zipfile.ZipInfo], archive: Path, limits: Limits) -> None:
    for member in members:
        if member.flag_bits & 1:
            raise DataError(
                f"{archive.name} is encrypted ('{member.filename}'). Pack it without a password."
            )
        if stat.S_ISLNK(member.external_attr >> 16):
            raise DataError(
                f"{archive.name}: '{member.filename}' is a link. Pack the pictures themselves."
            )
    total = sum(member.file_size for member in members)
    if total > RATIO_FREE_BYTES and total > limits.ratio * archive.stat().st_size:
        raise DataError(
            f"{archive.name} would unpack to {total / 1e9:.1f} GB, more than {limits.ratio:.0f} "
            "times its own size. Pictures do not shrink like that; pack them as PNG or JPEG."
        )
    if total > limits.total:
        raise DataError(_too_much(archive.name, limits))


class _Intake:
    """Writes files one by one below a folder, as long as their names are safe."""

    def __init__(self, folder: Path, origin: str, limits: Limits) -> None:
        self._folder = folder
        self._origin = origin
        self._limits = limits
        self._taken = UnpackReport()
        self._seen: dict[str, str] = {}
        self._bytes = 0

    def take(self, name: str, file: IO[bytes]) -> None:
        path = safe_path(name, self._origin)
        if reason := self._useless(path):
            self._taken.left_out.append(f"{name}: {reason}")
            return
        self._seen[str(path).casefold()] = name
        self._taken.pictures += 1
        if self._taken.pictures > self._limits.files:
            raise DataError(_too_much(self._origin, self._limits))
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self._write(file, target):
            target.unlink()
            self._taken.pictures -= 1
            megabytes = self._limits.single // 1_000_000
            self._taken.left_out.append(f"{name}: larger than {megabytes} MB")

    def _useless(self, path: PurePosixPath) -> str:
        """Why a file is left out; empty for a picture. A zip in the zip is left out, too."""
        if any(part.startswith((".", "__MACOSX")) for part in path.parts):
            return "a hidden file"
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
                    raise DataError(_too_much(self._origin, self._limits))
                if size > self._limits.single:
                    return False
                out.write(chunk)
        return True

    def finish(self) -> UnpackReport:
        if not self._taken.pictures:
            listed = "; ".join(self._taken.left_out[:3])
            raise DataError(
                f"{self._origin} holds no pictures{f' ({listed})' if listed else ''}. "
                "Expected are PNG, JPEG, WebP, BMP or TIFF files."
            )
        return self._taken


def safe_path(name: str, origin: str) -> PurePosixPath:
    """The relative path that a foreign name stands for, in composed Unicode (NFC).

    Raises:
        DataError: It would land elsewhere.
    """
    path = PurePosixPath(unicodedata.normalize("NFC", name.replace("\\", "/")))
    drive = len(path.parts) > 0 and path.parts[0].endswith(":")
    if (
        path.is_absolute()
        or drive
        or ".." in path.parts
        or not path.parts
        or not name.isprintable()
    ):
        raise DataError(
            f"{origin} holds the name {name!r}, which points outside of it or cannot be a file. "
            "Pack the folder of pictures itself, with relative names."
        )
    return path


@contextmanager
def _fresh(out: Path) -> Iterator[Path]:
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


def _too_much(origin: str, limits: Limits) -> str:
    return (
        f"{origin} holds more than {limits.files} pictures or {limits.total / 1e9:.0f} GB. "
        "Give fewer or smaller pictures."
    )
