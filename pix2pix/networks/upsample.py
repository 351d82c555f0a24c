"""Layers that double height and width, and how they are trained fast on a CPU."""

from typing import assert_never

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pix2pix.config import Upsampling

FEW = 256  # pixels of a batch up to which one matrix product is faster


def enlarge(
    in_channels: int, out_channels: int, *, upsampling: Upsampling, bias: bool
) -> nn.Module:
    """The layer of that name, which doubles height and width."""
    match upsampling:
        case "transposed":
            return TransposedConvolution(in_channels, out_channels, bias=bias)
        case "resize":
            return ResizeConvolution(in_channels, out_channels, bias=bias)
        case "smooth":
            return SmoothConvolution(in_channels, out_channels, bias=bias)
        case _:
            assert_never(upsampling)


class TransposedConvolution(nn.ConvTranspose2d):
    """The 4x4 transposed convolution of stride 2 of the paper.

    Shapes:
        (N, in_channels, H, W) -> (N, out_channels, 2 H, 2 W).
    """

    def __init__(self, in_channels: int, out_channels: int, *, bias: bool = True) -> None:
        super().__init__(in_channels, out_channels, 4, 2, 1, bias=bias)

    def forward(self, x: Tensor, output_size: list[int] | None = None) -> Tensor:
        return transposed(x, self.weight, self.bias)


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
        return transposed(x, kernel, self.bias)


class SmoothConvolution(ResizeConvolution):
    """``ResizeConvolution``, then a 3x3 binomial filter: enlargement without stairs.

    What was one pixel is a square of two by two after nearest-neighbour enlargement, and later
    levels sharpen its rim to a grid. The filter takes the frequencies away that the smaller picture
    cannot have (Zhang 2019, "Making Convolutional Networks Shift-Invariant Again"; Karras et al.
    2021, Sec. 2). It changes places with the convolution: the two are bilinear enlargement first.

    Shapes:
        (N, in_channels, H, W) -> (N, out_channels, 2 H, 2 W).
    """

    binomial: Tensor

    def __init__(self, in_channels: int, out_channels: int, *, bias: bool = True) -> None:
        super().__init__(in_channels, out_channels, bias=bias)
        line = torch.tensor([0.25, 0.5, 0.25], device="cpu")
        kernel = torch.outer(line, line).expand(out_channels, 1, 3, 3)
        self.register_buffer("binomial", kernel.contiguous(), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        enlarged = super().forward(x)
        return F.conv2d(enlarged, self.binomial, padding=1, groups=len(self.binomial))


def sums_of_2x2() -> Tensor:
    """The matrix (9, 16) that spreads a 3x3 kernel, turned round, over a 2x2 box."""
    values = [[0.0, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 0]]  # of one dimension
    line = torch.tensor(values, device="cpu")  # not what a network is only outlined on
    return torch.kron(line, line)


def transposed(x: Tensor, kernel: Tensor, bias: Tensor | None) -> Tensor:
    """Transposed convolution with a 4x4 kernel and stride 2.

    Near the bottleneck there are many weights and few pixels. There, PyTorch's convolutions
    on a CPU spend their time rearranging weights; for a training step, one product of matrices
    takes about a third. Graphs that are traced without gradients keep the convolution.
    """
    count, _, height, width = x.shape
    if not x.is_cpu or not torch.is_grad_enabled() or count * height * width > FEW:
        return F.conv_transpose2d(x, kernel, bias, stride=2, padding=1)
    columns = kernel.flatten(1).t().matmul(x.flatten(2))  # (N, out_channels * 16, H * W)
    enlarged = F.fold(columns, (2 * height, 2 * width), kernel_size=4, stride=2, padding=1)
    return enlarged if bias is None else enlarged + bias[:, None, None]
