import json
from pathlib import Path

import pytest
from conftest import recipe
from pydantic import ValidationError

from pix2pix.config import (
    DataConfig,
    DiscriminatorConfig,
    Domains,
    HugGANConfig,
    Label,
    ModelConfig,
    Pix2PixSettings,
    Recipe,
    TrainConfig,
    UNetConfig,
)
from pix2pix.errors import CheckpointError, ConfigError


def test_defaults_are_those_of_the_paper():
    train, data, generator, method = TrainConfig(), DataConfig(), UNetConfig(), Pix2PixSettings()
    assert (train.learning_rate, train.epochs, train.batch_size) == (2e-4, 200, 1)
    assert (method.gan, method.reconstruction) == ("vanilla", "l1")
    assert method.reconstruction_weight == 100
    assert generator.size.times(data.jitter) == (286, 286)
    assert (generator.width, generator.depth, generator.skips) == (64, 8, True)
    assert DiscriminatorConfig().patch == 70
    assert DiscriminatorConfig().conditional


def test_a_config_comes_back_from_its_json(tmp_path):
    before = recipe(steps=7, decay=0.5)
    labels = (Label(name="door", color="#0055ff"),)
    before = before.changed(
        generator=before.generator.changed(color_hint=True, hint_colors=("#102030",)),
        domains=before.domains.changed(labels=labels, default_seed=3),
    )
    (tmp_path / "train.json").write_text(before.to_json(), encoding="utf-8")
    assert Recipe.read(tmp_path / "train.json") == before


def test_a_missing_key_takes_its_default(tmp_path):
    (tmp_path / "config.json").write_text('{"generator": {"width": 16}}')
    read = ModelConfig.read(tmp_path / "config.json")
    assert read == ModelConfig(generator=UNetConfig(width=16))


def test_every_architecture_comes_back_as_what_it_is(tmp_path):
    for generator in (UNetConfig(width=16), HugGANConfig(out_channels=1)):
        (tmp_path / "config.json").write_text(ModelConfig(generator=generator).to_json())
        assert ModelConfig.read(tmp_path / "config.json").generator == generator


def test_the_other_direction_has_channels_and_domains_swapped():
    forward = UNetConfig(in_channels=1, out_channels=3, color_hint=True, hint_colors=("#aa0000",))
    domains = Domains(source="edges", target="photo", input_kind="lines", default_seed=4)
    back = ModelConfig(generator=forward, domains=domains).reversed()
    assert (back.generator.in_channels, back.generator.out_channels) == (3, 1)
    assert (back.generator.width, back.generator.hint_colors) == (64, ())
    assert back.domains == Domains(source="photo", target="edges", reverse_input_kind="lines")


def test_a_config_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        UNetConfig().width = 1


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
            Pix2PixSettings,
            {"reconstruction_weight": float("inf")},
            "reconstruction_weight: Input should",
        ),
        (Pix2PixSettings, {"gan": "hinge"}, "gan: Input should be 'vanilla', 'least_squares' or"),
        (DiscriminatorConfig, {"patch": 71}, "patch: Input should be 1, 16, 70 or 286"),
        (DataConfig, {"held_out": 1.0}, "held_out: Input should be less than 1"),
        (DataConfig, {"jitter": 0.5}, "jitter: Input should be greater than or equal to 1"),
        (UNetConfig, {"in_channels": 5}, "in_channels: Input should be less than or equal"),
        (UNetConfig, {"hint_colors": ("red",)}, "hint_colors.0: String should match pattern"),
        (
            Pix2PixSettings,
            {"gan": "none", "reconstruction": "none"},
            "gan and reconstruction are both none: there is nothing to learn from",
        ),
        (
            UNetConfig,
            {"size": 100},
            "size 100 is not a multiple of 256 (2**depth); "
            "change the size, or choose a depth of at most 2",
        ),
        (
            UNetConfig,
            {"dropout_levels": (7,)},
            "dropout_levels must lie between 0 and 6",
        ),
        (
            UNetConfig,
            {"noise_levels": (3, 7)},
            "noise_levels must lie between 0 and 6",
        ),
        (
            Recipe,
            {"generator": UNetConfig(size=64, depth=6), "discriminator": {"patch": 286}},
            "patch 286 needs pictures of at least 96 px a side, size is 64; "
            "choose a smaller patch or a larger size",
        ),
        (
            HugGANConfig,
            {"color_hint": True},
            "color_hint: this key is unknown; remove it or update pix2pix",
        ),
        (
            Recipe,
            {"method": {"hue_jitter": 0.5}},
            "hue_jitter is 0.5, but there is no hint that could name a color; "
            "turn it on (--color-hint), or leave hue_jitter at 0",
        ),
        (TrainConfig, {"lr": 1}, "lr: this key is unknown; remove it or update pix2pix"),
        (TrainConfig, {"a": 1, "b": 2}, "a: this key is unknown; remove it or update pix2pix; b:"),
    ],
)
def test_every_wrong_setting_is_named_with_what_was_expected(config, values, message):
    assert refusal(config, **values).startswith(message)
    assert "\n" not in refusal(config, **values)


def test_a_patch_that_nobody_trains_may_be_any(tmp_path):
    small = UNetConfig(size=16, depth=3, dropout_levels=())
    assert Recipe(generator=small, method=Pix2PixSettings(gan="none"))


def unreadable(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointError) as error:
        ModelConfig.read(path)
    return str(error.value)


def test_a_network_with_hints_may_be_taught_other_colours():
    settings = Pix2PixSettings(hue_jitter=0.5)
    assert Recipe(generator=UNetConfig(color_hint=True), method=settings)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "config.json"
    start = f"{path} cannot be read: "
    assert unreadable(path, '{"widht": 8}') == (
        f"{start}widht: this key is unknown; remove it or update pix2pix"
    )
    assert unreadable(path, '{"format": "pix2pix-9"}').startswith(f"{start}format: Input should")
    assert unreadable(path, '{"generator": 8').startswith(f"{start}Expecting ',' delimiter")
    assert unreadable(path, "[1, 2]").startswith(f"{start}Input should be")
    assert unreadable(path, "[" * 100_000).startswith(start)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CheckpointError, match="cannot be read: 'utf-8' codec"):
        ModelConfig.read(path)
    path.unlink()
    with pytest.raises(CheckpointError) as error:
        ModelConfig.read(path)
    assert str(error.value) == f"{path} does not exist. Give a checkpoint folder that holds one."


CONFIGS = (
    *(UNetConfig, HugGANConfig, Domains, Pix2PixSettings),
    *(DiscriminatorConfig, DataConfig, TrainConfig),
)


def test_every_setting_is_described():
    for config in CONFIGS:
        for name, field in config.model_fields.items():
            assert field.description, f"{config.__name__}.{name}"
            assert json.dumps(field.description)
