"""Pictures as bytes, cropped, mirrored, resized: what torchvision does, bit for bit.

Importing torchvision takes as long as PyTorch itself, and every run would wait for it, so only
turning is left to it. Pictures are (C, H, W) uint8, or float32 from 0 to 255; colors beside opacity
are multiplied by it, as in all tensors.
"""

from typing import Literal

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from pix2pix.config import Size
from pix2pix.images.opacity import premultiplied, straight


def from_picture(picture: Image.Image) -> Tensor:
    """The bytes of a picture, (C, H, W)."""
    array = np.array(picture)
    planes = premultiplied(array[None] if array.ndim == 2 else array.transpose(2, 0, 1))
    return torch.from_numpy(np.array(planes.round(), np.uint8, order="C"))


def to_picture(pixels: Tensor) -> Image.Image:
    """The picture of these bytes."""
    planes = straight(to_bytes(pixels).numpy())
    array = planes.round().astype(np.uint8).transpose(1, 2, 0)
    return Image.fromarray(array.squeeze(-1) if array.shape[-1] == 1 else array)


def to_bytes(pixels: Tensor) -> Tensor:
    """The same, rounded where they are no bytes yet."""
    return pixels if pixels.dtype == torch.uint8 else pixels.round().to(torch.uint8)


def crop(pixels: Tensor, top: int, left: int, size: Size) -> Tensor:
    """A part of the picture."""
    return pixels[:, top : top + size.height, left : left + size.width]


def mirror(pixels: Tensor) -> Tensor:
    """Left and right exchanged."""
    return pixels.flip(-1)


def resize(pixels: Tensor, size: Size, how: Literal["bilinear", "bicubic", "nearest"]) -> Tensor:
    """The whole picture at another size; without jagged edges, but for the nearest."""
    if tuple(pixels.shape[1:]) == size:
        return pixels
    if how == "nearest":
        return F.interpolate(pixels[None], size, mode="nearest-exact")[0]
    return F.interpolate(pixels[None], size, mode=how, antialias=True)[0]


def pad(pixels: Tensor, rims: tuple[int, int, int, int]) -> Tensor:
    """Zeros around the picture: so many px to the left, at the top, to the right, at the bottom."""
    left, top, right, bottom = rims
    return F.pad(pixels, (left, right, top, bottom))


def rotate(pixels: Tensor, degrees: float) -> Tensor:
    """The picture turned against the clock; what is not covered is 0."""
    from torchvision.transforms.v2 import InterpolationMode, functional

    return functional.rotate(pixels, degrees, InterpolationMode.BILINEAR)
