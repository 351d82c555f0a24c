"""Photos that people bring to the canvas, opened as the endpoint opens them."""

from PIL import Image

from app.canvas.messages import Kind
from pix2pix.config import ModelConfig
from pix2pix.images import Picture, flatten

LARGEST_AS_PNG = 1024  # px a side; the text of a larger PNG would be longer than a drawing may be


def fitted(picture: Picture, model: ModelConfig) -> Image.Image:
    """The whole picture on white paper of the size that a model sees."""
    height, width = model.generator.size
    values = model.values.source
    # Between two colors of labels there is none.
    labels = model.domains.input_kind == "labels" or values.kind == "classes"
    how = Image.Resampling.NEAREST if labels else Image.Resampling.LANCZOS
    scale = min(width / picture.width, height / picture.height)
    across, down = (max(1, round(length * scale)) for length in (picture.width, picture.height))
    paper = Image.new("RGB", (width, height), "white")
    small = flatten(picture, values=values).resize((across, down), how)
    paper.paste(small, ((width - across) // 2, (height - down) // 2))
    return paper


def kind_of(side: int) -> Kind:
    """In which format a picture of ``side`` px goes to the page."""
    return "PNG" if side <= LARGEST_AS_PNG else "JPEG"
