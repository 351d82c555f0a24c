"""A folder of photos becomes a paired set: the photo is the target, the source is made from it.

Three of the applications in Isola et al. 2017 (Sec. 4): edges to photo, colorization, inpainting;
and one that people made of it: a picture from a handful of colors.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, assert_never
from zlib import crc32

import numpy as np
from PIL import Image, ImageDraw

from pix2pix.data.edges import photo_to_edges
from pix2pix.data.outputs import find_inputs, output_paths
from pix2pix.data.posterize import FEWEST, MOST, posterize
from pix2pix.errors import ConfigError, DataError, PictureError
from pix2pix.images import SMALLEST, flatten, save_picture
from pix2pix.pixel_budget import opened

Task = Literal["edges", "color", "missing", "palette"]

LARGEST_HALF = 2048  # px


def make_pairs(
    photos: Path,
    out: Path,
    task: Task = "edges",
    *,
    size: int = 256,
    threshold: float = 0.5,
    thickness: int = 1,
    colors: int = 6,
) -> Iterator[Path | PictureError]:
    """Write one pair side by side, source on the left, for every photo below a folder.

    Args:
        task: ``edges`` (lines to photo), ``color`` (grey to color), ``missing`` (a photo with
            holes to the whole one), or ``palette`` (flat areas of a few colors to photo).
        size: Side of each half, in px; photos are cropped to a square around their middle.
        threshold: For edges: 0 keeps every faint line, 1 only the strongest.
        thickness: For edges: of the lines, in px.
        colors: For a palette: how many.

    Yields:
        The file of each pair, or why its photo was left out.

    Raises:
        DataError: There are no photos in the folder, or the pairs would replace them.
        ConfigError: The size, the thickness or the number of colors is out of bounds.
    """
    if not SMALLEST <= size <= LARGEST_HALF or not 1 <= thickness <= size:
        raise ConfigError(
            f"size is {size} and thickness {thickness}; the size must lie between {SMALLEST} and "
            f"{LARGEST_HALF} px, the thickness between 1 and the size."
        )
    if not FEWEST <= colors <= MOST:
        raise ConfigError(
            f"colors is {colors}; choose between {FEWEST} and {MOST}, of which white paper is one."
        )
    if not photos.is_dir():
        raise DataError(f"{photos} is not a folder. Give a folder of photos.")
    if out.resolve() == photos.resolve():
        raise DataError(f"{out} holds the photos themselves. Choose another folder for the pairs.")
    inputs = find_inputs([photos], out)
    for path, file in output_paths(inputs, out, ".png").items():
        try:
            with opened(file, visitor=str(photos)) as picture:
                photo = square(flatten(picture), size)
        except PictureError as error:
            yield error
            continue
        match task:
            case "edges":
                source = photo_to_edges(photo, threshold, thickness)
            case "color":
                source = photo.convert("L")
            case "missing":
                source = with_holes(photo, seed=crc32(file.name.encode()))
            case "palette":
                source = posterize(photo, colors)
            case _:
                assert_never(task)
        pair = Image.new("RGB", (2 * size, size))
        pair.paste(source, (0, 0))
        pair.paste(photo, (size, 0))
        save_picture(pair, path)
        yield path


def square(picture: Image.Image, size: int) -> Image.Image:
    """Crop to a square around the middle and scale to ``size`` px a side."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    middle = picture.crop((left, top, left + side, top + side))
    return middle.resize((size, size), Image.Resampling.LANCZOS)


def with_holes(photo: Image.Image, seed: int) -> Image.Image:
    """White out one to three rectangles, a tenth to four tenths of the side each."""
    rng = np.random.default_rng(seed)
    holed = photo.copy()
    draw = ImageDraw.Draw(holed)
    for _ in range(rng.integers(1, 4)):
        width, height = rng.uniform(0.1, 0.4, size=2) * photo.size
        left, top = rng.uniform(0, photo.size - np.array([width, height]))
        draw.rectangle((left, top, left + width, top + height), fill="white")
    return holed
