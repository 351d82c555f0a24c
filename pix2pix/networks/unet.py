"""The U-Net generator and, without its skips, the encoder-decoder baseline.

Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks",
Sec. 3.2.1 and 6.1.1.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from pix2pix.config import Norm, Upsampling
from pix2pix.networks.blocks import initialise, norm_layer
from pix2pix.networks.noise import COLOR_HINT, Noise, NoiseShapes, Shape, draw_without_hint
from pix2pix.networks.upsample import enlarge

NOISE_STRENGTH = 0.1  # at first; from zero, training would have no reason to leave it


class UNet(nn.Module):
    """Translates a picture through a bottleneck, with a shortcut at every resolution.

    Args:
        width: Channels after the first layer; doubles per level, up to 8x.
        depth: Number of halvings. 8 takes 256 px down to a 1 px bottleneck, so height and
            width of the input must be multiples of 2**depth.
        dropout_levels: Decoder levels, innermost first, that apply 50 % dropout. Its masks
            are an input (Sec. 3.1); without any noise given, fresh ones are drawn.
        noise_levels: Decoder levels, innermost first, to which noise per pixel is added, in
            each channel with a strength that is learned (Karras et al. 2019, Sec. 3.2).
        skips: False gives the encoder-decoder of Fig. 3, left.
        bias: Convolutions with a shift of their own. The norms bring one, so only some
            converted networks have it.
        upsampling: How the decoder enlarges. The last layer, which draws the picture, is not
            ``smooth``, since a filter after it would blur what the shortcuts bring.
        color_hint: Take a color hint as part of the noise. It scales and shifts each decoder
            level after its norm, since a norm would undo it (Dumoulin et al. 2017).

    Shapes:
        (N, in_channels, H, W) in [-1, 1] -> (N, out_channels, H, W) in [-1, 1].
    """

    def __init__(
        self,
        in_channels: int = 3,
        out_channels: int = 3,
        *,
        width: int = 64,
        depth: int = 8,
        norm: Norm = "instance",
        dropout_levels: tuple[int, ...] = (0, 1, 2),
        skips: bool = True,
        bias: bool = False,
        noise_levels: tuple[int, ...] = (),
        upsampling: Upsampling = "transposed",
        color_hint: bool = False,
    ) -> None:
        super().__init__()
        self.skips = skips
        self.dropout_levels = dropout_levels
        self.noise_levels = noise_levels
        self.upsampling = upsampling
        self.widths = [width * min(2**level, 8) for level in range(depth)]
        steps = list(pairwise(self.widths))  # (outer, inner) channels, outermost step first

        # No norm on the outermost level, which sees raw colors, nor on the innermost,
        # whose single pixel batch norm would turn into zero (Sec. 6.3).
        self.encoder = nn.ModuleList([nn.Conv2d(in_channels, width, 4, 2, 1, bias=bias)])
        for level, (outer, inner) in enumerate(steps, start=1):
            layers = [nn.LeakyReLU(0.2), nn.Conv2d(outer, inner, 4, 2, 1, bias=bias)]
            if level < depth - 1:
                layers.append(norm_layer(norm, inner))
            self.encoder.append(nn.Sequential(*layers))

        self.decoder = nn.ModuleList()
        for level, (outer, inner) in enumerate(reversed(steps)):
            joined = 2 * inner if skips and level > 0 else inner
            layers = [nn.ReLU(), enlarge(joined, outer, upsampling=upsampling, bias=bias)]
            layers.append(norm_layer(norm, outer))
            self.decoder.append(nn.Sequential(*layers))
        joined = 2 * width if skips else width
        last: Upsampling = "resize" if upsampling == "smooth" else upsampling
        self.to_image = nn.Sequential(
            nn.ReLU(), enlarge(joined, out_channels, upsampling=last, bias=True)
        )
        initialise(self)

        outer_widths = self.widths[-2::-1]  # of the decoder's levels, innermost first
        self.noise_strengths = nn.ParameterList(
            torch.full((outer_widths[level], 1, 1), NOISE_STRENGTH) for level in noise_levels
        )

        self.hint_layers: nn.ModuleList | None = None
        if color_hint:
            hints = [nn.Linear(COLOR_HINT, 2 * outer, bias=False) for outer, _ in reversed(steps)]
            for hint in hints:  # starts as if there were no hint
                nn.init.zeros_(hint.weight)
            self.hint_layers = nn.ModuleList(hints)

    def forward(self, image: Tensor, noise: Noise | None = None) -> Tensor:
        if noise is None:
            fresh = torch.randint(2**31, (len(image),)).tolist()
            shapes = self.noise_shapes(*image.shape[-2:])
            noise = draw_without_hint(shapes, fresh).to(image.device, image.dtype)
        levels = []  # outermost first
        x = image
        for down in self.encoder:
            x = down(x)
            levels.append(x)

        x = levels.pop()
        for level, up in enumerate(self.decoder):
            x = up(x)
            if self.hint_layers is not None and noise.color_hint is not None:
                scale_shift = self.hint_layers[level](noise.color_hint)[..., None, None]
                scale, shift = scale_shift.chunk(2, dim=1)
                x = x * (1 + scale) + shift
            if level in self.dropout_levels:
                x = x * noise.masks[self.dropout_levels.index(level)]
            if level in self.noise_levels:
                place = self.noise_levels.index(level)
                x = x + self.noise_strengths[place] * noise.pixels[place]
            shortcut = levels.pop()
            if self.skips:
                x = torch.cat([shortcut, x], dim=1)
        return torch.tanh(self.to_image(x))

    def noise_shapes(self, height: int, width: int) -> NoiseShapes:
        """Shapes of its noise, for an input of height x width px."""
        return noise_shapes(self.widths, self.dropout_levels, self.noise_levels, height, width)


def noise_shapes(
    widths: Sequence[int],
    dropout_levels: Sequence[int],
    noise_levels: Sequence[int],
    height: int,
    width: int,
) -> NoiseShapes:
    """The same, of a network that need not be built: of its ``widths``, outermost first."""

    def shape(level: int, channels: int | None = None) -> Shape:
        halved = len(widths) - 1 - level
        return channels or widths[halved - 1], height >> halved, width >> halved

    return NoiseShapes(
        [shape(level) for level in dropout_levels],
        [shape(level, channels=1) for level in noise_levels],
    )
