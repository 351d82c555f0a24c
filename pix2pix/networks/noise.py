"""The noise z of G(x, z), made explicit as an input of the generator.

In the paper z is dropout, kept on at test time (Isola et al. 2017, Sec. 3.1). Here its
masks are tensors, drawn from a seed outside the network: the same picture and seed give the
same output on every engine and from any thread, and a preview never disturbs a training run.
A browser draws the same bits (app/canvas/static/site/noise.js), so it shows the same picture.

Dropout alone changes little. A generator with ``color_hint`` also takes a hint at the color;
``methods/color_hint.py`` trains it. One with ``noise_levels`` takes noise per pixel, of which it
makes the grain of a material, which no line tells (Karras et al. 2019, "A Style-Based Generator
Architecture for Generative Adversarial Networks", Sec. 3.2).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from PIL import ImageColor
from torch import Tensor

from pix2pix.config import GeneratorConfig, UNetConfig

Shape = tuple[int, int, int]  # (C, H, W)
Values = Callable[[np.random.Philox, int], npt.NDArray[Any]]

COLOR_HINT = 4  # numbers of a hint
HUE = 4.0  # hues differ less than lightness does; this makes up for it
WORD = 64  # bits
EVEN_BYTES, EVERY_16_BITS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)
MEAN_OF_16_BYTES = 16 * 127.5
DEVIATION_OF_16_BYTES = 295.6010825419961  # the root of 16 (256^2 - 1) / 12
GREY = "#808080"  # the hints that seeds draw from where no typical colors are known


class NoiseShapes(NamedTuple):
    """Shapes of the parts of the noise that depend on the size of the picture."""

    masks: list[Shape]
    pixels: list[Shape]


@dataclass(frozen=True)
class Noise:
    """What a generator is given beside its input picture.

    Attributes:
        masks: Of the dropout, (N, C, H, W) each, one per level, innermost first.
        pixels: Noise per pixel from N(0, 1), (N, 1, H, W) each, likewise.
        color_hint: (N, 4) as ``encode_color`` makes it, zeros for none. ``None`` for a batch
            without hints, and always for generators that take none.
    """

    masks: tuple[Tensor, ...] = ()
    pixels: tuple[Tensor, ...] = ()
    color_hint: Tensor | None = None

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Its parts in the order in which graphs list their inputs; the hint, if any, is last."""
        sized = (*self.masks, *self.pixels)
        return sized if self.color_hint is None else (*sized, self.color_hint)

    @classmethod
    def of(cls, tensors: Sequence[Tensor], shapes: NoiseShapes) -> "Noise":
        """The way back from ``tensors``, for a generator whose noise has such shapes."""
        masks = len(shapes.masks)
        sized = masks + len(shapes.pixels)
        hint = tensors[sized] if len(tensors) > sized else None
        return cls(tuple(tensors[:masks]), tuple(tensors[masks:sized]), hint)

    def repeated(self, times: int) -> "Noise":
        """The same for so many batches, one after the other."""
        return Noise(
            tuple(mask.repeat(times, 1, 1, 1) for mask in self.masks),
            tuple(pixels.repeat(times, 1, 1, 1) for pixels in self.pixels),
            None if self.color_hint is None else self.color_hint.repeat(times, 1),
        )

    def to(self, device: torch.device, dtype: torch.dtype | None = None) -> "Noise":
        """The same on another device or in another arithmetic."""
        hint = self.color_hint
        return Noise(
            tuple(mask.to(device, dtype) for mask in self.masks),
            tuple(pixels.to(device, dtype) for pixels in self.pixels),
            None if hint is None else hint.to(device, dtype),
        )


def draw_noise(config: GeneratorConfig, shapes: NoiseShapes, seeds: Sequence[int | None]) -> Noise:
    """The noise that seeds stand for.

    Args:
        shapes: As ``noise_shapes`` gives them.
        seeds: One per picture, any integer. ``None`` gives the mean of the noise, and no hint.
    """
    return replace(draw_without_hint(shapes, seeds), color_hint=hints_of(config, seeds))


