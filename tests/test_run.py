import json
import os
import shutil

import psutil
import pytest
import torch
from conftest import recipe
from PIL import Image
from test_checkpoint import Trap
from torch.optim.swa_utils import AveragedModel

from pix2pix.checkpoint.files import LOG, STATE, STATUS, STOP
from pix2pix.checkpoint.run import Run, State, Status, read_log, read_status
from pix2pix.config import Recipe
from pix2pix.errors import CheckpointError, DiskError, RunError, TrainingDiverged
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import build_discriminator, build_generator
from pix2pix.training.saver import restore, save


def parts(made: Recipe) -> tuple[Pix2Pix, dict[str, AveragedModel]]:
    """The method of a run after one step, and the running average of its generator."""
    generator = build_generator(made.generator)
    method = Pix2Pix(generator, build_discriminator(made.discriminator, made.generator))
    for name, optimizer in method.optimizers.items():
        sum(p.square().sum() for p in method.networks[name].parameters()).backward()
        optimizer.step()
    return method, {"forward": AveragedModel(generator)}


@pytest.fixture
def run(tmp_path) -> Run:
    return Run(tmp_path / "run", recipe())


def test_a_save_comes_back_whole(run):
    before, averages = parts(run.recipe)
    save(run, before, averages, 12)
    torch.manual_seed(99)
    after, found_averages = parts(run.recipe)
    assert restore(run, after, found_averages) == 12
    pairs = (before.networks, after.networks), (averages["forward"], found_averages["forward"])
    for kept, found in pairs:
        for name, tensor in kept.state_dict().items():
            assert torch.equal(tensor, found.state_dict()[name])
    for name, optimizer in before.optimizers.items():
        states = zip(
            optimizer.state_dict()["state"].values(),
            after.optimizers[name].state_dict()["state"].values(),
            strict=True,
        )
        for kept, found in states:
            assert all(torch.equal(kept[key], found[key]) for key in kept)


def test_restoring_forgets_what_was_logged_after_the_save(run):
    run.begin()
    saved = parts(run.recipe)
    for step in range(1, 6):
        run.log({"step": step, "g_l1": step / 10})
        if step == 3:
            save(run, *saved, 3)
    with (run.folder / LOG).open("a") as file:
        file.write('{"step": 6, "g_')  # cut short by a crash
    restore(run, *saved)
    assert [entry["step"] for entry in read_log(run.folder)] == [1, 2, 3]
    run.log({"step": 4})
    assert [entry["step"] for entry in read_log(run.folder)] == [1, 2, 3, 4]


def refusal(run) -> str:
    with pytest.raises(CheckpointError) as error:
        restore(run, *parts(run.recipe))
    message = str(error.value)
    assert message.startswith(f"{run.folder / STATE} cannot be resumed from (")
    assert message.endswith("Start a new run from this checkpoint's weights instead (--init).")
    return message


@pytest.mark.parametrize("content", [b"", b"not a state", bytes(100)])
def test_a_damaged_state_is_named(run, content):
    (run.folder / "resume").mkdir(parents=True)
    (run.folder / STATE).write_bytes(content)
    refusal(run)


@pytest.mark.parametrize("state", [[], {}, None, {"networks": 3}, {"networks": {}}])
def test_a_state_of_another_shape_is_named(run, state):
    (run.folder / "resume").mkdir(parents=True)
    torch.save(state, run.folder / STATE)
    refusal(run)


def test_the_state_of_another_network_is_named(run):
    save(run, *parts(run.recipe), 1)
    other = run.recipe.generator.model_copy(update={"width": 4})
    with pytest.raises(CheckpointError, match="size mismatch|Error\\(s\\) in loading"):
        restore(run, *parts(run.recipe.model_copy(update={"generator": other})))


def test_code_in_a_state_is_never_run(run, tmp_path):
    (run.folder / "resume").mkdir(parents=True)
    torch.save({"networks": Trap(tmp_path / "sprung")}, run.folder / STATE)
    assert "Weights only load failed" in refusal(run)
    assert not (tmp_path / "sprung").exists()


