"""The scripts beside the bundled models: stages that stop and go on, blends, and the cards."""

import pytest
import torch
from conftest import ROOT, SMALL, SMALL_MODEL, recipe
from describe_models import commands
from models import BLEND, MODELS, UNTIL, runs
from train_models import blend, run

from pix2pix.checkpoint.files import DISCRIMINATOR, LOG, RECIPE
from pix2pix.checkpoint.folder import (
    load_discriminator,
    load_generator,
    save_generator,
    save_weights,
)
from pix2pix.checkpoint.run import State, read_status
from pix2pix.cli import main
from pix2pix.networks import build_discriminator, build_generator

SETTINGS = "--width 8 --depth 5 --size 32 --patch 16 --report-every 5 --save-every 7"

each_model = pytest.mark.parametrize("name", MODELS)


@each_model
def test_the_card_tells_what_trains_the_model(name):
    card = (ROOT / "checkpoints" / name / "README.md").read_text()
    assert f"```sh\n{commands(name, MODELS[name])}\n```" in card


@each_model
def test_the_settings_of_every_stage_are_understood(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    stages = [flags for flags in runs(name, MODELS[name]).values() if not flags.startswith(BLEND)]
    for flags in stages:
        settings, _, _ = flags.partition(UNTIL)
        nowhere = f"--out {tmp_path / 'run'} --init {tmp_path / 'nowhere'}"
        monkeypatch.setattr("sys.argv", ["", "train", "DATA", *settings.split(), *nowhere.split()])
        with pytest.raises(SystemExit):
            main.main()
        assert f"{tmp_path / 'nowhere'} is not a folder" in capsys.readouterr().err, flags


@pytest.mark.slow
def test_a_stage_stops_at_its_step_and_goes_on_where_a_later_one_is_asked_for(pairs, tmp_path):
    folder = tmp_path / "run"
    settings = f"{SETTINGS} --steps 1000000"
    run(folder, pairs, settings, 10)
    first = read_status(folder)
    assert first.state is State.STOPPED
    assert 10 <= first.step < 1_000_000
    run(folder, pairs, settings, 10)  # nothing is left to do
    assert read_status(folder) == first
    run(folder, pairs, settings, first.step + 10)
    assert read_status(folder).state is State.STOPPED
    assert first.step + 10 <= read_status(folder).step < 1_000_000


@pytest.mark.slow
def test_a_stage_runs_to_its_end_and_one_that_fails_ends_the_script(pairs, tmp_path):
    run(tmp_path / "run", pairs, f"{SETTINGS} --steps 3", float("inf"))
    assert read_status(tmp_path / "run").state is State.FINISHED
    with pytest.raises(SystemExit) as ended:
        run(tmp_path / "other", pairs, f"{SETTINGS} --stepps 3", float("inf"))
    assert ended.value.code == 2


def test_a_blend_lies_between_two_and_has_the_rest_of_the_second(tmp_path):
    for number, name in enumerate(("before", "last"), start=1):
        generator = build_generator(SMALL)
        for parameter in generator.parameters():
            torch.nn.init.constant_(parameter, number)
        save_generator(tmp_path / name, generator, SMALL_MODEL)
        save_weights(
            build_discriminator(recipe().discriminator, SMALL), tmp_path / name / DISCRIMINATOR
        )
        (tmp_path / name / RECIPE).write_text(recipe().to_json())
        (tmp_path / name / LOG).write_text(f'{{"step": {number}}}\n')
    blend(tmp_path / "before", tmp_path / "last", tmp_path / "made", 0.75)
    blended, _ = load_generator(tmp_path / "made")
    assert all((parameter == 1.75).all() for parameter in blended.parameters())
    assert (tmp_path / "made" / LOG).read_text() == '{"step": 2}\n'
    kept, of_last = (load_discriminator(tmp_path / name)[0] for name in ("made", "last"))
    for mine, other in zip(kept.parameters(), of_last.parameters(), strict=True):
        assert torch.equal(mine, other)
