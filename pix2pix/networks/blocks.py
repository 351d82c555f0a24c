"""What both networks share: normalisation by name and the first weights."""

from typing import assert_never

from torch import nn

from pix2pix.config import Norm
from pix2pix.networks.upsample import ResizeConvolution

DEVIATION = 0.02  # Isola et al. 2017, Sec. 6.2


def norm_layer(norm: Norm, channels: int) -> nn.Module:
    """Normalisation over (N, C, H, W) with a learned scale and shift, but for ``plain_instance``.

    Both kinds of ``instance`` look at one picture, ``batch`` at the batch in training and test
    alike (Sec. 3.3), ``running`` at running averages once ``eval()`` is called.
    """
    match norm:
        case "instance":
            return nn.InstanceNorm2d(channels, affine=True)
        case "plain_instance":
            return nn.InstanceNorm2d(channels)
        case "batch":
            return nn.BatchNorm2d(channels, track_running_stats=False)
        case "running":
            return nn.BatchNorm2d(channels)
        case "none":
            return nn.Identity()
        case _:
            assert_never(norm)


def initialise(network: nn.Module) -> None:
    """Draw convolutions from N(0, 0.02) and scales of norms from N(1, 0.02) (Sec. 6.2)."""
    for module in network.modules():
        match module:
            case nn.Conv2d() | nn.ConvTranspose2d() | ResizeConvolution():
                nn.init.normal_(module.weight, 0.0, DEVIATION)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            case nn.InstanceNorm2d() | nn.BatchNorm2d() if module.affine:
                nn.init.normal_(module.weight, 1.0, DEVIATION)
                nn.init.zeros_(module.bias)
