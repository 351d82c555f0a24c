"""The noise z of G(x, z), made explicit as an input of the generator.

In the paper z is dropout, kept on at test time (Isola et al. 2017, Sec. 3.1). Here its
masks are tensors, drawn from a seed outside the network: the same picture and seed give the
same output on every engine and from any thread, and a preview never disturbs a training run.

Dropout alone changes little. A generator with ``color_hint`` also takes a hint at the color;
``methods/color_hint.py`` trains it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from PIL import ImageColor
from torch import Tensor

from pix2pix.config import GeneratorConfig, UNetConfig

Shape = tuple[int, int, int]  # (C, H, W)
Masks = tuple[Tensor, ...]

COLOR_HINT = 4  # numbers of a hint
HUE = 4.0  # hues differ less than lightness does; this makes up for it
GREY = "#808080"  # the hints that seeds draw from where no typical colors are known


@dataclass(frozen=True)
class Noise:
    """What a generator is given beside its input picture.

    Attributes:
        masks: Of the dropout, (N, C, H, W) each, one per level, innermost first.
        color_hint: (N, 4) as ``encode_color`` makes it, zeros for none. ``None`` for a batch
            without hints, and always for generators that take none.
    """

    masks: Masks = ()
    color_hint: Tensor | None = None

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Its parts in the order in which graphs list their inputs: masks, then the hint."""
        return self.masks if self.color_hint is None else (*self.masks, self.color_hint)

    @classmethod
    def of(cls, tensors: Sequence[Tensor], masks: int) -> "Noise":
        """The way back from ``tensors``, the first ``masks`` of which are masks."""
        hint = tensors[masks] if len(tensors) > masks else None
        return cls(tuple(tensors[:masks]), hint)

    def to(self, device: torch.device, dtype: torch.dtype | None = None) -> "Noise":
        """The same on another device or in another arithmetic."""
        return self.of([part.to(device, dtype) for part in self.tensors], len(self.masks))


def draw_noise(
    config: GeneratorConfig, shapes: Sequence[Shape], seeds: Sequence[int | None]
) -> Noise:
    """The noise that seeds stand for.

    Args:
        shapes: Of the masks, as ``mask_shapes`` gives them.
        seeds: One per picture, any integer. ``None`` gives the mean of all masks, and no hint.
    """
    masks = draw_masks(shapes, seeds)
    if not (isinstance(config, UNetConfig) and config.color_hint):
        return Noise(masks)
    hints = [_hint_of(config.hint_colors or (GREY,), seed) for seed in seeds]
    return Noise(masks, torch.stack(hints))


def draw_masks(shapes: Sequence[Shape], seeds: Sequence[int | None]) -> Masks:
    """Draw dropout masks that keep half of the values and double them.

    Returns:
        One (N, C, H, W) mask per shape; all ones where the seed is ``None``.
    """
    rows = []
    for seed in seeds:
        if seed is None:
            rows.append([torch.ones(shape) for shape in shapes])
        else:
            source = torch.Generator().manual_seed(seed % 2**63)
            rows.append([torch.rand(s, generator=source).lt(0.5).float().mul(2) for s in shapes])
    return tuple(torch.stack(masks) for masks in zip(*rows, strict=True))


def encode_color(colors: Tensor) -> Tensor:
    """Turn colors (N, 3) in [-1, 1] into hints (N, 4).

    Lightness, red against green, yellow against blue, and a 1 that says there is a hint. In
    photos R, G and B mostly rise and fall together; these do not, so that hues are learnt sooner.
    """
    red, green, blue = colors.unbind(dim=1)
    lightness = colors.mean(dim=1)
    hues = HUE * (red - green), HUE * ((red + green) / 2 - blue)
    return torch.stack([lightness, *hues, torch.ones_like(red)], dim=1)


def _hint_of(colors: Sequence[str], seed: int | None) -> Tensor:
    """The hint that a seed stands for, (4,): neighbours differ."""
    if seed is None:
        return torch.zeros(COLOR_HINT)
    rgb = ImageColor.getrgb(colors[seed % len(colors)])
    scaled = torch.tensor(rgb[:3], dtype=torch.float32) / 127.5 - 1
    return encode_color(scaled[None])[0]
