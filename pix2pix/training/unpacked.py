"""What a run learns from, where it was given as an archive: unpacked beside it, once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pix2pix.data.archive import unpack
from pix2pix.data.given import Given
from pix2pix.distributed import any_process, is_main
from pix2pix.errors import DataError, Pix2PixError


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
