"""The U-Net variant of the HugGAN repositories; frozen, never trained here.

It differs from the paper's in three ways: its norms have no scale and shift, its shortcuts
are joined after the activation, and it ends in upsample + convolution instead of a transposed
convolution. Dropout sits on four decoder levels.
"""

import torch
from torch import Tensor, nn

from pix2pix.networks.noise import Noise, NoiseShapes, draw_without_hint

DOWN = (64, 128, 256, 512, 512, 512, 512, 512)
UP = (512, 512, 512, 512, 256, 128, 64)
DROPOUT_LEVELS = (0, 1, 2, 3)


class HugGANUNet(nn.Module):
    """Translates a picture whose sides are multiples of 256 px.

    Shapes:
        (N, in_channels, H, W) in [-1, 1] -> (N, out_channels, H, W) in [-1, 1].
    """

    dropout_levels = DROPOUT_LEVELS

    def __init__(self, in_channels: int = 3, out_channels: int = 3) -> None:
        super().__init__()
        self.down = nn.ModuleList()
        channels = in_channels
        for level, wider in enumerate(DOWN):
            layers: list[nn.Module] = [nn.Conv2d(channels, wider, 4, 2, 1, bias=False)]
            if 0 < level < len(DOWN) - 1:
                layers.append(nn.InstanceNorm2d(wider))
            layers.append(nn.LeakyReLU(0.2))
            self.down.append(nn.Sequential(*layers))
            channels = wider

        self.up = nn.ModuleList()
        for level, narrower in enumerate(UP):
            joined = channels if level == 0 else 2 * channels
            up = nn.ConvTranspose2d(joined, narrower, 4, 2, 1, bias=False)
            self.up.append(nn.Sequential(up, nn.InstanceNorm2d(narrower), nn.ReLU()))
            channels = narrower
        self.to_image = nn.Sequential(
            nn.Upsample(scale_factor=2),
            nn.ZeroPad2d((1, 0, 1, 0)),
            nn.Conv2d(2 * channels, out_channels, 4, padding=1),
        )

    def forward(self, image: Tensor, noise: Noise | None = None) -> Tensor:
        if noise is None:
            fresh = torch.randint(2**31, (len(image),)).tolist()
            shapes = noise_shapes(*image.shape[-2:])
            noise = draw_without_hint(shapes, fresh).to(image.device, image.dtype)
        levels = []  # outermost first
        x = image
        for down in self.down:
            x = down(x)
            levels.append(x)
        x = levels.pop()
        for level, up in enumerate(self.up):
            x = up(x)
            if level in DROPOUT_LEVELS:
                x = x * noise.masks[level]
            x = torch.cat([x, levels.pop()], dim=1)
        return torch.tanh(self.to_image(x))

    def noise_shapes(self, height: int, width: int) -> NoiseShapes:
        """Shapes of its noise, for an input of height x width px."""
        return noise_shapes(height, width)


def noise_shapes(height: int, width: int) -> NoiseShapes:
    """The same, of a network that need not be built."""
    inner = len(DOWN) - 1
    masks = [(UP[k], height >> (inner - k), width >> (inner - k)) for k in DROPOUT_LEVELS]
    return NoiseShapes(masks, [])
