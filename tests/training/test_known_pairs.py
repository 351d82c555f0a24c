"""A run resumed with other pairs says so, and one writer at a time works in a folder."""

import logging
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from conftest import recipe, run, write_pairs
from PIL import Image

from pix2pix.checkpoint.files import KNOWN_PAIRS
from pix2pix.checkpoint.run import State, read_status
from pix2pix.data.fingerprint import KnownPairs, fingerprint
from pix2pix.data.pairs import Pair
from pix2pix.errors import RunError
from pix2pix.training.session import open_run, run_training

UNCHANGED = ""


def known(folder: Path, held_out: int = 1) -> KnownPairs:
    pairs = [Pair(file.stem, file) for file in sorted(folder.iterdir())]
    files = [pair.files for pair in pairs]
    return fingerprint(files[held_out:], files[:held_out])


def test_the_same_pairs_elsewhere_are_the_same(tmp_path: Path) -> None:
    here = known(write_pairs(tmp_path / "here"))
    (tmp_path / "here").rename(tmp_path / "there")
    assert known(tmp_path / "there").compare(here) == UNCHANGED


def test_what_differs_is_said(tmp_path: Path) -> None:
    folder = write_pairs(tmp_path / "pairs", 8)
    before = known(folder)
    assert "another choice of those held out" in known(folder, held_out=2).compare(before)
    Image.new("RGB", (64, 32), "red").save(folder / "003.png")
    assert "8 of the same names, but files of other sizes" in known(folder).compare(before)
    (folder / "003.png").rename(folder / "other.png")
    assert "8 as before, but other files" in known(folder).compare(before)
    write_pairs(folder, 10)
    sentence = known(folder).compare(before)
    assert "11 instead of 8" in sentence and "Held-out pairs may have been seen" in sentence


def train(data: Path, folder: Path, steps: int, resume: bool = False) -> None:
    opened = open_run(folder, recipe(steps=steps), init=None, resume=resume)
    with closing(run_training(data, opened)) as reports:
        list(reports)


@pytest.mark.slow
def test_a_run_resumed_with_other_pairs_says_and_remembers_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data, folder = write_pairs(tmp_path / "data"), tmp_path / "run"
    train(data, folder, steps=2)
    assert KnownPairs.read(folder / KNOWN_PAIRS) == fingerprint_of(folder, training=6, held_out=2)
    data = data.rename(tmp_path / "moved")
    with caplog.at_level(logging.WARNING):
        train(data, folder, steps=3, resume=True)
        assert "other pairs" not in caplog.text
        write_pairs(data, 12)
        train(data, folder, steps=4, resume=True)
        assert "other pairs than the run was trained on so far: 12 instead of 8" in caplog.text
    assert len(KnownPairs.read(folder / KNOWN_PAIRS).changes) == 1
    train(data, folder, steps=5, resume=True)
    assert len(KnownPairs.read(folder / KNOWN_PAIRS).changes) == 1


def fingerprint_of(folder: Path, training: int, held_out: int) -> KnownPairs:
    found = KnownPairs.read(folder / KNOWN_PAIRS)
    assert (found.training.count, found.held_out.count) == (training, held_out)
    return found


@pytest.mark.slow
def test_a_second_training_in_a_folder_is_refused_and_the_first_goes_on(
    pairs: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    opened = open_run(folder, recipe(steps=4), init=None, resume=False)
    with closing(run_training(pairs, opened)) as reports:
        list(islice(reports, 2))
        pid = read_status(folder).pid
        with pytest.raises(RunError, match=f"is being trained by process {pid}"):
            train(pairs, folder, steps=9, resume=True)
        done = run("train", pairs, "--out", folder, "--resume", "--steps", 9)
        assert done.returncode == 2 and f"is being trained by process {pid}" in done.stderr
        assert (read_status(folder).state, read_status(folder).pid) == (State.RUNNING, pid)
        list(reports)
    assert (read_status(folder).state, read_status(folder).steps) == (State.FINISHED, 4)
