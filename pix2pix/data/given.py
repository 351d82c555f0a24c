"""What a person gives as data: a folder, or an archive of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pix2pix.data.archive import unpack


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
