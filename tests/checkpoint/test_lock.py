"""One process at a time trains in a folder, however the other one was started or ended."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pix2pix.checkpoint.files import LOCK, WRITER
from pix2pix.checkpoint.lock import FolderLock, writer_of
from pix2pix.errors import DiskError, RunError
from tests.conftest import ROOT

HOLD = """
import sys; from pathlib import Path; from pix2pix.checkpoint.lock import FolderLock
with FolderLock(Path(sys.argv[1])).held():
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of a folder until it is killed or its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
def test_who_comes_second_is_told_who_came_first(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        assert writer_of(tmp_path) == process.pid
        with (
            pytest.raises(RunError, match=f"is being trained by process {process.pid}. Stop that"),
            FolderLock(tmp_path).held(),
        ):
            pass
        assert writer_of(tmp_path) == process.pid
        assert process.stdin
        process.stdin.close()
        process.wait(30)
    assert writer_of(tmp_path) is None
    assert not (tmp_path / WRITER).exists()


@pytest.mark.slow
def test_a_killed_process_stands_in_nobodys_way(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
        process.wait(30)
    assert (tmp_path / WRITER).exists()  # it could not tidy up
    assert writer_of(tmp_path) is None
    with FolderLock(tmp_path).held():
        pass


def test_the_lock_can_be_taken_again_by_who_holds_it_and_by_no_other(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "new")
    with lock.held():
        with lock.held():
            pass
        with pytest.raises(RunError), FolderLock(tmp_path / "new").held():
            pass
    with FolderLock(tmp_path / "new").held():
        pass


def test_a_place_without_a_folder_is_a_disk_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiskError, match="cannot be written"), FolderLock(tmp_path / "file").held():
        pass


def test_a_lock_leaves_at_most_one_empty_file(tmp_path: Path) -> None:
    with FolderLock(tmp_path).held():
        pass
    assert {path.name for path in tmp_path.iterdir()} <= {LOCK}
