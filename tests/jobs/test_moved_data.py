"""Runs whose pairs were moved are given them again."""

import shutil
from pathlib import Path

import pytest

from pix2pix.checkpoint.run import State, Status
from pix2pix.errors import DataError, RunError
from pix2pix.jobs import control
from pix2pix.jobs.moved_data import changed_pairs, give_data, missing_data
from tests.conftest import recipe, write_pairs
from tests.runs import LONG, past_run, until

pytestmark = pytest.mark.slow


def test_a_run_whose_pairs_were_moved_goes_on_with_them(root: Path, tmp_path: Path) -> None:
    data = write_pairs(tmp_path / "data")
    folder = control.start(root, "shoes", data, recipe(steps=2))
    until(folder, State.FINISHED)
    assert missing_data(folder) is None
    moved = data.rename(tmp_path / "moved")
    assert missing_data(folder) == data
    with pytest.raises(DataError, match="nowhere is not a folder"):
        give_data(folder, tmp_path / "nowhere")
    assert give_data(folder, moved) == ""
    assert (missing_data(folder), control.data_of(folder)) == (None, moved)
    control.resume(folder, recipe(steps=4).train)
    until(folder, State.FINISHED)
    assert changed_pairs(folder) == ()


def test_a_run_given_other_pairs_says_so_before_and_after(root: Path, tmp_path: Path) -> None:
    data = write_pairs(tmp_path / "data")
    folder = control.start(root, "shoes", data, recipe(steps=2))
    until(folder, State.FINISHED)
    shutil.rmtree(data)
    sentence = give_data(folder, write_pairs(tmp_path / "other", 9, first=20))
    assert "9 instead of 8" in sentence
    control.resume(folder, recipe(steps=3).train)
    until(folder, State.FINISHED)
    assert changed_pairs(folder) == (sentence,)
    assert sentence in control.output(folder)


def test_a_working_run_keeps_its_pairs_and_its_folder(root: Path, pairs: Path) -> None:
    folder = control.start(root, "shoes", pairs, recipe(steps=LONG))
    until(folder, State.RUNNING)
    with pytest.raises(RunError, match="Stop it before you change its pairs"):
        give_data(folder, pairs)
    (folder / "status.json").write_text("{}")  # damaged; the lock still tells
    with pytest.raises(RunError, match=r"is working already \(process \d+\)"):
        control.resume(folder)


def test_a_run_that_has_just_ended_works_no_more_though_it_holds_the_lock(root: Path) -> None:
    run = past_run(root)
    with run.lock.held():
        run.set_status(Status.of_this_process(State.RUNNING))
        assert control.is_active(run.folder)
        run.set_status(Status.of_this_process(State.FINISHED))
        assert not control.is_active(run.folder)
        run.set_status(Status(State.FINISHED, pid=1))  # an earlier process; this one begins
        assert control.is_active(run.folder)
