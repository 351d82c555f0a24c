import os
import stat
import subprocess
import sys

import psutil
import pytest
from conftest import ROOT, small_disk

from pix2pix.errors import DiskError
from pix2pix.files import remove_stale, replace, replace_text


def test_a_file_is_written_with_the_folders_above_it(tmp_path, no_leftovers):
    replace_text(tmp_path / "deep" / "er" / "note.txt", "written – ü")
    assert (tmp_path / "deep" / "er" / "note.txt").read_text(encoding="utf-8") == "written – ü"
    no_leftovers()


def test_a_reader_sees_the_old_file_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "note.txt"
    replace_text(path, "old")
    seen = []

    def write(beside):
        beside.write_text("ne")
        seen.append(path.read_text())
        beside.write_text("new")

    replace(path, write)
    assert (seen, path.read_text()) == (["old"], "new")


def test_whoever_reads_the_old_file_reads_it_to_its_end(tmp_path):
    path = tmp_path / "note.txt"
    replace_text(path, "old")
    with path.open() as reading:
        replace_text(path, "new")
        assert reading.read() == "old"


def test_a_failed_write_keeps_the_old_file(tmp_path, no_leftovers):
    path = tmp_path / "note.txt"
    replace_text(path, "old")

    def write(beside):
        beside.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(DiskError) as error:
        replace(path, write)
    assert str(error.value) == (
        f"{path} could not be written: [Errno 28] No space left on device. Free some space or "
        "choose another folder; the last complete save is untouched."
    )
    assert path.read_text() == "old"
    no_leftovers()


def test_a_bug_in_the_writer_is_no_disk_error_and_leaves_nothing(tmp_path, no_leftovers):
    def write(beside):
        beside.write_text("half")
        raise KeyError("bug")

    with pytest.raises(KeyError):
        replace(tmp_path / "note.txt", write)
    no_leftovers()


def test_a_folder_that_cannot_be_made_is_a_disk_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskError, match="file/note.txt could not be written"):
        replace_text(tmp_path / "file" / "note.txt", "new")


def test_written_files_can_be_read_by_others(tmp_path):
    replace_text(tmp_path / "note.txt", "new")
    assert stat.S_IMODE((tmp_path / "note.txt").stat().st_mode) == 0o644


def test_only_leftovers_of_dead_processes_are_swept(tmp_path):
    gone = max(psutil.pids()) + 4_000_000
    names = [f".model.safetensors.{gone}.new", f".state.pt.{os.getpid()}.new", ".notes.new"]
    for name in (*names, "model.new"):
        (tmp_path / name).write_text("half")
    remove_stale(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*names[1:], "model.new"}


FULL = """
import resource, sys, torch
from pathlib import Path
from PIL import Image
from pix2pix.checkpoint.folder import save_weights
from pix2pix.errors import DiskError
from pix2pix.files import replace, replace_text
from pix2pix.images import save_picture

folder = Path(sys.argv[1])
big = torch.nn.Linear(256, 256)
noise = Image.effect_noise((256, 256), 100)
writers = {
    "text.json": lambda path: replace_text(path, "x" * 20_000),
    "picture.png": lambda path: save_picture(noise, path),
    "model.safetensors": lambda path: save_weights(big, path),
    "state.pt": lambda path: replace(path, lambda beside: torch.save(big.state_dict(), beside)),
}
for name in writers:
    (folder / name).write_text("old")
if len(sys.argv) == 2:
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
for name, write in writers.items():
    try:
        write(folder / name)
        print(name, "was written")
    except DiskError as error:
        print(error)
    assert (folder / name).read_text() == "old", name
"""


def check_full_disk(folder, *more):
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder), *more],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 4, lines
    names = ("text.json", "picture.png", "model.safetensors", "state.pt")
    for line, name in zip(lines, names, strict=True):
        assert line.startswith(f"{folder / name} could not be written: ")
        assert line.endswith("the last complete save is untouched.")
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


@pytest.mark.slow
def test_every_kind_of_file_survives_a_write_beyond_the_limit(tmp_path):
    check_full_disk(tmp_path)


@pytest.mark.slow
def test_every_kind_of_file_survives_a_full_disk(tmp_path):
    with small_disk(tmp_path / "disk", "24k") as disk:
        check_full_disk(disk, "full")
