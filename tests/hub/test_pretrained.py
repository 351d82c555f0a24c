"""The public networks on the Hub and in folders, with the real client and a Hub on loopback."""

from typing import get_args

import pytest
import torch
from conftest import SIDE, SMALL, SMALL_MODEL, model_of, noise_for
from hub_fixtures import copy, files_of
from safetensors.torch import load_file, save_file

from pix2pix import PatchDiscriminator, Translator, UNet
from pix2pix.checkpoint.files import CONFIG, DISCRIMINATOR, MODEL, RECIPE
from pix2pix.checkpoint.folder import load_discriminator
from pix2pix.config import DiscriminatorConfig, HugGANConfig, Norm, ResNetConfig, UNetConfig
from pix2pix.errors import CheckpointError, ConfigError, HubError
from pix2pix.networks import build_discriminator, build_generator
from pix2pix.networks.infer_config import describe_discriminator, describe_generator

PICTURE = torch.rand(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0)) * 2 - 1


def small_unet() -> UNet:
    return UNet(width=8, depth=3, dropout_levels=(0, 1), color_hint=True)


def small_discriminator(channels: int = 6) -> PatchDiscriminator:
    return PatchDiscriminator(channels, width=8, patch=16)


def output_of(network: UNet) -> torch.Tensor:
    with torch.no_grad():
        return network(PICTURE, noise_for(network, PICTURE, [1]))


def scores_of(network: PatchDiscriminator) -> torch.Tensor:
    with torch.no_grad():
        hint = torch.full((1, 4, SIDE, SIDE), 0.5)
        return network(torch.cat([PICTURE, hint, PICTURE.flip(3)], dim=1))


SHAPES = [
    UNetConfig(),
    SMALL,
    UNetConfig(in_channels=1, out_channels=4, width=5, depth=4, norm="batch", bias=True),
    UNetConfig(width=4, depth=4, norm="running", upsampling="resize", color_hint=True),
    UNetConfig(width=4, depth=4, upsampling="smooth", noise_levels=(1, 2)),
    UNetConfig(width=4, depth=5, norm="none", skips=False, dropout_levels=()),
    UNetConfig(width=1, depth=9, size=512),
    ResNetConfig(),
    ResNetConfig(in_channels=1, width=5, blocks=2, dropout=True, upsampling="smooth"),
]


@pytest.mark.parametrize("config", SHAPES)
def test_a_generator_tells_its_config(config):
    with torch.device("meta"):
        network = build_generator(config)
    assert describe_generator(network).changed(size=config.size) == config


@pytest.mark.parametrize("patch", [1, 16, 70, 286])
@pytest.mark.parametrize("norm", get_args(Norm))
@pytest.mark.parametrize("conditional", [True, False])
@pytest.mark.parametrize("hinted", [True, False])
def test_a_discriminator_tells_its_config(patch, norm, conditional, hinted):
    generator = SMALL.changed(color_hint=hinted)
    config = DiscriminatorConfig(
        patch=patch, discriminator_norm=norm, conditional=conditional, discriminator_width=2
    )
    with torch.device("meta"):
        network = build_discriminator(config, generator)
    assert describe_discriminator(network, generator) == config


def test_both_networks_go_to_the_hub_and_come_back_equal(writer):
    unet, discriminator = small_unet(), small_discriminator(10)  # it sees the hint, too
    assert unet.push_to_hub("me/mine") == f"{writer.url}/me/mine"
    assert discriminator.push_to_hub("me/mine") == f"{writer.url}/me/mine"
    repository = writer.repositories["me/mine"]
    assert repository.private
    assert set(repository.files()) == {CONFIG, MODEL, DISCRIMINATOR, RECIPE, "README.md"}
    assert b"Objective" not in repository.files()["README.md"]  # nothing tells how it was trained

    back = UNet.from_pretrained("me/mine")
    assert type(back) is UNet
    assert not back.training
    assert torch.equal(output_of(back), output_of(unet))
    discriminator_back = PatchDiscriminator.from_pretrained("me/mine")
    assert type(discriminator_back) is PatchDiscriminator
    assert torch.equal(scores_of(discriminator_back), scores_of(discriminator))


