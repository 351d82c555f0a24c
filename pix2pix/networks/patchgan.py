"""The PatchGAN discriminator: one score per patch of the picture.

Isola et al. 2017, Sec. 3.2.2 and 6.1.2.
"""

from typing import Literal

import torch
from torch import Tensor, nn

from pix2pix.config import Norm
from pix2pix.networks.blocks import initialise, norm_layer

Patch = Literal[1, 16, 70, 286]
STRIDED = {1: 0, 16: 1, 70: 3, 286: 5}  # layers that halve, by patch
FIRST = "layers.0.weight"  # of what sees source, hint and picture


class PatchDiscriminator(nn.Module):
    """Scores each patch of a picture; high means real. Runs on pictures of any size.

    Args:
        in_channels: Of source, color hint (if there is one) and picture together (conditional),
            or of the picture alone.
        width: Channels after the first layer; doubles per layer, up to 8x.
        patch: Side of the patch that one score sees, in px.

    Shapes:
        (N, in_channels, H, W) in [-1, 1] -> (N, 1, h, w) logits; 256 px and patch 70 give 30x30.
    """

    def __init__(
        self, in_channels: int = 6, *, width: int = 64, patch: Patch = 70, norm: Norm = "instance"
    ) -> None:
        super().__init__()
        strided = STRIDED[patch]
        kernel, padding = (1, 0) if patch == 1 else (4, 1)

        first = nn.Conv2d(in_channels, width, kernel, 2 if strided else 1, padding)
        layers: list[nn.Module] = [first, nn.LeakyReLU(0.2)]  # raw colors: no norm
        channels = width
        for level in range(1, strided + 1):  # the last of these layers keeps the size
            stride = 2 if level < strided else 1
            wider = width * min(2**level, 8)
            layers += _block(channels, wider, kernel, stride, padding, norm)
            channels = wider
        if patch == 1:
            layers += _block(channels, 2 * width, kernel, 1, padding, norm)
            channels = 2 * width
        layers.append(nn.Conv2d(channels, 1, kernel, 1, padding))
        self.in_channels = in_channels
        self.layers = nn.Sequential(*layers)
        initialise(self)

    def forward(self, picture: Tensor) -> Tensor:
        return self.layers(picture)


def _block(
    channels: int, wider: int, kernel: int, stride: int, padding: int, norm: Norm
) -> list[nn.Module]:
    bias = norm in ("none", "plain_instance")  # other norms bring a shift of their own
    convolution = nn.Conv2d(channels, wider, kernel, stride, padding, bias=bias)
    return [convolution, norm_layer(norm, wider), nn.LeakyReLU(0.2)]


def condition_of(source: Tensor, hint: Tensor | None) -> Tensor:
    """What a conditional discriminator sees beside a picture: source, hint as planes.

    Without the hint, targets in other hues would teach it that any color is right.
    """
    if hint is None:
        return source
    planes = hint[:, :, None, None].expand(-1, -1, *source.shape[2:])
    return torch.cat([source, planes], dim=1)


def receptive_field(network: nn.Module) -> int:
    """Side of the patch that one output of a plain chain of convolutions sees, in px."""
    field, step = 1, 1
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            field += (layer.kernel_size[0] - 1) * step
            step *= layer.stride[0]
    return field
