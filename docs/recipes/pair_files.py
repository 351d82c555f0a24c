"""What the data scripts here share: drawings on white paper, and pairs split by their family."""

import io
from pathlib import Path
from zlib import crc32

import resvg_py
from PIL import Image

SIDE = 256  # px
INSET = 232  # px that a drawing takes of the side, so that lines never touch the rim
HELD_OUT = 10  # one family in so many


def rendered(svg: str, side: int = INSET) -> Image.Image:
    """An SVG as a picture with alpha, ``side`` px wide."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=side)
    return Image.open(io.BytesIO(bytes(png))).convert("RGBA")


def on_paper(picture: Image.Image) -> Image.Image:
    """Lay a picture with alpha in the middle of a white square."""
    paper = Image.new("RGB", (SIDE, SIDE), "white")
    paper.paste(picture, ((SIDE - picture.width) // 2, (SIDE - picture.height) // 2), picture)
    return paper


def save_pair(out: Path, name: str, family: str, source: Image.Image, target: Image.Image) -> None:
    """Write a pair side by side into ``train/`` or ``val/``, source on the left.

    Args:
        family: What pictures that are nearly the same share; none is split between the two.
    """
    write_pair(out / split_of(family) / f"{name}.png", source, target)


def write_pair(file: Path, source: Image.Image, target: Image.Image) -> None:
    """Write a pair side by side, source on the left."""
    pair = Image.new("RGB", (source.width + target.width, target.height))
    pair.paste(source, (0, 0))
    pair.paste(target, (source.width, 0))
    file.parent.mkdir(parents=True, exist_ok=True)
    pair.save(file)


def save_in_folders(out: Path, name: str, family: str, **halves: Image.Image) -> None:
    """Write a pair into folders that are called as its halves are, in ``train/`` or ``val/``.

    A half may have opacity so, of which the other has none.
    """
    for half, picture in halves.items():
        file = out / split_of(family) / half / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        picture.save(file)


def split_of(family: str) -> str:
    """The folder of a family: every tenth is held out, the same ones each time."""
    return "val" if crc32(family.encode()) % HELD_OUT == 0 else "train"
