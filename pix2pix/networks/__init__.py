"""The networks, and the functions that build them from a config."""

from typing import Any, assert_never

from pix2pix.config import (
    DiscriminatorConfig,
    GeneratorConfig,
    HugGANConfig,
    ResNetConfig,
    UNetConfig,
)
from pix2pix.config.generator import takes_color_hint
from pix2pix.networks import huggan, resnet, unet
from pix2pix.networks.huggan import HugGANUNet
from pix2pix.networks.noise import COLOR_HINT, NoiseShapes
from pix2pix.networks.patchgan import PatchDiscriminator
from pix2pix.networks.resnet import ResNetGenerator
from pix2pix.networks.unet import UNet

Generator = UNet | ResNetGenerator | HugGANUNet


def build_generator(config: GeneratorConfig) -> Generator:
    """Build the generator of ``config`` with fresh weights."""
    match config:
        case UNetConfig():
            return UNet(**generator_settings(config))
        case ResNetConfig():
            return ResNetGenerator(**generator_settings(config))
        case HugGANConfig():
            return HugGANUNet(config.in_channels, config.out_channels)
        case _:
            assert_never(config)


def build_discriminator(
    config: DiscriminatorConfig, generator: GeneratorConfig
) -> PatchDiscriminator:
    """Build the discriminator of the pictures of ``generator``."""
    return PatchDiscriminator(**discriminator_settings(config, generator))


def noise_shapes(config: GeneratorConfig, height: int, width: int) -> NoiseShapes:
    """Shapes of the noise of ``config``'s generator, for height x width px."""
    match config:
        case UNetConfig():
            levels = config.dropout_levels, config.noise_levels
            return unet.noise_shapes(config.widths, *levels, height, width)
        case ResNetConfig():
            return resnet.noise_shapes(config.width, config.blocks, config.dropout, height, width)
        case HugGANConfig():
            return huggan.noise_shapes(height, width)
        case _:
            assert_never(config)


def has_noise(config: GeneratorConfig) -> bool:
    """Whether seeds choose different samples: many networks give one answer to a picture."""
    return any(noise_shapes(config, *config.size)) or takes_color_hint(config)


def generator_settings(config: UNetConfig | ResNetConfig) -> dict[str, Any]:
    """The arguments of ``UNet`` or ``ResNetGenerator``."""
    return config.model_dump(exclude={"architecture", "size", "hint_colors"})


def discriminator_settings(
    config: DiscriminatorConfig, generator: GeneratorConfig
) -> dict[str, Any]:
    """The arguments of ``PatchDiscriminator``."""
    condition = condition_channels(generator) if config.conditional else 0
    return {
        "in_channels": condition + generator.out_channels,
        "width": config.discriminator_width,
        "patch": config.patch,
        "norm": config.discriminator_norm,
    }


def condition_channels(generator: GeneratorConfig) -> int:
    """Channels that a conditional discriminator sees beside a picture: source and color hint."""
    return generator.in_channels + (COLOR_HINT if takes_color_hint(generator) else 0)
