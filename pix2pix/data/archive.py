"""Unpacks an archive of pictures that somebody sends: a zip, or a tar of any compression.

Links refuse it, and so does what would unpack to far more than it is. See ``intake`` for names and
sizes, ``archive_names`` for names from other systems.
"""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pix2pix.data.archive_names import decode_names, zip_names
from pix2pix.data.intake import PATIENCE, Intake, Limits, UnpackReport, fresh, too_much
from pix2pix.errors import DataError

RATIO_FREE_BYTES = 50_000_000  # bytes; below, a high ratio harms nobody
SUFFIXES = ("zip", "tar", "tgz", "gz", "bz2", "xz")
ELSEWHERE = {  # how files begin that are archives, too
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x1f\x8b": "a gzip of something else than a tar",
    b"BZh": "a bzip2 of something else than a tar",
    b"\xfd7zXZ\x00": "an xz of something else than a tar",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
}
DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    UnicodeDecodeError,
)


def unpack(archive: Path, out: Path, limits: Limits = Limits()) -> UnpackReport:
    """Unpack the pictures of an archive into the new folder ``out``.

    Raises:
        DataError: It is no archive, damaged, encrypted, hostile, too large, or holds no pictures.
        DiskError: There is no room.
    """
    if not archive.is_file():
        found = "is a folder" if archive.is_dir() else "does not exist"
        raise DataError(f"{archive} {found}. Check the path.")
    with archive.open("rb") as file:
        start = file.read(6)
    is_tar = not start.startswith(b"PK") and _is_tar(archive)
    for magic, what in () if is_tar else ELSEWHERE.items():
        if start.startswith(magic):
            raise DataError(
                f"{archive.name} is {what}, which is not unpacked here. Unpack it and give the "
                "folder, or pack that as a zip."
            )
    with _naming_damage(archive), fresh(out) as beside:
        intake = Intake(beside, archive.name, limits)
        if is_tar:
            _take_tar(archive, intake, limits)
        else:
            _take_zip(archive, intake, limits)
        return intake.finish()


def _take_zip(archive: Path, intake: Intake, limits: Limits) -> None:
    with zipfile.ZipFile(archive) as opened:
        members = opened.infolist()
        named = list(zip(zip_names(members), members, strict=True))
        files = [(name, each) for name, each in named if not name.endswith(("/", "\\"))]
        _check_zip(files, archive, limits)
        # Some from all over first: whether anything can be read at all shows at once.
        some = {place * len(files) // PATIENCE for place in range(PATIENCE)} if files else set()
        order = sorted(range(len(files)), key=lambda place: place not in some)
        for name, member in (files[place] for place in order):
            with opened.open(member) as file:
                intake.take(name, file)


def _check_zip(files: list[tuple[str, zipfile.ZipInfo]], archive: Path, limits: Limits) -> None:
    for name, member in files:
        if member.flag_bits & 1:
            raise DataError(f"{archive.name} is encrypted ('{name}'). Pack it without a password.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise DataError(_link(archive, name))
    total = sum(member.file_size for _, member in files)
    if total > RATIO_FREE_BYTES and total > limits.ratio * archive.stat().st_size:
        raise DataError(_bomb(archive, total, limits))
    if total > limits.total:
        raise DataError(too_much(archive.name, limits))


def _take_tar(archive: Path, intake: Intake, limits: Limits) -> None:
    with tarfile.open(archive, errors="surrogateescape") as opened:
        members = list(_within(opened, archive, limits))
        names = decode_names([_raw(member) for member in members])
        for name, member in zip(names, members, strict=True):
            if member.issym() or member.islnk():
                raise DataError(_link(archive, name))
            file = opened.extractfile(member)
            if file is not None:  # neither a folder nor a device
                with file:
                    intake.take(name, file)


def _within(opened: tarfile.TarFile, archive: Path, limits: Limits) -> Iterator[tarfile.TarInfo]:
    """Members, as long as they are not too much: finding the next one unpacks the last one."""
    total, packed = 0, archive.stat().st_size
    for member in opened:
        total += member.size + tarfile.BLOCKSIZE
        if total > RATIO_FREE_BYTES and total > limits.ratio * packed:
            raise DataError(_bomb(archive, total, limits))
        if total > limits.total:
            raise DataError(too_much(archive.name, limits))
        yield member


def _raw(member: tarfile.TarInfo) -> bytes:
    return member.name.encode("utf-8", "surrogateescape")


def _is_tar(archive: Path) -> bool:
    try:
        with tarfile.open(archive):
            return True
    except DAMAGED:
        return False


@contextmanager
def _naming_damage(archive: Path) -> Iterator[None]:
    try:
        yield
    except DAMAGED as error:
        raise DataError(
            f"{archive.name} is no zip or tar, or was cut short ({error}). Pack or upload it again."
        ) from error


def _link(archive: Path, name: str) -> str:
    return f"{archive.name}: '{name}' is a link. Pack the pictures themselves."


def _bomb(archive: Path, total: int, limits: Limits) -> str:
    return (
        f"{archive.name} would unpack to {total / 1e9:.1f} GB, more than {limits.ratio:.0f} "
        "times its own size. Pictures do not shrink like that; pack them as PNG or JPEG."
    )
