"""The networks, and the two functions that build them from a config."""

from typing import Any, assert_never

from pix2pix.config import DiscriminatorConfig, GeneratorConfig
from pix2pix.networks.huggan import HugGANUNet
from pix2pix.networks.patchgan import PatchDiscriminator
from pix2pix.networks.unet import UNet
from pix2pix.noise import TINT

Generator = UNet | HugGANUNet


def build_generator(config: GeneratorConfig) -> Generator:
    """Build the generator of ``config`` with fresh weights."""
    match config.architecture:
        case "unet":
            return UNet(**unet_settings(config))
        case "huggan":
            return HugGANUNet(config.in_channels, config.out_channels)
        case _:
            assert_never(config.architecture)


def build_discriminator(
    config: DiscriminatorConfig, generator: GeneratorConfig
) -> PatchDiscriminator:
    """Build the discriminator that judges the pictures of ``generator``."""
    return PatchDiscriminator(**discriminator_settings(config, generator))


def unet_settings(config: GeneratorConfig) -> dict[str, Any]:
    """The arguments of ``UNet``."""
    same = {"in_channels", "out_channels", "width", "depth", "norm", "dropout_levels", "skips"}
    settings = config.model_dump(include=same | {"bias", "tint"})
    return {**settings, "resize": config.upsampling == "resize"}


def discriminator_settings(
    config: DiscriminatorConfig, generator: GeneratorConfig
) -> dict[str, Any]:
    """The arguments of ``PatchDiscriminator``."""
    asked = asked_channels(generator) if config.conditional else 0
    return {
        "in_channels": asked + generator.out_channels,
        "width": config.discriminator_width,
        "patch": config.patch,
        "norm": config.discriminator_norm,
    }


def asked_channels(generator: GeneratorConfig) -> int:
    """Channels of what a conditional discriminator sees beside an answer: source and hint."""
    return generator.in_channels + (TINT if generator.tint else 0)