def test_a_network_that_comes_back_keeps_what_it_shows(writer, tmp_path):
    generator = describe_generator(small_unet()).changed(size=SIDE, hint_colors=("#aa0000",))
    model = model_of(generator, source="edges", target="shoes", input_kind="lines")
    small_unet().push_to_hub("me/mine", model=model, private=False)
    assert not writer.repositories["me/mine"].private
    UNet.from_pretrained("me/mine").save_pretrained(tmp_path / "copy")
    assert Translator.from_pretrained(tmp_path / "copy").config == model


def test_a_discriminator_from_before_it_saw_the_hint_comes_back_and_sees_it(tmp_path):
    small_unet().save_pretrained(tmp_path)
    small_discriminator(10).save_pretrained(tmp_path)
    before = small_discriminator()
    save_file(before.state_dict(), tmp_path / DISCRIMINATOR)
    after = PatchDiscriminator.from_pretrained(tmp_path)
    source, picture = PICTURE, PICTURE.flip(3)
    torch.testing.assert_close(scores_of(after), before(torch.cat([source, picture], dim=1)))


def test_a_translator_is_saved_as_it_was_loaded(checkpoint, tmp_path, sketch):
    Translator.load(checkpoint).save_pretrained(tmp_path / "copy")
    assert files_of(tmp_path / "copy") == files_of(checkpoint)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda tensors: tensors.popitem(), "lacks tensor"),
        (lambda tensors: tensors.update(extra=torch.zeros(1)), "holds tensor extra, unknown"),
        (lambda tensors: tensors.update({k: v[:1] for k, v in tensors.items()}), "expected is"),
    ],
)
def test_weights_that_do_not_fit_are_refused(server, tmp_path, edit, words):
    small_unet().save_pretrained(tmp_path)
    small_discriminator(10).save_pretrained(tmp_path)
    whole = files_of(tmp_path)
    for name, load in {MODEL: UNet, DISCRIMINATOR: PatchDiscriminator}.items():
        tensors = load_file(tmp_path / name)
        edit(tensors)
        save_file({key: each.contiguous() for key, each in tensors.items()}, tmp_path / name)
        server.add(f"ann/{load.__name__}", files_of(tmp_path))
        for place in (tmp_path, f"ann/{load.__name__}"):
            with pytest.raises(CheckpointError, match=words):
                load.from_pretrained(place)
        (tmp_path / name).write_bytes(whole[name])
        assert load.from_pretrained(tmp_path)


def test_a_config_of_another_network_is_not_saved(tmp_path):
    with pytest.raises(CheckpointError, match="describes another network"):
        small_unet().save_pretrained(tmp_path, model_of(SMALL.changed(width=16)))
    assert not list(tmp_path.iterdir())


def test_an_unknown_setting_is_refused(server, checkpoint):
    lie = SMALL_MODEL.to_json().replace('"width"', '"widht"').encode()
    server.add("ann/lies", {**files_of(checkpoint), CONFIG: lie})
    with pytest.raises(CheckpointError, match="widht: this key is unknown"):
        UNet.from_pretrained("ann/lies")


def test_a_generator_of_another_architecture_is_named(tmp_path):
    (tmp_path / CONFIG).write_text(model_of(HugGANConfig()).to_json())
    with pytest.raises(CheckpointError, match="architecture huggan, not a UNet"):
        UNet.from_pretrained(tmp_path)


def test_a_discriminator_belongs_to_a_generator(tmp_path, checkpoint):
    with pytest.raises(CheckpointError, match="config.json does not exist"):
        small_discriminator().save_pretrained(tmp_path)
    folder = copy(checkpoint, tmp_path / "mine")
    with pytest.raises(CheckpointError, match="without its discriminator"):
        PatchDiscriminator.from_pretrained(folder)
    with pytest.raises(ConfigError, match="sees 5 channels"):
        PatchDiscriminator(5, width=8, patch=16).save_pretrained(folder)
    small_discriminator().save_pretrained(folder)
    network, config = load_discriminator(folder)
    assert (config.patch, config.conditional) == (16, True)


def test_a_private_network_does_not_go_where_everybody_sees_it(writer, checkpoint):
    writer.add("me/mine", files_of(checkpoint))
    for network in (small_unet(), small_discriminator()):
        with pytest.raises(HubError, match="everybody can see it"):
            network.push_to_hub("me/mine")
    assert writer.repositories["me/mine"].files() == files_of(checkpoint)
