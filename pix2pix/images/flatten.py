"""From any picture to the bytes that a person sees and a network learns from."""

import numpy as np
from PIL import Image

from pix2pix.config import HalfValues
from pix2pix.config.values import EIGHT_BIT
from pix2pix.images.class_colors import colored
from pix2pix.images.samples import Picture, is_deep, samples_of
from pix2pix.images.values import MODES, as_a_whole, as_bytes, planes

AS_SHOWN = HalfValues()
BAND = 4_000_000  # px that are converted at a time


def flatten(picture: Picture, channels: int = 3, values: HalfValues = AS_SHOWN) -> Image.Image:
    """Convert to 8 bits in the mode of ``channels``; what is see-through lies on white paper.

    Without the paper, see-through pixels would come out black.

    Args:
        values: How the half is read that the picture belongs to. A picture of 8 bits where other
            values were learnt from is taken as it is shown: its black is theirs, and its white.

    Raises:
        PictureError: It holds bands or values that ``values`` does not say how to show.
    """
    if values.kind == "classes" and (painted := colored(picture)) is not None:
        picture, values = painted, AS_SHOWN
    if picture.width * picture.height > BAND and picture.height > 1:
        return _flatten_in_bands(picture, channels, values)
    if needs_scale(picture, values):
        return as_bytes(planes(picture, channels, values))
    assert isinstance(picture, Image.Image)
    mode = MODES[channels]
    if mode.endswith("A"):
        return picture.convert("RGBA").convert(mode)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    return picture.convert("RGB").convert(mode)  # every mode has a way to RGB, not to others


def _flatten_in_bands(picture: Picture, channels: int, values: HalfValues) -> Image.Image:
    """The same for a large picture, with little more memory than the answer takes."""
    if is_deep(picture):
        picture = samples_of(picture)
        values = as_a_whole(picture, values)
    elif values.kind == "classes":
        values = AS_SHOWN  # no class numbers, as it turned out: a picture in its own colors
    flat = Image.new(MODES[channels], picture.size)
    rows = max(1, BAND // picture.width)
    for top in range(0, picture.height, rows):
        bottom = min(top + rows, picture.height)
        band = picture.crop((0, top, picture.width, bottom))
        flat.paste(flatten(band, channels, values), (0, top))
    return flat


def needs_scale(picture: Picture, values: HalfValues) -> bool:
    """Whether the bytes of a picture, if it holds bytes, are not yet what is shown of it."""
    if is_deep(picture):
        return True
    return values.kind == "8-bit" and (values.range != EIGHT_BIT or bool(values.bands))


def as_stored(picture: Picture, values: HalfValues) -> Picture:
    """A picture from a set of pairs: bytes among other values are values, too."""
    if values.kind in ("integer", "float") and not is_deep(picture):
        return samples_of(picture)
    return picture


def shapes_of(picture: Picture) -> Image.Image:
    """An RGB view of any picture, to look for seams and halves before anything is known of values.

    Numbers are stretched from the least to the most of this one picture: nothing to learn from, or
    to show to a person.
    """
    if not is_deep(picture):
        return flatten(picture)
    samples = samples_of(picture)
    band = samples.values[..., 0].astype(np.float64)
    there = samples.measured
    least, most = (band[there].min(), band[there].max()) if there.any() else (0.0, 0.0)
    scaled = np.where(there, band - least, 0.0) * (255 / max(most - least, 1e-9))
    return Image.fromarray(scaled.astype(np.uint8)).convert("RGB")
