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
import torch

from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.run import State, Status, read_log
from pix2pix.data.inspect import examine
from pix2pix.errors import CheckpointError, RunError
from pix2pix.jobs import control
from pix2pix.translator import Translator
from tests.conftest import ROOT, recipe, write_pairs
from tests.runs import LONG, kill, past_run, until

pytestmark = pytest.mark.slow


def test_a_run_works_in_its_own_process_and_becomes_a_model(root, pairs):
    folder = control.start(root, "shoes", pairs, recipe(steps=10))
    assert until(folder, State.FINISHED).step == 10
    Translator.load(folder)
    assert [int(path.stem) for path in control.previews(folder)] == [5, 10]
    assert control.list_runs(root) == ["shoes"]
    assert control.data_of(folder) == pairs


def test_stopping_saves_and_resuming_carries_on(root, pairs):
    folder = control.start(root, "shoes", pairs, recipe(steps=LONG))
    until(folder, State.RUNNING)
    control.stop(folder)
    control.stop(folder)  # asking twice does not cut the save short
    step = until(folder, State.STOPPED).step
    train = recipe(steps=step + 3).train
    control.resume(folder, train)
    assert until(folder, State.FINISHED).step == step + 3
    steps = [entry["step"] for entry in read_log(folder) if "seconds_per_step" in entry]
    assert steps == list(range(1, step + 4))


def test_a_killed_run_is_interrupted_and_resumes_from_its_last_save(root, pairs):
    folder = control.start(root, "shoes", pairs, recipe(steps=LONG))
    while until(folder, State.RUNNING).step < 6:
        pass
    kill(folder)
    assert control.status(folder).state is State.INTERRUPTED
    control.resume(folder, recipe(steps=20).train)
    assert until(folder, State.FINISHED).step == 20
    assert not list(folder.rglob(".*.new"))


@pytest.mark.parametrize("delay", [0.02, 0.07])
def test_a_run_killed_while_it_saves_every_step_can_be_resumed(root, pairs, delay):
    folder = control.start(root, "shoes", pairs, recipe(steps=LONG, save_every=1))
    until(folder, State.RUNNING)
    time.sleep(delay)
    kill(folder)
    Translator.load(folder)
    last = read_log(folder)[-1]["step"]
    control.resume(folder, recipe(steps=last + 2).train)
    assert until(folder, State.FINISHED).step == last + 2


