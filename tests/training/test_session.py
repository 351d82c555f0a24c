import json
from contextlib import closing
from itertools import islice
from shutil import copytree

import pytest
import torch
from conftest import SMALL, SMALL_MODEL, model_of, recipe, write_pairs
from PIL import Image
from safetensors.torch import load_file

from pix2pix.checkpoint.card import write_card
from pix2pix.checkpoint.files import DISCRIMINATOR, LOCK, MODEL, RECIPE
from pix2pix.checkpoint.folder import load_generator, save_generator, starting_recipe
from pix2pix.checkpoint.run import Run, State, read_log, read_status
from pix2pix.config import (
    DataConfig,
    DiscriminatorConfig,
    Domains,
    Origin,
    Pix2PixSettings,
    Recipe,
    Size,
    ValuesConfig,
)
from pix2pix.errors import ConfigError, DataError, RunError
from pix2pix.hub.reference import Reference
from pix2pix.hub.store import folder_of
from pix2pix.jobs.presets import preset
from pix2pix.networks import build_generator
from pix2pix.training.origin import origins_from
from pix2pix.training.session import open_run, run_training

pytestmark = pytest.mark.slow


def train(data, folder, made=None, *, init=None, resume=False, steps=None):
    """Run a session to its end, or leave it after some steps."""
    run = open_run(folder, made or recipe(steps=6), init=init, resume=resume)
    with closing(run_training(data, run, init=init)) as reports:
        return list(islice(reports, steps))


