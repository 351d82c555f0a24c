"""The networks, and the two functions that build them from a config."""

from typing import assert_never

from pix2pix.config import DiscriminatorConfig, GeneratorConfig
from pix2pix.networks.huggan import HugGANUNet
from pix2pix.networks.patchgan import PatchDiscriminator
from pix2pix.networks.unet import UNet

Generator = UNet | HugGANUNet


def build_generator(config: GeneratorConfig) -> Generator:
    """Build the generator of ``config`` with fresh weights."""
    match config.architecture:
        case "unet":
            return UNet(
                config.in_channels,
                config.out_channels,
                width=config.width,
                depth=config.depth,
                norm=config.norm,
                dropout_levels=config.dropout_levels,
                skips=config.skips,
                bias=config.bias,
                resize=config.upsampling == "resize",
                tint=config.tint,
            )
        case "huggan":
            return HugGANUNet(config.in_channels, config.out_channels)
        case _:
            assert_never(config.architecture)


def build_discriminator(
    config: DiscriminatorConfig, generator: GeneratorConfig
) -> PatchDiscriminator:
    """Build the discriminator that judges the pictures of ``generator``."""
    seen = generator.in_channels if config.conditional else 0
    return PatchDiscriminator(
        seen + generator.out_channels,
        width=config.discriminator_width,
        patch=config.patch,
        norm=config.discriminator_norm,
    )
