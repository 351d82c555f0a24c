"""The generator of CycleGAN: down by four, residual blocks, and up again.

Zhu et al. 2017, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks",
Sec. 4 and 7.2, after Johnson et al. 2016. In its words: c7s1-64, d128, d256, R256 x 9, u128, u64,
c7s1-3.
"""

import torch
from torch import Tensor, nn

from pix2pix.config import Norm, Upsampling
from pix2pix.networks.blocks import initialise, norm_layer
from pix2pix.networks.noise import Noise, NoiseShapes, Shape, draw_without_hint
from pix2pix.networks.upsample import enlarge

WITH_BIAS: tuple[Norm, ...] = ("plain_instance", "instance")
HALVED = 2  # times; so height and width must be multiples of 4


class ResNetGenerator(nn.Module):
    """Translates a picture by changing it step by step at a quarter of its size.

    Args:
        width: Channels at full size; doubles per halving.
        blocks: Residual blocks; 9 for pictures of 256 px, 6 for 128 px (Sec. 7.2).
        dropout: 50 % dropout inside of each block. Its masks are an input, as in the U-Net.
        norm: Beside instance norms convolutions have a shift of their own, as in the reference.
        upsampling: How the two last steps enlarge.

    Shapes:
        (N, in_channels, H, W) in [-1, 1] -> (N, out_channels, H, W) in [-1, 1].
    """

    def __init__(
        self,
        in_channels: int = 3,
        out_channels: int = 3,
        *,
        width: int = 64,
        blocks: int = 9,
        dropout: bool = False,
        norm: Norm = "plain_instance",
        upsampling: Upsampling = "transposed",
    ) -> None:
        super().__init__()
        self.width, self.dropout, self.upsampling = width, dropout, upsampling
        inner = width * 2**HALVED
        bias = norm in WITH_BIAS
        self.encoder = nn.Sequential(
            *_step(_mirrored(in_channels, width, 7, bias=bias), norm, width),
            *_step(nn.Conv2d(width, 2 * width, 3, 2, 1, bias=bias), norm, 2 * width),
            *_step(nn.Conv2d(2 * width, inner, 3, 2, 1, bias=bias), norm, inner),
        )
        self.blocks = nn.ModuleList(ResidualBlock(inner, norm) for _ in range(blocks))
        self.decoder = nn.Sequential(
            *_step(_double(inner, 2 * width, upsampling, bias=bias), norm, 2 * width),
            *_step(_double(2 * width, width, upsampling, bias=bias), norm, width),
        )
        self.to_image = _mirrored(width, out_channels, 7, bias=True)
        initialise(self)

    def forward(self, image: Tensor, noise: Noise | None = None) -> Tensor:
        if noise is None:
            fresh = torch.randint(2**31, (len(image),)).tolist()
            shapes = self.noise_shapes(*image.shape[-2:])
            noise = draw_without_hint(shapes, fresh).to(image.device, image.dtype)
        x = self.encoder(image)
        for number, block in enumerate(self.blocks):
            x = block(x, noise.masks[number] if self.dropout else None)
        return torch.tanh(self.to_image(self.decoder(x)))

    def noise_shapes(self, height: int, width: int) -> NoiseShapes:
        """Shapes of its noise, for an input of height x width px."""
        return noise_shapes(self.width, len(self.blocks), self.dropout, height, width)


def noise_shapes(
    width: int, blocks: int, dropout: bool, height: int, picture_width: int
) -> NoiseShapes:
    """The same, of a network that need not be built."""
    mask: Shape = (width * 2**HALVED, height >> HALVED, picture_width >> HALVED)
    return NoiseShapes([mask] * blocks if dropout else [], [])


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions whose result is added to what went in.

    Shapes:
        (N, channels, H, W) -> the same.
    """

    def __init__(self, channels: int, norm: Norm) -> None:
        super().__init__()
        first, second = (_mirrored(channels, channels, 3, bias=norm in WITH_BIAS) for _ in range(2))
        self.first = nn.Sequential(*_step(first, norm, channels))
        self.second = nn.Sequential(second, norm_layer(norm, channels))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        change = self.first(x)
        return x + self.second(change if mask is None else change * mask)


def _double(channels: int, fewer: int, upsampling: Upsampling, *, bias: bool) -> nn.Module:
    if upsampling == "transposed":
        return nn.ConvTranspose2d(channels, fewer, 3, 2, 1, output_padding=1, bias=bias)
    return enlarge(channels, fewer, upsampling=upsampling, bias=bias)


def _mirrored(in_channels: int, out_channels: int, kernel: int, *, bias: bool) -> nn.Conv2d:
    """A convolution that keeps the size and sees the picture mirrored beyond its rim."""
    return nn.Conv2d(
        in_channels, out_channels, kernel, padding=kernel // 2, padding_mode="reflect", bias=bias
    )


def _step(convolution: nn.Module, norm: Norm, channels: int) -> list[nn.Module]:
    return [convolution, norm_layer(norm, channels), nn.ReLU()]
