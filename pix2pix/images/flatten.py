"""From any picture to the bytes that a person sees and a network learns from."""

from PIL import Image

from pix2pix.config import HalfValues
from pix2pix.config.values import EIGHT_BIT
from pix2pix.images.class_colors import colored
from pix2pix.images.samples import Picture, is_deep, samples_of
from pix2pix.images.values import as_bytes, planes

MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
AS_SHOWN = HalfValues()


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
        picture = painted
    elif needs_scale(picture, values):
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
