"""Made-up streets: label maps of four classes, and photos whose colors tell the class."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from pix2pix.config import PaperConfig
from tests.conftest import SIDE

CLASSES = {"road": "#804080", "building": "#464646", "tree": "#6b8e23", "sky": "#4682b4"}
TINY = PaperConfig(
    size=SIDE,
    width=4,
    steps=2,
    batch_size=2,
    seeds=1,
    save_every=1,
    segmenter_size=SIDE,
    segmenter_epochs=6,
    precision="fp32",
    device="cpu",
)
FLAGS = [
    word
    for name, value in TINY.model_dump(mode="json", exclude_none=True).items()
    if value != getattr(PaperConfig(), name)
    for word in (f"--{name.replace('_', '-')}", value)
]


def label_map(seed: int, side: int = SIDE) -> Image.Image:
    """Sky above a road, with a building and a tree somewhere."""
    rng = np.random.default_rng(seed)
    road, building, tree, sky = CLASSES.values()
    picture = Image.new("RGB", (side, side), sky)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, side * 5 // 8, side, side), road)
    for color in (building, tree):
        left = int(rng.integers(0, side * 5 // 8))
        draw.rectangle((left, side // 4, left + side // 4, side * 3 // 4), color)
    return picture


def photo_of(labels: Image.Image, seed: int) -> Image.Image:
    """The same, darker and with grain."""
    grain = np.random.default_rng(seed).normal(40, 20, (labels.height, labels.width, 3))
    return Image.fromarray((np.asarray(labels) * 0.6 + grain).clip(0, 255).astype(np.uint8))


def write_streets(folder: Path, train: int = 6, held_out: int = 5) -> Path:
    """Photos in folders A, their label maps in folders B."""
    for split, first, count in (("train", 0, train), ("val", 100, held_out)):
        for half in "AB":
            (folder / split / half).mkdir(parents=True)
        for number in range(first, first + count):
            labels = label_map(number)
            labels.save(folder / split / "B" / f"street{number}.png")
            photo_of(labels, number).save(folder / split / "A" / f"street{number}.png")
    return folder
