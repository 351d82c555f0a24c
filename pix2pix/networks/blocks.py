"""What both networks share: normalisation by name and the first weights."""

from typing import assert_never

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pix2pix.config import Norm

DEVIATION = 0.02  # Isola et al. 2017, Sec. 6.2


def norm_layer(norm: Norm, channels: int) -> nn.Module:
    """Normalisation over (N, C, H, W) with a learned scale and shift.

    ``instance`` looks at one picture, ``batch`` at the batch in training and test alike
    (Sec. 3.3), ``running`` at running averages once ``eval()`` is called.
    """
    match norm:
        case "instance":
            return nn.InstanceNorm2d(channels, affine=True)
        case "batch":
            return nn.BatchNorm2d(channels, track_running_stats=False)
        case "running":
            return nn.BatchNorm2d(channels)
        case "none":
            return nn.Identity()
        case _:
            assert_never(norm)


class ResizeConvolution(nn.Module):
    """Nearest-neighbour enlargement by two, then a 3x3 convolution, in one layer.

    Every output pixel then sees equally many inputs, which avoids checkerboards (Odena et al.
    2016, "Deconvolution and Checkerboard Artifacts"). The two steps are linear, so together
    they are the transposed convolution whose 4x4 kernel is the 3x3 one summed over a 2x2 box:
    the same result for less than half of the products.

    Shapes:
        (N, in_channels, H, W) -> (N, out_channels, 2 H, 2 W).
    """

    box: Tensor

    def __init__(self, in_channels: int, out_channels: int, *, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(in_channels, out_channels, 3, 3))
        self.bias = nn.Parameter(torch.empty(out_channels)) if bias else None
        self.register_buffer("box", sums_of_2x2(), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        kernel = self.weight.flatten(2).matmul(self.box.to(self.weight)).unflatten(2, (4, 4))
        return F.conv_transpose2d(x, kernel, self.bias, stride=2, padding=1)


def sums_of_2x2() -> Tensor:
    """The matrix (9, 16) that spreads a 3x3 kernel, turned round, over a 2x2 box."""
    values = [[0.0, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 0]]  # of one dimension
    line = torch.tensor(values, device="cpu")  # not what a network is only outlined on
    return torch.kron(line, line)


def initialise(network: nn.Module) -> None:
    """Draw convolutions from N(0, 0.02) and scales of norms from N(1, 0.02) (Sec. 6.2)."""
    for module in network.modules():
        match module:
            case nn.Conv2d() | nn.ConvTranspose2d() | ResizeConvolution():
                nn.init.normal_(module.weight, 0.0, DEVIATION)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            case nn.InstanceNorm2d() | nn.BatchNorm2d():
                nn.init.normal_(module.weight, 1.0, DEVIATION)
                nn.init.zeros_(module.bias)