def test_weights_that_are_not_finite_are_not_saved(run):
    method, averages = parts(run.recipe)
    save(run, method, averages, 1)
    kept = (run.folder / STATE).read_bytes()
    next(method.generator.parameters()).data.fill_(float("nan"))
    with pytest.raises(TrainingDiverged) as error:
        save(run, method, averages, 2)
    assert str(error.value) == (
        "Weights are no longer finite at step 2. The last save is kept. Resume with a lower "
        "learning rate, or with precision fp32."
    )
    assert (run.folder / STATE).read_bytes() == kept


def test_a_new_beginning_forgets_an_old_wish_to_stop(run):
    run.begin()
    assert Recipe.read(run.folder / "train.json") == run.recipe
    (run.folder / STOP).touch()
    assert run.stop_requested()
    run.begin()
    assert not run.stop_requested()


def test_the_log_has_one_object_a_line_with_its_time(run):
    run.begin()
    run.log({"step": 1, "g_l1": 0.5})
    run.log({"step": 2, "g_l1": 0.25})
    lines = (run.folder / LOG).read_text().splitlines()
    assert [json.loads(line)["g_l1"] for line in lines] == [0.5, 0.25]
    assert json.loads(lines[0])["time"] <= json.loads(lines[1])["time"]


def test_a_log_that_cannot_be_written_is_a_disk_error(run):
    (run.folder / LOG).mkdir(parents=True)
    with pytest.raises(DiskError, match="log.jsonl could not be written: .* then resume"):
        run.log({"step": 1})


def test_lines_that_are_no_entries_are_left_out(tmp_path):
    (tmp_path / LOG).write_text('{"step": 1}\n[2]\nnonsense\n{"step": 3')
    assert read_log(tmp_path) == [{"step": 1}]
    assert read_log(tmp_path / "gone") == []


def test_previews_are_named_by_their_step(run):
    run.save_preview(Image.new("RGB", (8, 8)), 400)
    assert (run.folder / "previews" / "000400.png").is_file()


def test_nothing_more_is_written_once_the_folder_was_deleted_even_if_it_is_there_again(run):
    run.begin()
    shutil.rmtree(run.folder)
    run.folder.mkdir()  # as by a write that came too late
    with pytest.raises(DiskError, match="is gone: it was deleted or renamed"):
        save(run, *parts(run.recipe), 1)
    with pytest.raises(DiskError, match="is gone"):
        run.save_preview(Image.new("RGB", (4, 4)), 1)
    run.set_status(Status.of_this_process(State.RUNNING))
    assert list(run.folder.iterdir()) == []


def test_a_status_comes_back(run):
    before = Status.of_this_process(State.RUNNING, step=3, steps=9, device="CPU")
    run.set_status(before)
    assert read_status(run.folder) == before
    assert before.pid == os.getpid()


@pytest.mark.parametrize("state", list(State))
def test_a_run_whose_process_is_gone_was_interrupted(run, state):
    gone = max(psutil.pids()) + 4_000_000
    run.set_status(Status(state, step=3, steps=9, pid=gone, born=1.0))
    working = state in (State.WAITING, State.STARTING, State.RUNNING)
    assert read_status(run.folder).state is (State.INTERRUPTED if working else state)


def test_a_process_that_took_over_the_number_is_not_the_run(run):
    run.set_status(Status(State.RUNNING, pid=os.getpid(), born=1.0))
    assert read_status(run.folder).state is State.INTERRUPTED


@pytest.mark.parametrize(
    "text", [None, "", "[]", '{"state": "dancing"}', '{"state": "failed", "x": 1}']
)
def test_a_damaged_status_is_named(tmp_path, text):
    if text is not None:
        (tmp_path / STATUS).write_text(text)
    with pytest.raises(RunError) as error:
        read_status(tmp_path)
    assert str(error.value).startswith(f"{tmp_path / STATUS} cannot be read (")
    assert str(error.value).endswith("Resume or delete the run.")
