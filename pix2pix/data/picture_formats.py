"""The formats in which translated pictures can be written."""

from pathlib import Path
from typing import Any, Literal

from PIL import Image

from pix2pix.files import replace

PictureFormat = Literal["png", "jpeg", "webp", "tiff"]

SUFFIX: dict[PictureFormat, str] = {
    "png": ".png",
    "jpeg": ".jpg",
    "webp": ".webp",
    "tiff": ".tif",
}
OPTIONS: dict[PictureFormat, dict[str, Any]] = {
    "png": {},
    "jpeg": {"quality": 95, "subsampling": 0},
    "webp": {"quality": 95, "method": 4},
    "tiff": {"compression": "tiff_adobe_deflate"},
}


def save_as(picture: Image.Image, path: Path, format: PictureFormat) -> None:
    """Write a picture in one step; for JPEG, what is see-through is laid on white paper.

    Raises:
        DiskError: There is no room; an earlier file is untouched.
    """
    if format == "jpeg" and picture.has_transparency_data:
        from pix2pix.images import flatten  # PyTorch comes along, and --help knows the formats

        picture = flatten(picture)
    options = OPTIONS[format]
    replace(path, lambda beside: picture.save(beside, format.upper(), **options))
