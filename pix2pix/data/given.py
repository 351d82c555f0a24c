"""What a person gives as data: a folder, or an archive of one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pix2pix.data.archive import unpack
from pix2pix.distributed import any_process, is_main
from pix2pix.errors import DataError, Pix2PixError


@dataclass
class Given:
    """A folder of pictures, and why other files of its archive were left out."""

    folder: Path
    left_out: list[str] = field(default_factory=list)


@contextmanager
def opened(data: Path) -> Iterator[Given]:
    """A folder itself, or an archive unpacked for as long as it is needed.

    Raises:
        DataError: See ``unpack``.
    """
    if data.is_dir():
        yield Given(data)
        return
    with TemporaryDirectory(prefix="pix2pix-") as room:
        folder = Path(room) / data.stem
        yield Given(folder, unpack(data, folder).left_out)


@contextmanager
def unpacked(data: Path, folder: Path, *, again: bool, begun: Path) -> Iterator[Given]:
    """A folder itself, or an archive unpacked into ``folder``, where it stays.

    Args:
        again: What lies in ``folder`` is what was unpacked before.
        begun: A file that shows that the folder is in use; without it, an error removes the folder.

    Raises:
        DataError: See ``unpack``; or something else is there already.
    """
    if not data.is_file():  # a folder; if it is missing, the run says so
        yield Given(data)
        return
    if folder.exists() and is_main() and not again:
        raise DataError(f"{data.name} would be unpacked to {folder}, which exists. Move that away.")
    given = Given(folder)
    if is_main() and not folder.exists():
        given = Given(folder, unpack(data, folder).left_out)
    any_process(False)  # the others wait for it
    try:
        yield given
    except Pix2PixError:
        if is_main() and not begun.exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise
