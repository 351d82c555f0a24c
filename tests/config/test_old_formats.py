"""What the format ``pix2pix-1`` wrote is still read: a stored run, and files in its words."""

import shutil
from pathlib import Path

import pytest
import torch

from pix2pix import Translator
from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.folder import load_discriminator, load_generator, read_config
from pix2pix.checkpoint.run import read_log
from pix2pix.config import HugGANConfig, ModelConfig, Recipe
from pix2pix.errors import CheckpointError
from pix2pix.training.session import open_run, run_training

STORED = Path(__file__).parents[1] / "old_formats" / "run"
# Its losses as it goes on. The version that wrote it had the same but for 0.006 at most: its seeds
# stood for other noise.
NEXT = [
    {"d_real": 0.72811, "d_fake": 0.64224, "g_gan": 0.74898, "g_l1": 0.89179},
    {"d_real": 0.72819, "d_fake": 0.65656, "g_gan": 0.72844, "g_l1": 0.90803},
]


def test_a_stored_config_says_the_same_in_todays_words():
    model = read_config(STORED)
    assert (model.generator.width, model.generator.depth, model.generator.color_hint) == (
        2,
        3,
        True,
    )
    assert model.generator.hint_colors[:2] == ("#b8d256", "#947bd0")
    domains = model.domains
    assert (domains.source, domains.target, domains.input_kind) == ("edges", "photo", "lines")
    assert ModelConfig.model_validate_json(model.to_json()) == model


def test_a_stored_recipe_keeps_every_setting():
    recipe = Recipe.read(STORED / RECIPE)
    assert recipe.model == read_config(STORED)
    assert (recipe.data.random_placement, recipe.data.collage) == (0.2, 0.2)
    assert (recipe.method.hue_jitter, recipe.method.chroma_weight) == (0.5, 0.5)
    assert (recipe.method.reconstruction_weight, recipe.train.ema_decay) == (100, 0.999)
    assert (recipe.train.steps, recipe.discriminator.patch) == (4, 16)


def test_stored_weights_draw_and_discriminate(sketch):
    generator, _ = load_generator(STORED)
    assert generator.hint_layers is not None
    assert load_discriminator(STORED)[0].layers[0].in_channels == 3 + 4 + 3
    translator = Translator.load(STORED, "torch")
    assert translator(sketch, seed=0).tobytes() != translator(sketch, seed=1).tobytes()


def test_a_stored_run_goes_on_as_it_would_have_then(pairs, tmp_path):
    shutil.copytree(STORED, tmp_path / "run")
    kept = Recipe.read(STORED / RECIPE)
    more = kept.changed(train=kept.train.changed(steps=6))
    run = open_run(tmp_path / "run", more, init=None, resume=True)
    reports = list(run_training(pairs, run))
    assert [report.step for report in reports] == [5, 6]
    for report, expected in zip(reports, NEXT, strict=True):
        assert report.losses == pytest.approx(expected, abs=2e-4)
    steps = [entry for entry in read_log(tmp_path / "run") if "seconds_per_step" in entry]
    assert [entry["step"] for entry in steps] == [1, 2, 3, 4, 5, 6]
    assert Recipe.read(tmp_path / "run" / RECIPE).format == "pix2pix-2"


def old(**values: object) -> ModelConfig:
    return ModelConfig.model_validate({"format": "pix2pix-1", **values})


@pytest.mark.parametrize(
    ("source", "labels", "kind"),
    [
        ("edges", [], "lines"),
        ("my Sketches", [], "lines"),
        ("day", [], "photo"),
        ("labels", [{"name": "door", "colour": "#0055ff"}], "labels"),
    ],
)
def test_how_one_draws_for_an_old_model_follows_from_what_it_says(source, labels, kind):
    domains = old(source=source, labels=labels, first_take=3).domains
    assert (domains.input_kind, domains.default_seed) == (kind, 3)
    assert [label.color for label in domains.labels] == [label["colour"] for label in labels]


def test_an_old_network_of_huggan_keeps_only_what_varies():
    model = old(architecture="huggan", width=64, depth=8, dropout_levels=[0, 1, 2, 3], size=512)
    assert model.generator == HugGANConfig(size=512)


def test_an_unknown_key_of_an_old_file_is_still_named(tmp_path):
    (tmp_path / "config.json").write_text('{"format": "pix2pix-1", "widht": 8}')
    with pytest.raises(CheckpointError, match="widht: this key is unknown"):
        read_config(tmp_path)


def test_stored_files_are_of_the_old_format_still():
    assert '"format": "pix2pix-1"' in (STORED / "config.json").read_text()
    state = torch.load(STORED / "resume" / "state.pt", weights_only=True)
    assert "module.tint.0.weight" in state["averaged"]
