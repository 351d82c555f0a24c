import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from pix2pix import jobs
from pix2pix.checkpoint import RECIPE
from pix2pix.data.doctor import examine
from pix2pix.errors import CheckpointError, RunError
from pix2pix.run import Run, State, Status, read_log
from pix2pix.translator import Translator
from tests.conftest import ROOT, recipe, write_pairs

LONG = 1_000_000  # steps: until someone stops it


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A folder of runs with a line of its own; nothing in it works on when the test is over."""
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    monkeypatch.setenv("PIX2PIX_CHECKPOINTS", str(folder))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    yield folder
    for name in jobs.list_runs(folder):
        jobs.delete(folder / name)


def until(folder: Path, *states: State) -> Status:
    """Wait until the run is in one of the states."""
    while True:
        found = jobs.status(folder)
        if found.state in states:
            return found
        done = found.state not in (State.WAITING, State.STARTING, State.RUNNING)
        assert not done, f"{found}\n{jobs.output(folder)}"
        time.sleep(0.05)


def past_run(root: Path) -> Path:
    """The folder of a run without its process, which has ended."""
    run = Run(root / "shoes", recipe(steps=2))
    run.begin()
    run.set_status(Status(State.FINISHED, step=2, steps=2))
    (run.folder / jobs.JOB).write_text(jobs.Job(data="pairs").to_json())
    return run.folder


def kill(folder: Path) -> None:
    process = psutil.Process(jobs.status(folder).pid)
    process.send_signal(signal.SIGKILL)
    process.wait(10)


def test_a_run_works_in_its_own_process_and_becomes_a_model(root, pairs):
    folder = jobs.start(root, "shoes", pairs, recipe(steps=10))
    assert until(folder, State.FINISHED).step == 10
    Translator.load(folder)
    assert [int(path.stem) for path in jobs.previews(folder)] == [5, 10]
    assert jobs.list_runs(root) == ["shoes"]
    assert jobs.data_of(folder) == pairs


def test_stopping_saves_and_resuming_carries_on(root, pairs):
    folder = jobs.start(root, "shoes", pairs, recipe(steps=LONG))
    until(folder, State.RUNNING)
    jobs.stop(folder)
    jobs.stop(folder)  # asking twice does not cut the save short
    step = until(folder, State.STOPPED).step
    train = recipe(steps=step + 3).train
    jobs.resume(folder, train)
    assert until(folder, State.FINISHED).step == step + 3
    steps = [entry["step"] for entry in read_log(folder) if "pace" in entry]
    assert steps == list(range(1, step + 4))


def test_a_killed_run_is_interrupted_and_resumes_from_its_last_save(root, pairs):
    folder = jobs.start(root, "shoes", pairs, recipe(steps=LONG))
    while until(folder, State.RUNNING).step < 6:
        pass
    kill(folder)
    assert jobs.status(folder).state is State.INTERRUPTED
    jobs.resume(folder, recipe(steps=20).train)
    assert until(folder, State.FINISHED).step == 20
    assert not list(folder.rglob(".*.new"))


@pytest.mark.parametrize("delay", [0.02, 0.07])
def test_a_run_killed_while_it_saves_every_step_can_be_resumed(root, pairs, delay):
    folder = jobs.start(root, "shoes", pairs, recipe(steps=LONG, save_every=1))
    until(folder, State.RUNNING)
    time.sleep(delay)
    kill(folder)
    Translator.load(folder)
    last = read_log(folder)[-1]["step"]
    jobs.resume(folder, recipe(steps=last + 2).train)
    assert until(folder, State.FINISHED).step == last + 2


def test_a_run_outlives_whoever_started_it(root, pairs):
    settings = root / "recipe.json"
    settings.write_text(recipe(steps=LONG).to_json())
    script = (
        "import os, signal, sys; from pathlib import Path; from pix2pix import jobs;"
        "from pix2pix.config import Recipe\n"
        "root, pairs, settings = map(Path, sys.argv[1:])\n"
        "jobs.start(root, 'shoes', pairs, Recipe.read(settings))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    arguments = [sys.executable, "-c", script, str(root), str(pairs), str(settings)]
    done = subprocess.run(arguments, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    until(root / "shoes", State.RUNNING)


def test_the_second_run_waits_for_the_first_even_if_that_is_killed(root, pairs):
    first = jobs.start(root, "first", pairs, recipe(steps=LONG))
    until(first, State.RUNNING)
    second = jobs.start(root, "second", pairs, recipe(steps=3))
    tickets = root / ".line/cpu0"
    while not list(tickets.iterdir()):  # until it stands in line
        time.sleep(0.05)
    assert jobs.status(second).state is State.WAITING
    kill(first)
    until(second, State.FINISHED)


def test_a_waiting_run_can_be_stopped_and_resumed(root, pairs):
    first = jobs.start(root, "first", pairs, recipe(steps=LONG))
    until(first, State.RUNNING)
    second = jobs.start(root, "second", pairs, recipe(steps=3))
    jobs.stop(second)
    until(second, State.STOPPED)
    jobs.delete(first)
    jobs.resume(second)
    until(second, State.FINISHED)


def test_a_working_run_is_neither_resumed_nor_renamed(root, pairs):
    folder = jobs.start(root, "shoes", pairs, recipe(steps=LONG))
    with pytest.raises(RunError, match="shoes is working already. Stop it first."):
        jobs.resume(folder)
    with pytest.raises(RunError, match="Stop it before you rename it."):
        jobs.rename(folder, "boots")


def test_a_run_keeps_its_usable_pairs_and_resumes_under_another_name(root, tmp_path):
    data = write_pairs(tmp_path / "pairs", 8)
    (data / "003.png").write_bytes(b"broken")
    folder = jobs.start(root, "shoes", data, recipe(steps=2), diagnosis=examine(data))
    shutil.rmtree(data)
    until(folder, State.FINISHED)
    boots = jobs.rename(folder, "boots")
    assert len(list(jobs.data_of(boots).iterdir())) == 7
    jobs.resume(boots, recipe(steps=4).train)
    assert until(boots, State.FINISHED).step == 4
    assert jobs.list_runs(root) == ["boots"]


def test_deleting_ends_the_process_and_removes_everything(root, pairs):
    folder = jobs.start(root, "shoes", pairs, recipe(steps=LONG))
    pid = until(folder, State.RUNNING).pid
    jobs.delete(folder)
    assert not psutil.pid_exists(pid)
    assert jobs.list_runs(root) == []
    assert not folder.exists()


def test_a_model_that_is_no_run_is_not_deleted(root, checkpoint):
    shutil.copytree(checkpoint, root / "bundled")
    with pytest.raises(RunError, match="bundled is not a run of this page"):
        jobs.delete(root / "bundled")
    assert (root / "bundled/model.safetensors").is_file()
    assert jobs.list_runs(root) == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../up", "a/b", "a\\b", "a.b", ".hidden", "👟", "a b", "-f", "x" * 61]
)
def test_a_name_that_is_none_for_a_folder_is_refused(root, pairs, name):
    with pytest.raises(RunError, match="cannot be the name of a run. Use letters, digits"):
        jobs.start(root, name, pairs, recipe(steps=1))
    assert list(root.iterdir()) == []


def test_names_in_any_script_are_fine():
    assert jobs.checked_name("schuhe_1-grün") == "schuhe_1-grün"
    assert jobs.checked_name("靴") == "靴"


def test_two_tabs_that_start_the_same_name_at_once_make_one_run(root, pairs):
    script = (
        "import sys; from pathlib import Path; from pix2pix import jobs;"
        "from pix2pix.config import Recipe; from pix2pix.errors import RunError\n"
        "root, pairs, settings = map(Path, sys.argv[1:])\n"
        "print('ready', flush=True); sys.stdin.read()\n"
        "try: jobs.start(root, 'shoes', pairs, Recipe.read(settings)); print('started')\n"
        "except RunError as error: print(error)"
    )
    settings = root.parent / "recipe.json"
    settings.write_text(recipe(steps=2).to_json())
    arguments = [sys.executable, "-c", script, str(root), str(pairs), str(settings)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    tabs = [subprocess.Popen(arguments, cwd=ROOT, **pipes) for _ in range(2)]
    for tab in tabs:
        assert tab.stdout.readline() == "ready\n"
    for tab in tabs:
        tab.stdin.close()
    said = sorted(tab.stdout.read() for tab in tabs)
    for tab in tabs:
        tab.wait()
        tab.stdout.close()
    assert said[0].startswith("There is a run or model called shoes already.")
    assert said[1] == "started\n"
    until(root / "shoes", State.FINISHED)


def test_a_run_that_fails_says_why(root, tmp_path):
    folder = jobs.start(root, "shoes", tmp_path / "nowhere", recipe(steps=2))
    found = until(folder, State.FAILED)
    assert "nowhere is not a folder. Give the folder that holds the pairs." in found.error


def test_a_run_edited_by_hand_says_what_is_wrong(root):
    folder = past_run(root)
    (folder / "log.jsonl").write_text('{"step": 1}\nhello\n[1]\n')
    assert read_log(folder) == [{"step": 1}]
    (folder / "previews").mkdir()
    (folder / "previews/mine.png").write_bytes(b"")
    assert jobs.previews(folder) == []
    (folder / RECIPE).write_text(json.dumps({"train": {"steps": 2, "speed": "high"}}))
    with pytest.raises(CheckpointError, match="train.speed: this key is unknown"):
        jobs.resume(folder)
    (folder / "status.json").write_text("{}")
    with pytest.raises(RunError, match="Resume or delete the run"):
        jobs.status(folder)
    jobs.delete(folder)
    assert not folder.exists()


def test_a_process_number_that_was_given_to_another_process_is_not_ours(root):
    folder = past_run(root)
    Run(folder, recipe()).set_status(Status(State.RUNNING, pid=os.getpid(), born=1.0))
    assert jobs.status(folder).state is State.INTERRUPTED
    jobs.delete(folder)  # and this test lives on


def test_a_run_is_found_by_a_name_of_the_list_only(root):
    past_run(root)
    assert jobs.find(root, "shoes") == root / "shoes"
    for name in ("../shoes", "boots", "", "."):
        with pytest.raises(RunError, match="There is no run called"):
            jobs.find(root, name)
