"""Writes pictures in one step: as PNG of 8 bits, or with more in the units of the data."""

from pathlib import Path

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from pix2pix.config import HalfValues
from pix2pix.errors import ConfigError
from pix2pix.files import replace
from pix2pix.images.opacity import Planes

FULL = 65535  # the largest integer of 16 bits


def save_picture(picture: Image.Image, path: Path) -> None:
    """Write a PNG in one step.

    Raises:
        DiskError: There is no room; an earlier file is untouched.
    """
    replace(path, lambda beside: picture.save(beside, "PNG"))


def in_16_bits(measured: Planes, values: HalfValues) -> NDArray[np.uint16]:
    """Values (H, W, bands) as unsigned integers: their own, if the data had such.

    Of 8-bit pictures, the largest integer is white, as PNG has it.

    Raises:
        ConfigError: See ``require_16_bits``.
    """
    require_16_bits(values)
    low, high = values.range
    whole = np.empty(measured.shape, np.uint16)
    for line, row in zip(whole, measured, strict=True):  # large ones are held once, not thrice
        if values.kind in ("8-bit", "classes"):
            row = (row - np.float32(low)) * np.float32(FULL / (high - low))
        line[:] = row.round().clip(0, FULL)
    return whole


def require_16_bits(values: HalfValues) -> None:
    """Raise ``ConfigError`` if values are negative, with a point, or beyond 16 bits."""
    low, high = values.range
    if values.kind in ("8-bit", "classes"):
        return
    if values.kind != "integer" or low < 0 or high > FULL:
        raise ConfigError(
            f"The targets of this model go from {low:g} to {high:g}, which 16-bit integers do not "
            "hold. Choose --bits 32, which writes floating-point TIFFs."
        )


def save_values(array: NDArray[np.uint16] | Planes, path: Path) -> None:
    """Write (H, W, bands) in one step: integers as PNG or TIFF, as ``path`` ends, floats as TIFF.

    Raises:
        DiskError: There is no room; an earlier file is untouched.
    """
    flat = array[..., 0] if array.shape[2] == 1 else array
    if path.suffix.lower() == ".png":
        order = {3: [2, 1, 0], 4: [2, 1, 0, 3]}.get(array.shape[2])  # OpenCV begins with blue
        made, encoded = cv2.imencode(".png", flat if order is None else flat[..., order])
        assert made
        replace(path, lambda beside: beside.write_bytes(encoded.tobytes()))
        return
    photometric = "rgb" if array.shape[2] >= 3 else "minisblack"
    replace(
        path,
        lambda beside: tifffile.imwrite(
            beside, flat, photometric=photometric, compression="zlib", metadata=None
        ),
    )