def hints_of(config: GeneratorConfig, seeds: Sequence[int | None]) -> Tensor | None:
    """The color hints that seeds stand for, (N, 4); none for a generator that takes none."""
    colors = hint_colors(config)
    return torch.stack([_hint_of(colors, seed) for seed in seeds]) if colors else None


def hint_colors(config: GeneratorConfig) -> tuple[str, ...]:
    """The colors that seeds hint at, one after the other; none for a generator without hints."""
    if not (isinstance(config, UNetConfig) and config.color_hint):
        return ()
    return config.hint_colors or (GREY,)


def draw_without_hint(shapes: NoiseShapes, seeds: Sequence[int | None]) -> Noise:
    """The same, but for the hint: in training, that comes from the target.

    The bits are those of Philox 4x64-10 with the seed as its key (Salmon et al. 2011, "Parallel
    Random Numbers: As Easy as 1, 2, 3"), which NumPy keeps the same in all its versions.

    Returns:
        Dropout masks that keep half of the values and double them, all ones where the seed is
        ``None``, and noise per pixel, zeros there.
    """
    rows = []
    for seed in seeds:
        if seed is None:
            row = [torch.ones(shape) for shape in shapes.masks]
            row += [torch.zeros(shape) for shape in shapes.pixels]
        else:
            source = np.random.Philox(key=seed % 2**64)
            row = [_drawn(_keep_half, source, shape) for shape in shapes.masks]
            row += [_drawn(_normal, source, shape) for shape in shapes.pixels]
        rows.append(row)
    return Noise.of([torch.stack(parts) for parts in zip(*rows, strict=True)], shapes)


def _drawn(values: Values, source: np.random.Philox, shape: Shape) -> Tensor:
    return torch.from_numpy(values(source, prod(shape)).astype(np.float32)).reshape(shape)


def _keep_half(source: np.random.Philox, count: int) -> npt.NDArray[np.uint8]:
    """0 or 2 for every bit, the lowest of a word first."""
    words = source.random_raw(-(-count // WORD)).astype("<u8")
    return np.unpackbits(words.view(np.uint8), count=count, bitorder="little") * np.uint8(2)


def _normal(source: np.random.Philox, count: int) -> npt.NDArray[np.float64]:
    """Sums of 16 bytes, which are all but normal: so no logarithm is rounded differently.

    Their kurtosis is 2.93, and none is further than 6.9 standard deviations from zero.
    """
    words = source.random_raw(2 * count).reshape(count, 2)
    pairs = ((words & EVEN_BYTES) + (words >> np.uint64(8) & EVEN_BYTES)).sum(axis=1)
    sums = pairs * EVERY_16_BITS >> np.uint64(48)  # the product adds four numbers of 16 bits
    return (sums - MEAN_OF_16_BYTES) / DEVIATION_OF_16_BYTES


def encode_color(colors: Tensor) -> Tensor:
    """Turn colors (N, 3) in [-1, 1] into hints (N, 4).

    Lightness, red against green, yellow against blue, and a 1 that says there is a hint. In
    photos R, G and B mostly rise and fall together; these do not, so that hues are learnt sooner.
    """
    red, green, blue = colors.unbind(dim=1)
    lightness = colors.mean(dim=1)
    hues = HUE * (red - green), HUE * ((red + green) / 2 - blue)
    return torch.stack([lightness, *hues, torch.ones_like(red)], dim=1)


def decode_color(hints: Tensor) -> Tensor:
    """The colors (N, 3) in [-1, 1] of hints (N, 4), as ``encode_color`` took them."""
    lightness, red_green, yellow_blue, _ = hints.unbind(dim=1)
    blue = lightness - yellow_blue / HUE * 2 / 3
    middle = (3 * lightness - blue) / 2  # of red and green
    return torch.stack([middle + red_green / HUE / 2, middle - red_green / HUE / 2, blue], dim=1)


def _hint_of(colors: Sequence[str], seed: int | None) -> Tensor:
    """The hint that a seed stands for, (4,): neighbours differ."""
    if seed is None:
        return torch.zeros(COLOR_HINT)
    rgb = ImageColor.getrgb(colors[seed % len(colors)])
    scaled = torch.tensor(rgb[:3], dtype=torch.float32) / 127.5 - 1
    return encode_color(scaled[None])[0]
