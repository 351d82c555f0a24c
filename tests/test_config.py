import json
from pathlib import Path

import pytest
from conftest import recipe
from pydantic import ValidationError

from pix2pix.config import (
    DataConfig,
    DiscriminatorConfig,
    GeneratorConfig,
    Label,
    Recipe,
    TrainConfig,
)
from pix2pix.errors import CheckpointError, ConfigError


def test_defaults_are_those_of_the_paper():
    train, data, generator = TrainConfig(), DataConfig(), GeneratorConfig()
    assert (train.learning_rate, train.reconstruction_weight, train.batch_size) == (2e-4, 100, 1)
    assert (train.gan, train.reconstruction, train.epochs) == ("vanilla", "l1", 200)
    assert round(generator.size * data.jitter) == 286
    assert (generator.width, generator.depth, generator.skips) == (64, 8, True)
    assert DiscriminatorConfig().patch == 70
    assert DiscriminatorConfig().conditional


def test_a_config_comes_back_from_its_json(tmp_path):
    before = recipe(steps=7, decay=0.5)
    labels = (Label(name="door", colour="#0055ff"),)
    generator = before.generator.model_copy(update={"labels": labels, "tints": ("#102030",)})
    before = before.model_copy(update={"generator": generator})
    (tmp_path / "train.json").write_text(before.to_json(), encoding="utf-8")
    assert Recipe.read(tmp_path / "train.json") == before


def test_a_missing_key_takes_its_default(tmp_path):
    (tmp_path / "config.json").write_text('{"width": 16}')
    assert GeneratorConfig.read(tmp_path / "config.json") == GeneratorConfig(width=16)


def test_a_config_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        GeneratorConfig().width = 1


def refusal(config, **values) -> str:
    with pytest.raises(ConfigError) as error:
        config.make(**values)
    return str(error.value)


@pytest.mark.parametrize(
    ("config", "values", "message"),
    [
        (TrainConfig, {"epochs": 0}, "epochs: Input should be greater than or equal to 1"),
        (TrainConfig, {"learning_rate": float("nan")}, "learning_rate: Input should be a finite"),
        (
            TrainConfig,
            {"reconstruction_weight": float("inf")},
            "reconstruction_weight: Input should",
        ),
        (TrainConfig, {"gan": "hinge"}, "gan: Input should be 'vanilla', 'least_squares' or"),
        (DiscriminatorConfig, {"patch": 71}, "patch: Input should be 1, 16, 70 or 286"),
        (DataConfig, {"held_out": 1.0}, "held_out: Input should be less than 1"),
        (DataConfig, {"jitter": 0.5}, "jitter: Input should be greater than or equal to 1"),
        (GeneratorConfig, {"in_channels": 5}, "in_channels: Input should be less than or equal"),
        (GeneratorConfig, {"tints": ("red",)}, "tints.0: String should match pattern"),
        (
            TrainConfig,
            {"gan": "none", "reconstruction": "none"},
            "gan and reconstruction are both none: there is nothing to learn from",
        ),
        (
            GeneratorConfig,
            {"size": 100},
            "size 100 is not a multiple of 256 (2**depth); "
            "change the size, or choose a depth of at most 2",
        ),
        (
            GeneratorConfig,
            {"dropout_levels": (7,)},
            "dropout_levels must lie between 0 and 6",
        ),
        (
            Recipe,
            {"generator": {"size": 64, "depth": 6}, "discriminator": {"patch": 286}},
            "patch 286 needs pictures of at least 96 px a side, size is 64; "
            "choose a smaller patch or a larger size",
        ),
        (
            GeneratorConfig,
            {"architecture": "huggan", "tint": True},
            "architecture huggan takes no colour hint; leave tint out",
        ),
        (
            Recipe,
            {"train": {"recolour": 0.5}},
            "recolour is 0.5, but there is no hint that could name a colour; "
            "turn tint on (--tint), or leave recolour at 0",
        ),
        (TrainConfig, {"lr": 1}, "lr: this key is unknown; remove it or update pix2pix"),
        (TrainConfig, {"a": 1, "b": 2}, "a: this key is unknown; remove it or update pix2pix; b:"),
    ],
)
def test_every_wrong_setting_is_named_with_what_was_expected(config, values, message):
    assert refusal(config, **values).startswith(message)
    assert "\n" not in refusal(config, **values)


def test_a_patch_that_nobody_trains_may_be_any(tmp_path):
    small = GeneratorConfig(size=16, depth=3, dropout_levels=())
    assert Recipe(generator=small, train=TrainConfig(gan="none"))


def unreadable(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointError) as error:
        GeneratorConfig.read(path)
    return str(error.value)


def test_a_network_with_hints_may_be_taught_other_colours():
    assert Recipe(generator=GeneratorConfig(tint=True), train=TrainConfig(recolour=0.5))


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "config.json"
    start = f"{path} cannot be read: "
    assert unreadable(path, '{"widht": 8}') == (
        f"{start}widht: this key is unknown; remove it or update pix2pix"
    )
    assert unreadable(path, '{"format": "pix2pix-9"}').startswith(f"{start}format: Input should")
    assert unreadable(path, '{"width": 8').startswith(f"{start}Expecting ',' delimiter")
    assert unreadable(path, "[1, 2]").startswith(f"{start}Input should be")
    assert unreadable(path, "[" * 100_000).startswith(start)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CheckpointError, match="cannot be read: 'utf-8' codec"):
        GeneratorConfig.read(path)
    path.unlink()
    with pytest.raises(CheckpointError) as error:
        GeneratorConfig.read(path)
    assert str(error.value) == f"{path} does not exist. Give a checkpoint folder that holds one."


def test_every_setting_is_described():
    for config in (GeneratorConfig, DiscriminatorConfig, DataConfig, TrainConfig):
        for name, field in config.model_fields.items():
            assert field.description, f"{config.__name__}.{name}"
            assert json.dumps(field.description)
