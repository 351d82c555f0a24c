"""Photos that people bring to the canvas, opened as the endpoint opens them."""

from typing import Literal

from PIL import Image

from pix2pix.config import ModelConfig
from pix2pix.images import Picture, flatten

LARGEST_AS_PNG = 1024  # px a side; the text of a larger PNG would be longer than a drawing may be


def fitted(picture: Picture, model: ModelConfig) -> Image.Image:
    """The whole picture on a white square of the size that a model sees."""
    side = model.generator.size
    values = model.values.source
    # Between two colors of labels there is none.
    labels = model.domains.input_kind == "labels" or values.kind == "classes"
    how = Image.Resampling.NEAREST if labels else Image.Resampling.LANCZOS
    scale = side / max(picture.size)
    width, height = (max(1, round(length * scale)) for length in picture.size)
    square = Image.new("RGB", (side, side), "white")
    small = flatten(picture, values=values).resize((width, height), how)
    square.paste(small, ((side - width) // 2, (side - height) // 2))
    return square


def kind_of(side: int) -> Literal["JPEG", "PNG"]:
    """In which format a picture of ``side`` px goes to the page."""
    return "PNG" if side <= LARGEST_AS_PNG else "JPEG"