@pytest.fixture(scope="module")
def finished(pairs, tmp_path_factory):
    """The folder of a run of six steps; not to be changed."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("runs") / "finished"
    train(pairs, folder)
    return folder


def test_a_run_leaves_a_whole_checkpoint(finished):
    files = [path for path in finished.rglob("*") if path.is_file() and path.name != LOCK]
    assert sorted(path.relative_to(finished).as_posix() for path in files) == [
        "config.json",
        "discriminator.safetensors",
        "log.jsonl",
        "model.safetensors",
        "pairs.json",
        "previews/000005.png",
        "previews/000006.png",
        "resume/state.pt",
        "status.json",
        "train.json",
    ]
    found = recipe(steps=6).changed(values=ValuesConfig().settled)
    assert load_generator(finished)[1] == found.model
    assert Recipe.read(finished / RECIPE) == found


def test_a_run_logs_losses_pace_and_validation(finished):
    log = read_log(finished)
    steps = [entry for entry in log if "g_l1" in entry]
    assert [entry["step"] for entry in steps] == [1, 2, 3, 4, 5, 6]
    place = {"time", "step", "epoch", "seconds_per_step"}
    assert place | {"d_real", "d_fake", "g_gan", "g_l1"} == set(steps[0])
    validated = [entry for entry in log if "validation" in entry]
    assert validated[-1]["step"] == 6
    assert set(validated[-1]["validation"]) >= {"n", "l1", "psnr", "ssim"}
    assert validated[-1]["validation"]["n"] == 2  # a quarter of eight pairs


def test_a_preview_shows_input_output_and_target(finished):
    with Image.open(finished / "previews" / "000006.png") as sheet:
        assert sheet.size == (3 * 32 + 2 * 4, 2 * 32 + 4)


def test_a_finished_run_says_so(finished):
    status = read_status(finished)
    assert (status.state, status.step, status.steps, status.error) == (State.FINISHED, 6, 6, "")
    assert status.device.startswith(("CPU", "NVIDIA"))


def test_learning_brings_outputs_closer_to_their_targets(pairs, tmp_path):
    train(pairs, tmp_path, recipe(steps=60, save_every=60, batch_size=2, learning_rate=2e-3))
    losses = [entry["g_l1"] for entry in read_log(tmp_path) if "g_l1" in entry]
    assert sum(losses[-10:]) < 0.5 * sum(losses[:10])


def test_the_same_seed_gives_the_same_run(pairs, finished, tmp_path):
    torch.manual_seed(99)  # what was drawn before does not matter
    train(pairs, tmp_path / "again")
    train(pairs, tmp_path / "other", recipe(steps=6, seed=1))
    weights = [(folder / MODEL).read_bytes() for folder in (finished, tmp_path / "again")]
    assert weights[0] == weights[1] != (tmp_path / "other" / MODEL).read_bytes()


def test_a_run_left_early_is_stopped_and_can_be_resumed(pairs, finished, tmp_path):
    train(pairs, tmp_path, steps=3)
    status = read_status(tmp_path)
    assert (status.state, status.step, status.steps) == (State.STOPPED, 3, 6)
    assert [report.step for report in train(pairs, tmp_path, resume=True)] == [4, 5, 6]
    assert (tmp_path / MODEL).read_bytes() == (finished / MODEL).read_bytes()
    assert [entry["step"] for entry in read_log(tmp_path) if "g_l1" in entry] == [1, 2, 3, 4, 5, 6]


def test_a_file_named_stop_stops_the_run(pairs, tmp_path):
    run = open_run(tmp_path, recipe(steps=50), init=None, resume=False)
    for report in run_training(pairs, run):
        if report.step == 2:
            (tmp_path / "stop").touch()
    assert (report.step, read_status(tmp_path).state) == (2, State.STOPPED)
    assert (tmp_path / MODEL).is_file()


def test_a_run_that_is_stopped_shows_what_it_has_learnt(pairs, tmp_path):
    run = open_run(tmp_path, recipe(steps=50, save_every=2), init=None, resume=False)
    for report in run_training(pairs, run):
        if report.step == 7:
            (tmp_path / "stop").touch()
    names = [path.stem for path in sorted((tmp_path / "previews").iterdir())]
    assert names == ["000002", "000004", "000006", "000007"]
    assert [entry["step"] for entry in read_log(tmp_path) if "validation" in entry] == [6]


def test_stopping_does_not_change_when_a_run_is_measured(pairs, tmp_path):
    made = recipe(steps=10, save_every=5, validate_every=1)  # due from step 6 on
    train(pairs, tmp_path / "whole", made)
    run = open_run(tmp_path / "parts", made, init=None, resume=False)
    for report in run_training(pairs, run):
        if report.step == 7:
            (tmp_path / "parts" / "stop").touch()
    train(pairs, tmp_path / "parts", made, resume=True)
    for name in ("whole", "parts"):
        entries = read_log(tmp_path / name)
        assert [entry["step"] for entry in entries if "validation" in entry] == [10]


def test_a_caller_may_ask_to_stop(pairs, tmp_path):
    run = open_run(tmp_path, recipe(steps=50), init=None, resume=False)
    assert len(list(run_training(pairs, run, stop=lambda: True))) == 1
    assert read_status(tmp_path).state is State.STOPPED


def test_a_finished_run_that_is_resumed_stays_finished(pairs, tmp_path):
    train(pairs, tmp_path)
    assert train(pairs, tmp_path, resume=True) == []
    status = read_status(tmp_path)
    assert (status.state, status.step, status.steps) == (State.FINISHED, 6, 6)


def test_a_finished_run_may_be_given_more_steps(pairs, tmp_path):
    train(pairs, tmp_path)
    more = train(pairs, tmp_path, recipe(steps=8, batch_size=2), resume=True)
    assert [report.step for report in more] == [7, 8]
    assert Recipe.read(tmp_path / RECIPE).train.batch_size == 2


def test_resuming_does_not_validate_more_often(pairs, tmp_path):
    made = recipe(steps=12, save_every=2, validate_every=1)  # six steps are an epoch
    train(pairs, tmp_path / "whole", made)
    train(pairs, tmp_path / "parts", made, steps=9)
    train(pairs, tmp_path / "parts", made, resume=True)
    steps = [
        [entry["step"] for entry in read_log(tmp_path / name) if "validation" in entry]
        for name in ("whole", "parts")
    ]
    assert steps[0] == steps[1] == [6, 12]


def test_a_run_on_bad_data_has_failed_with_the_reason(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError) as error:
        train(tmp_path / "empty", tmp_path / "run")
    status = read_status(tmp_path / "run")
    assert (status.state, status.error) == (State.FAILED, str(error.value))
    write_pairs(tmp_path / "empty", 4)
    train(tmp_path / "empty", tmp_path / "run", recipe(steps=1))  # nothing stands in the way
    assert read_status(tmp_path / "run").state is State.FINISHED


def test_a_folder_with_nothing_but_val_cannot_be_trained_on(tmp_path):
    write_pairs(tmp_path / "data" / "val", 3)
    with pytest.raises(DataError, match="There are no pictures to train on. Add some, or hold out"):
        train(tmp_path / "data", tmp_path / "run")


def test_a_picture_damaged_while_training_keeps_the_last_save(tmp_path):
    data = write_pairs(tmp_path / "data")
    made = recipe(steps=40, save_every=1)
    made = made.model_copy(update={"data": DataConfig(held_out=0, memory_mb=0)})
    run = open_run(tmp_path / "run", made, init=None, resume=False)
    with pytest.raises(Exception, match="cannot be read as a picture"):
        for report in run_training(data, run):
            if report.step == 2:
                for file in data.iterdir():
                    file.write_bytes(b"damaged")
    assert read_status(tmp_path / "run").state is State.FAILED
    assert load_generator(tmp_path / "run")


def refusal(folder, made, error, **how) -> str:
    with pytest.raises(error) as raised:
        open_run(folder, made, **{"init": None, "resume": False, **how})
    return str(raised.value)


def test_a_run_is_never_overwritten(finished, checkpoint):
    for folder in (finished, checkpoint):
        assert refusal(folder, recipe(), RunError) == (
            f"{folder} holds a checkpoint already. Add --resume, or choose another --out."
        )


def test_there_must_be_a_run_to_resume(tmp_path):
    assert refusal(tmp_path, recipe(), RunError, resume=True) == (
        f"{tmp_path} holds no run to resume. Leave out --resume to start one."
    )


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        ("generator", {"width": 4}, "width is 8 in {}, but 4 was asked for. "),
        ("generator", {"size": Size(32, 64)}, "size is 32 in {}, but 32x64 was asked for. "),
        ("discriminator", {"patch": 1}, "patch is 16 in {}, but 1 was asked for. "),
        ("data", {"direction": "b2a"}, "direction is a2b in {}, but b2a was asked for. "),
    ],
)
def test_what_belongs_to_a_run_is_not_changed_on_resuming(finished, part, change, message):
    made = recipe(steps=9)
    made = made.model_copy(update={part: getattr(made, part).model_copy(update=change)})
    assert refusal(finished, made, ConfigError, resume=True) == message.format(finished) + (
        "It belongs to the run: leave the setting out, or start a new run."
    )


def test_a_network_to_start_from_is_kept_and_may_learn_from_pictures_of_another_size(
    checkpoint, tmp_path
):
    made = recipe()
    wide = made.changed(generator=made.generator.changed(size="32x64"))
    opened = open_run(tmp_path / "run", wide, init=checkpoint, resume=False)
    assert opened.recipe.generator.size == (32, 64)
    other = wide.changed(generator=wide.generator.changed(width=4))
    said = refusal(tmp_path / "run", other, ConfigError, init=checkpoint)
    assert said.startswith(f"width is 8 in {checkpoint}, but 4 was asked for.")


def test_a_run_resumes_with_the_recipe_that_started_it_whatever_it_found_in_its_data(
    pairs, tmp_path
):
    open_domains = recipe(steps=1).changed(domains=Domains())
    train(pairs, tmp_path, open_domains)
    found = Recipe.read(tmp_path / RECIPE).domains.input_kind
    assert found is not None
    train(pairs, tmp_path, open_domains.changed(train=recipe(steps=2).train), resume=True)
    assert Recipe.read(tmp_path / RECIPE).domains.input_kind == found
    other = open_domains.changed(domains=Domains(input_kind="photo"))
    assert found != "photo"
    assert refusal(tmp_path, other, ConfigError, resume=True).startswith(
        f"input_kind is {found} in {tmp_path}, but photo was asked for."
    )


def test_fine_tuning_takes_over_generator_and_discriminator(pairs, finished, tmp_path):
    start = starting_recipe(finished)
    assert start.generator == SMALL
    assert start.discriminator == DiscriminatorConfig(patch=16, discriminator_width=8)
    made = recipe(steps=1, learning_rate=1e-12, ema_decay=0.0)
    train(pairs, tmp_path, made, init=finished)
    for name in (MODEL, DISCRIMINATOR):
        before, after = load_file(finished / name), load_file(tmp_path / name)
        for key, tensor in before.items():
            torch.testing.assert_close(after[key], tensor)


def test_a_run_remembers_what_its_weights_descend_from(pairs, finished, tmp_path):
    shoes, first, second = (tmp_path / name for name in ("shoes", "first", "second"))
    write_card(copytree(finished, shoes), license="mit")
    train(pairs, first, recipe(steps=1), init=shoes)
    train(pairs, second, recipe(steps=1), init=first)
    train(pairs, second, recipe(steps=2), resume=True)
    assert Recipe.read(shoes / RECIPE).origins == ()
    assert Recipe.read(second / RECIPE).origins == (
        Origin(name="first"),
        Origin(name="shoes", terms="MIT"),
    )


@pytest.mark.usefixtures("server")
def test_a_pulled_model_is_named_as_on_the_hub(finished):
    pulled = folder_of(Reference.parse("me/shoes"), 40 * "a")
    copytree(finished, pulled)
    assert origins_from(pulled) == (Origin(name="me/shoes"),)


def test_fine_tuning_may_rename_the_domains_but_not_reshape_the_network(checkpoint, tmp_path):
    named = starting_recipe(checkpoint).changed(
        domains=Domains(source="cat"), method=Pix2PixSettings(gan="none")
    )
    run = open_run(tmp_path, named, init=checkpoint, resume=False)
    assert (run.recipe.generator, run.recipe.domains.source) == (SMALL, "cat")
    other = named.changed(generator=SMALL.changed(width=16))
    assert refusal(tmp_path, other, ConfigError, init=checkpoint).startswith(
        f"width is 8 in {checkpoint}, but 16 was asked for."
    )


def test_fine_tuning_draws_its_hints_and_its_default_seed_anew(tmp_path):
    config = SMALL.changed(color_hint=True, hint_colors=("#102030",))
    model = model_of(config, source="edges", default_seed=3)
    save_generator(tmp_path / "base", build_generator(config), model)
    start = starting_recipe(tmp_path / "base")
    assert start.generator == config.changed(hint_colors=())
    assert (start.domains.source, start.domains.default_seed) == ("edges", None)
    chosen = preset("quick", 50, start)
    assert (chosen.generator, chosen.domains) == (start.generator, start.domains)


def test_a_checkpoint_without_a_discriminator_gets_a_fresh_one(pairs, checkpoint, tmp_path):
    train(pairs, tmp_path, recipe(steps=1), init=checkpoint)
    assert (tmp_path / DISCRIMINATOR).is_file()


def test_a_run_with_hints_keeps_their_colors_in_its_config(pairs, tmp_path):
    made = recipe(steps=2).changed(generator=SMALL.changed(color_hint=True))
    train(pairs, tmp_path, made, steps=1)
    colors = load_generator(tmp_path)[1].generator.hint_colors
    assert len(colors) >= 3
    kept = Recipe.read(tmp_path / RECIPE)
    train(pairs, tmp_path, kept, resume=True)
    assert load_generator(tmp_path)[1].generator.hint_colors == colors


def test_the_direction_decides_what_is_learnt(pairs, tmp_path):
    made = recipe(steps=1)
    turned = made.model_copy(update={"data": made.data.model_copy(update={"direction": "b2a"})})
    losses = []
    for name, each in (("a2b", made), ("b2a", turned)):
        losses.append(train(pairs, tmp_path / name, each)[0].losses["g_l1"])
    assert losses[0] != losses[1]
    assert json.loads((tmp_path / "b2a" / RECIPE).read_text())["data"]["direction"] == "b2a"


def test_an_untrained_network_can_be_saved_again(tmp_path):
    save_generator(tmp_path, build_generator(SMALL), SMALL_MODEL)
    assert Run(tmp_path, recipe()).has_state is False
