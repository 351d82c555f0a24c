"""One training process at a time writes into the folder of a run.

A lock on a file, which the kernel lets go of when its holder ends, however it ends. Beside it
stands who holds it, for the sentence that refuses the next one.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pix2pix.checkpoint.files import LOCK, WRITER
from pix2pix.checkpoint.process import alive, this_process
from pix2pix.distributed import any_process, is_main
from pix2pix.errors import DiskError, RunError
from pix2pix.files import replace_text

logger = logging.getLogger(__name__)

PATIENCE = 2  # seconds that one who is just leaving may take


class FolderLock:
    """The right to write into a folder; held by one process, and by those that train with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / LOCK, thread_local=False)
        self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock, which this process may hold already.

        Raises:
            RunError: Another process holds it.
            DiskError: There can be no file in the folder.
        """
        refused = is_main() and not self._depth and not self._take()
        if any_process(refused):
            pid = writer_of(self._folder)
            who = f"process {pid}" if pid else "another process"
            raise RunError(
                f"{self._folder} is being trained by {who}. Stop that one first (Ctrl-C there, "
                f"Stop on the page, or `kill {pid or 'PID'}`), or choose another --out."
            )
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth and self._lock.is_locked:
                (self._folder / WRITER).unlink(missing_ok=True)
                self._lock.release()

    def _take(self) -> bool:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=PATIENCE)
        except Timeout:
            return False
        except NotImplementedError:  # a file system without locks
            logger.warning("%s cannot be locked: start no other training in it.", self._folder)
            return True
        except OSError as error:
            raise DiskError(
                f"{self._folder} cannot be written: {error}. Choose another folder."
            ) from error
        try:
            replace_text(self._folder / WRITER, "{} {}\n".format(*this_process()))
        except DiskError:
            self._lock.release()
            raise
        return True


def writer_of(folder: Path) -> int | None:
    """The number of the process that trains in a folder, if one does."""
    with suppress(OSError, ValueError):
        pid, born = (folder / WRITER).read_text(encoding="utf-8").split()
        if alive(int(pid), float(born)):
            return int(pid)
    return None