def test_a_run_outlives_whoever_started_it(root, pairs):
    settings = root / "recipe.json"
    settings.write_text(recipe(steps=LONG).to_json())
    script = (
        "import os, signal, sys; from pathlib import Path; from pix2pix.jobs import control;"
        "from pix2pix.config import Recipe\n"
        "root, pairs, settings = map(Path, sys.argv[1:])\n"
        "control.start(root, 'shoes', pairs, Recipe.read(settings))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    arguments = [sys.executable, "-c", script, str(root), str(pairs), str(settings)]
    done = subprocess.run(arguments, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    until(root / "shoes", State.RUNNING)


def test_the_second_run_waits_for_the_first_even_if_that_is_killed(root, pairs):
    first = control.start(root, "first", pairs, recipe(steps=LONG))
    until(first, State.RUNNING)
    second = control.start(root, "second", pairs, recipe(steps=3))
    tickets = root / ".line/cpu0"
    while not list(tickets.iterdir()):  # until it stands in line
        time.sleep(0.05)
    assert control.status(second).state is State.WAITING
    kill(first)
    until(second, State.FINISHED)


def test_a_waiting_run_can_be_stopped_and_resumed(root, pairs):
    first = control.start(root, "first", pairs, recipe(steps=LONG))
    until(first, State.RUNNING)
    second = control.start(root, "second", pairs, recipe(steps=3))
    control.stop(second)
    until(second, State.STOPPED)
    control.delete(first)
    control.resume(second)
    until(second, State.FINISHED)


def test_a_working_run_is_neither_resumed_nor_renamed(root, pairs):
    folder = control.start(root, "shoes", pairs, recipe(steps=LONG))
    pid = until(folder, State.RUNNING).pid
    with pytest.raises(RunError, match=rf"shoes is working already \(process {pid}\). Stop it"):
        control.resume(folder)
    with pytest.raises(RunError, match="Stop it before you rename it."):
        control.rename(folder, "boots")


def test_a_run_keeps_its_usable_pairs_and_resumes_under_another_name(root, tmp_path):
    data = write_pairs(tmp_path / "pairs", 8)
    (data / "003.png").write_bytes(b"broken")
    folder = control.start(root, "shoes", data, recipe(steps=2), diagnosis=examine(data))
    shutil.rmtree(data)
    until(folder, State.FINISHED)
    boots = control.rename(folder, "boots")
    assert len(list(control.data_of(boots).iterdir())) == 7
    control.resume(boots, recipe(steps=4).train)
    assert until(boots, State.FINISHED).step == 4
    assert control.list_runs(root) == ["boots"]


def test_deleting_ends_the_process_and_removes_everything(root, pairs):
    folder = control.start(root, "shoes", pairs, recipe(steps=LONG))
    pid = until(folder, State.RUNNING).pid
    control.delete(folder)
    assert not psutil.pid_exists(pid)
    assert control.list_runs(root) == []
    assert not folder.exists()


def test_a_model_that_is_no_run_is_not_deleted(root, checkpoint):
    shutil.copytree(checkpoint, root / "bundled")
    with pytest.raises(RunError, match="bundled is not a run of this page"):
        control.delete(root / "bundled")
    assert (root / "bundled/model.safetensors").is_file()
    assert control.list_runs(root) == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../up", "a/b", "a\\b", "a.b", ".hidden", "👟", "a b", "-f", "x" * 61]
)
def test_a_name_that_is_none_for_a_folder_is_refused(root, pairs, name):
    with pytest.raises(RunError, match="cannot be the name of a run. Use letters, digits"):
        control.start(root, name, pairs, recipe(steps=1))
    assert list(root.iterdir()) == []


def test_names_in_any_script_are_fine():
    assert control.checked_name("schuhe_1-grün") == "schuhe_1-grün"
    assert control.checked_name("靴") == "靴"


def test_two_tabs_that_start_the_same_name_at_once_make_one_run(root, pairs):
    script = (
        "import sys; from pathlib import Path; from pix2pix.jobs import control;"
        "from pix2pix.config import Recipe; from pix2pix.errors import RunError\n"
        "root, pairs, settings = map(Path, sys.argv[1:])\n"
        "print('ready', flush=True); sys.stdin.read()\n"
        "try: control.start(root, 'shoes', pairs, Recipe.read(settings)); print('started')\n"
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
    folder = control.start(root, "shoes", tmp_path / "nowhere", recipe(steps=2))
    found = until(folder, State.FAILED)
    assert "nowhere is not a folder. Give the folder that holds the pairs." in found.error


def test_a_run_edited_by_hand_says_what_is_wrong(root):
    folder = past_run(root).folder
    (folder / "log.jsonl").write_text('{"step": 1}\nhello\n[1]\n')
    assert read_log(folder) == [{"step": 1}]
    (folder / "previews").mkdir()
    (folder / "previews/mine.png").write_bytes(b"")
    assert control.previews(folder) == []
    (folder / RECIPE).write_text(json.dumps({"train": {"steps": 2, "speed": "high"}}))
    with pytest.raises(CheckpointError, match="train.speed: this key is unknown"):
        control.resume(folder)
    (folder / "status.json").write_text("{}")
    with pytest.raises(RunError, match="Resume or delete the run"):
        control.status(folder)
    control.delete(folder)
    assert not folder.exists()


def test_a_process_number_that_was_given_to_another_process_is_not_ours(root):
    run = past_run(root)
    run.set_status(Status(State.RUNNING, pid=os.getpid(), born=1.0))
    assert control.status(run.folder).state is State.INTERRUPTED
    control.delete(run.folder)  # and this test lives on


def test_a_run_is_found_by_a_name_of_the_list_only(root):
    past_run(root)
    assert control.find(root, "shoes") == root / "shoes"
    for name in ("../shoes", "boots", "", "."):
        with pytest.raises(RunError, match="There is no run called"):
            control.find(root, name)


def workers(folder: Path) -> list[psutil.Process]:
    """All processes that were started to work in the folder, torchrun included."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if str(folder) in (process.info["cmdline"] or []):
            found.append(process)
    return found


def test_a_folder_that_is_deleted_under_its_run_does_not_come_back(root, pairs):
    folder = control.start(root, "shoes", pairs, recipe(steps=LONG))
    process = psutil.Process(until(folder, State.RUNNING).pid)
    while folder.exists():  # files may come in between
        shutil.rmtree(folder, ignore_errors=True)
    process.wait(30)
    assert not folder.exists()
    assert control.list_runs(root) == []


@pytest.mark.parametrize(
    ("room", "state"),
    [(10_000, State.FAILED), (0, State.INTERRUPTED)],  # for a sentence; not even for that
)
def test_a_disk_that_fills_up_keeps_the_last_save_and_the_run_can_be_resumed(
    root, pairs, room, state
):
    folder = control.start(root, "shoes", pairs, recipe(steps=LONG, save_every=10))
    while until(folder, State.RUNNING).step < 12:
        time.sleep(0.02)
    process = psutil.Process(control.status(folder).pid)
    process.rlimit(psutil.RLIMIT_FSIZE, (room, psutil.RLIM_INFINITY))  # bytes it may write
    found = until(folder, state)
    if state is State.FAILED:
        assert "state.pt could not be written" in found.error
        assert found.error.endswith("the last complete save is untouched.")
    process.wait(10)
    Translator.load(folder)
    saved = control.previews(folder)[-1].stem
    control.resume(folder, recipe(steps=int(saved) + 3).train)  # in a process without the limit
    assert until(folder, State.FINISHED).step == int(saved) + 3
    assert not list(folder.rglob(".*.new"))


def test_two_processes_train_and_stop_together_and_one_carries_on(root, pairs):
    made = recipe(steps=LONG, batch_size=2)
    folder = control.start(root, "shoes", pairs, made, processes=2)
    until(folder, State.RUNNING)
    assert len(workers(folder)) == 3  # torchrun, and the two that it started
    control.stop(folder)
    step = until(folder, State.STOPPED).step
    psutil.wait_procs(workers(folder), 10)
    assert "Traceback" not in control.output(folder, 1000)
    control.resume(folder, recipe(steps=step + 3).train, processes=1)
    assert until(folder, State.FINISHED).step == step + 3
    assert read_log(folder)[step - 1]["epoch"] == pytest.approx(step / 2)  # 6 pairs, 4 a step
    assert control.job_of(folder).processes == 1


def test_a_run_of_two_processes_waits_in_line_and_ends_with_either(root, pairs):
    first = control.start(root, "first", pairs, recipe(steps=LONG))
    until(first, State.RUNNING)
    second = control.start(root, "second", pairs, recipe(steps=LONG), processes=2)
    while not list((root / ".line/cpu0").iterdir()):
        time.sleep(0.05)
    assert control.status(second).state is State.WAITING
    kill(first)
    until(second, State.RUNNING)
    kill(second)  # the first of the two: nothing of the rest stays
    assert control.status(second).state is State.INTERRUPTED
    assert not psutil.wait_procs(workers(second), 30)[1]
    control.resume(second)
    until(second, State.RUNNING)
    control.delete(second)
    assert not workers(second)


def test_more_gpus_than_there_are_cannot_be_asked_for(root, pairs, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with pytest.raises(RunError, match="3 GPUs were asked for, but 2 can be found. Choose fewer."):
        control.start(root, "shoes", pairs, recipe(), processes=3)
    with pytest.raises(RunError, match="but also cuda:1 alone. Choose the device auto."):
        control.start(root, "shoes", pairs, recipe(device="cuda:1"), processes=2)
    assert list(root.iterdir()) == []
