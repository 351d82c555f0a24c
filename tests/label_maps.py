"""Made-up label maps, photos of them, and a segmenter that knows a class by its color."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from pix2pix.config import Label, Size
from pix2pix.data import transform
from pix2pix.data.classes import Classes
from pix2pix.evaluation.segmenter import Segmenter

WALL, DOOR, TREE, NOTHING = "#c02020", "#20c020", "#2020c0", "#000000"
CLASSES = Classes(
    (
        Label(name="wall", color=WALL),
        Label(name="door", color=DOOR),
        Label(name="unlabeled", color=NOTHING, void=True),
        Label(name="tree", color=TREE),
    )
)


def columns(*colors: str, side: int = 8) -> Tensor:
    """Columns of ``side`` px in these colors, as high as all of them are wide: (3, H, W)."""
    picture = Image.new("RGB", (side * len(colors), side * len(colors)))
    for place, color in enumerate(colors):
        picture.paste(color, (side * place, 0, side * (place + 1), picture.height))
    return transform.from_picture(picture)


def as_jpeg(pixels: Tensor, quality: int = 75) -> Tensor:
    """What JPEG leaves of a picture."""
    kept = io.BytesIO()
    transform.to_picture(pixels).save(kept, "JPEG", quality=quality)
    return transform.from_picture(Image.open(kept))


class ByColor(nn.Module):
    """Takes each pixel for the class whose color it is nearest to, by one 1x1 convolution."""

    def __init__(self, classes: Classes) -> None:
        super().__init__()
        labels = [label for label in classes.labels if not label.void]
        colors = np.array([[int(each.color[i : i + 2], 16) for i in (1, 3, 5)] for each in labels])
        scaled = torch.tensor(colors, dtype=torch.float32) / 127.5 - 1
        self.shift = nn.Parameter(-scaled.square().sum(dim=1)[:, None, None])
        self.weight = nn.Parameter(2 * scaled[:, :, None, None])

    def forward(self, photo: Tensor) -> Tensor:
        return nn.functional.conv2d(photo, self.weight) + self.shift


def by_color(size: int = 32, classes: Classes = CLASSES) -> Segmenter:
    return Segmenter(ByColor(classes), classes, Size(size, size))


def write_labelled(folder: Path, maps: Sequence[Tensor], photos: Sequence[Tensor]) -> Path:
    """Pairs side by side: a photo on the left, its label map on the right."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (labels, photo) in enumerate(zip(maps, photos, strict=True)):
        both = transform.to_picture(torch.cat([photo, labels], dim=2))
        both.save(folder / f"{number}.png")
    return folder
