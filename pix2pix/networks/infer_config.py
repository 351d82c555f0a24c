"""What a network is, read off its weights: the way back from a network to its config."""

from torch import nn

from pix2pix.config import DiscriminatorConfig, GeneratorConfig, Norm, ResNetConfig, UNetConfig
from pix2pix.errors import ConfigError
from pix2pix.networks import condition_channels
from pix2pix.networks.patchgan import FIRST, PatchDiscriminator, receptive_field
from pix2pix.networks.resnet import ResNetGenerator
from pix2pix.networks.unet import UNet

USUAL_SIZE = 256  # px; the weights do not say on which size they were trained


def describe_generator(network: UNet | ResNetGenerator) -> UNetConfig | ResNetConfig:
    """The config from which ``build_generator`` builds this network."""
    if isinstance(network, ResNetGenerator):
        return ResNetConfig.make(
            in_channels=network.encoder[0].in_channels,
            out_channels=network.to_image.out_channels,
            size=USUAL_SIZE,
            width=network.width,
            blocks=len(network.blocks),
            dropout=network.dropout,
            norm=_norm_of(network),
            upsampling=network.upsampling,
        )
    weights = network.state_dict()
    enlarging = weights["to_image.1.weight"]
    depth = len(network.widths)
    return UNetConfig.make(
        in_channels=weights["encoder.0.weight"].shape[1],
        out_channels=enlarging.shape[1],
        size=USUAL_SIZE if USUAL_SIZE % 2**depth == 0 else 2**depth,
        width=network.widths[0],
        depth=depth,
        norm=_norm_of(network),
        dropout_levels=network.dropout_levels,
        skips=network.skips,
        bias="encoder.0.bias" in weights,
        noise_levels=network.noise_levels,
        upsampling=network.upsampling,
        color_hint=network.hint_layers is not None,
    )


def describe_discriminator(
    network: PatchDiscriminator, generator: GeneratorConfig
) -> DiscriminatorConfig:
    """The config from which it is built, as the discriminator of the pictures of ``generator``.

    Raises:
        ConfigError: It sees another number of channels than such pictures have.
    """
    width, channels = network.state_dict()[FIRST].shape[:2]
    conditional = channels == condition_channels(generator) + generator.out_channels
    if not conditional and channels != generator.out_channels:
        raise ConfigError(
            f"The discriminator sees {channels} channels, but the generator makes "
            f"{generator.out_channels} from {condition_channels(generator)}, those of a color hint "
            "included. Take two that fit."
        )
    return DiscriminatorConfig.make(
        patch=receptive_field(network),
        conditional=conditional,
        discriminator_width=width,
        discriminator_norm=_norm_of(network),
    )


def _norm_of(network: nn.Module) -> Norm:
    for module in network.modules():
        match module:
            case nn.InstanceNorm2d():
                return "instance" if module.affine else "plain_instance"
            case nn.BatchNorm2d():
                return "running" if module.track_running_stats else "batch"
    return "none"
