"""The one place where pictures become tensors and back.

Pictures are Pillow's. Tensors are float32 (C, H, W) in [-1, 1]. One to four channels
stand for grey, grey with alpha, RGB and RGBA.
"""

import io
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError
from torch import Tensor

from pix2pix.errors import PictureError
from pix2pix.files import replace

MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"})
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")  # GIF only to say what is wrong with it
BAND = 4_000_000  # px that are converted at a time
SMALLEST, LARGEST, MOST_PIXELS = 8, 16_384, 64_000_000  # px a side, px a side, px in all


def open_picture(file: Path | bytes, name: str | None = None) -> Image.Image:
    """Read a picture file of any mode, turned upright.

    Args:
        file: A path or the bytes of a file.
        name: What to call it in an error; the path by default.

    Raises:
        PictureError: It is missing, no picture, damaged, animated, too small or too large.
    """
    name = name or (str(file) if isinstance(file, Path) else "the picture")
    try:
        # As bytes: Pillow leaves the file of a damaged picture open.
        data = file if isinstance(file, bytes) else file.read_bytes()
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        _check_size(picture, name)
        # A phone's photo may bring a second view of the scene along (MPO): the first one counts.
        frames = getattr(picture, "n_frames", 1)
        if frames > 1 and picture.format != "MPO":
            raise PictureError(
                f"{name} is an animation or holds {frames} pictures. "
                "Save the one you want as PNG or JPEG."
            )
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
        return picture
    except FileNotFoundError:
        raise PictureError(f"{name} does not exist. Check the path.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(f"{name} is far too large. Shrink it to {LARGEST} px a side.") from None
    except (OSError, ValueError, TypeError, SyntaxError, EOFError) as error:
        # Pillow would name the buffer we gave it.
        reason = "unknown format" if isinstance(error, UnidentifiedImageError) else error
        raise PictureError(
            f"{name} cannot be read as a picture ({reason}). "
            "Give an undamaged PNG, JPEG, WebP, BMP or TIFF."
        ) from error


def _check_size(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    if min(width, height) < SMALLEST:
        raise PictureError(
            f"{name} is {width}x{height} px; at least {SMALLEST} px a side are needed. Enlarge it."
        )
    if max(width, height) > LARGEST or width * height > MOST_PIXELS:
        raise PictureError(
            f"{name} is {width}x{height} px; at most {LARGEST} px a side and "
            f"{MOST_PIXELS // 1_000_000} megapixels are read. Shrink it."
        )


def flatten(picture: Image.Image, channels: int = 3) -> Image.Image:
    """Convert to the mode of ``channels``; what is see-through is laid on white paper.

    Without the paper, see-through pixels would come out black.
    """
    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bit and more: Pillow would clip
        values = np.asarray(picture, dtype=np.float64)
        scale = 257.0 if picture.mode.startswith("I;16") or values.max() > 255 else 1.0
        picture = Image.fromarray(np.clip(values / scale, 0, 255).round().astype(np.uint8))
    mode = MODES[channels]
    if picture.width * picture.height > BAND and picture.height > 1:
        return _flatten_in_bands(picture, channels)
    if mode.endswith("A"):
        return picture.convert("RGBA").convert(mode)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    return picture.convert("RGB").convert(mode)  # every mode has a way to RGB, not to others


def _flatten_in_bands(picture: Image.Image, channels: int) -> Image.Image:
    """The same for a large picture, with little more memory than the answer takes."""
    flat = Image.new(MODES[channels], picture.size)
    rows = max(1, BAND // picture.width)
    for top in range(0, picture.height, rows):
        bottom = min(top + rows, picture.height)
        band = picture.crop((0, top, picture.width, bottom))
        flat.paste(flatten(band, channels), (0, top))
    return flat


def save_picture(picture: Image.Image, path: Path) -> None:
    """Write a PNG in one step.

    Raises:
        DiskError: There is no room; an earlier file is untouched.
    """
    replace(path, lambda beside: picture.save(beside, "PNG"))


def to_tensor(picture: Image.Image) -> Tensor:
    """Scale the bytes of a picture to (C, H, W) in [-1, 1].

    NumPy does it on one core in under a millisecond; PyTorch's threads, woken for so little,
    would take the cores from whoever else translates.
    """
    array = np.asarray(picture, dtype=np.float32)
    planes = array[None] if array.ndim == 2 else array.transpose(2, 0, 1)
    return torch.from_numpy(np.ascontiguousarray(planes) / np.float32(127.5) - np.float32(1))


def to_picture(tensor: Tensor) -> Image.Image:
    """Clip (C, H, W) to [-1, 1] and round to the nearest of 256 values."""
    scaled = (tensor.detach().float().cpu().numpy().clip(-1, 1) + 1) * np.float32(127.5)
    array = scaled.round().astype(np.uint8).transpose(1, 2, 0)
    return Image.fromarray(array.squeeze(-1) if array.shape[-1] == 1 else array)
