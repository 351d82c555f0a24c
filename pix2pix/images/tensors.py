"""Pictures as tensors, float32 (C, H, W) in [-1, 1], and back.

Colors beside opacity are multiplied by it: see ``pix2pix.images.opacity``.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from pix2pix.images.opacity import premultiplied, straight


def to_tensor(picture: Image.Image) -> Tensor:
    """Scale the bytes of a picture to (C, H, W) in [-1, 1].

    NumPy does it on one core in under a millisecond; PyTorch's threads, woken for so little,
    would take the cores from whoever else translates.
    """
    array = np.asarray(picture, dtype=np.float32)
    planes = array[None] if array.ndim == 2 else array.transpose(2, 0, 1)
    return planes_to_tensor(premultiplied(planes))


def planes_to_tensor(planes: NDArray[np.float32]) -> Tensor:
    """Scale (C, H, W) from [0, 255] to [-1, 1]."""
    return torch.from_numpy(np.ascontiguousarray(planes) / np.float32(127.5) - np.float32(1))


def to_planes(tensor: Tensor) -> NDArray[np.float32]:
    """Clip (C, H, W) to [-1, 1] and scale it to [0, 255], unrounded."""
    clipped = tensor.detach().float().cpu().numpy().clip(-1, 1)
    return np.asarray((clipped + 1) * np.float32(127.5))


def to_picture(tensor: Tensor) -> Image.Image:
    """Clip (C, H, W) to [-1, 1] and round to the nearest of 256 values."""
    array = straight(to_planes(tensor)).round().astype(np.uint8).transpose(1, 2, 0)
    return Image.fromarray(array.squeeze(-1) if array.shape[-1] == 1 else array)
