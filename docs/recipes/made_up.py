"""Small inputs for every recipe, made here: what its packages or photos look like, and no more.

They stand where the commands of the pages have them, so that these run as they are.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

COUNT = 24  # of each, enough for some to be held out
SIDE = 64  # px


def openmoji(folder: Path) -> None:
    """A package of drawings in black and in colour, one of them with a skin tone."""
    listed = []
    for number in range(COUNT):
        code, x = f"{number:04X}", 20 + number
        circle = f'<circle cx="{x}" cy="36" r="16" fill="{{}}" stroke="#000" stroke-width="2"/>'
        for kind, fill in (("black", "none"), ("color", "#ea5a47")):
            file = folder / kind / "svg" / f"{code}.svg"
            file.parent.mkdir(parents=True, exist_ok=True)
            head = '<svg viewBox="0 0 72 72" xmlns="http://www.w3.org/2000/svg">'
            file.write_text(f"{head}{circle.format(fill)}</svg>", encoding="utf-8")
        about = {"hexcode": code, "group": "objects", "annotation": f"ball number {number}"}
        listed.append({**about, "skintone": "1" if number == 0 else ""})
    (folder / "data").mkdir()
    (folder / "data/openmoji.json").write_text(json.dumps(listed), encoding="utf-8")


def fluent(folder: Path) -> None:
    """Two packages: emoji as WebP with alpha, and the list of their names."""
    listed = {}
    pictures = folder / "@lobehub/fluent-emoji-3d/assets"
    pictures.mkdir(parents=True)
    for number in range(COUNT):
        sign = chr(0x1F400 + number)
        about = {"slug": f"ball_{number}", "name": f"ball number {number}", "group": "Objects"}
        listed[sign] = about
        ball(number).save(pictures / f"{ord(sign):04x}.webp", lossless=True)
    (folder / "unicode-emoji-json").mkdir()
    file = folder / "unicode-emoji-json/data-by-emoji.json"
    file.write_text(json.dumps(listed), encoding="utf-8")


def facesjs(folder: Path) -> None:
    """A package with the two functions of facesjs: faces of two ellipses."""
    package = folder / "facesjs"
    package.mkdir(parents=True)
    about = {"name": "facesjs", "type": "module", "exports": "./index.js"}
    (package / "package.json").write_text(json.dumps(about), encoding="utf-8")
    (package / "index.js").write_text(
        "export const generate = () => 60 + Math.floor(100 * Math.random());\n"
        "export const faceToSvgString = (wide) => `<svg xmlns="
        '"http://www.w3.org/2000/svg" viewBox="0 0 400 600"><ellipse cx="200" cy="300" '
        'rx="${wide}" ry="160" style="fill:#a67358;stroke:#000;stroke-width:6"/>'
        '<ellipse cx="200" cy="300" rx="20" ry="30" fill="rgba(0,0,0,.2)"/></svg>`;\n',
        encoding="utf-8",
    )


def photos(folder: Path) -> None:
    """Photos of shaded balls on white."""
    folder.mkdir(parents=True)
    for number in range(COUNT):
        paper = Image.new("RGB", (SIDE, SIDE), "white")
        picture = ball(number)
        paper.paste(picture, (0, 0), picture)
        paper.save(folder / f"{number}.png")


def views(first: str, second: str) -> Callable[[Path], None]:
    """Two folders of the same views, in ``train/`` and ``val/``."""

    def write(folder: Path) -> None:
        for number in range(COUNT):
            split = "val" if number % 8 == 0 else "train"
            for half, name in enumerate((first, second)):
                file = folder / split / name / f"{number}.png"
                file.parent.mkdir(parents=True, exist_ok=True)
                picture = Image.new("RGB", (SIDE, SIDE), ("skyblue", "midnightblue")[half])
                picture.paste(ball(number), (0, 0), ball(number))
                picture.save(file)

    return write


def ball(number: int) -> Image.Image:
    """A shaded ball with alpha, another one for each number."""
    rng = np.random.default_rng(number)
    y, x = np.mgrid[:SIDE, :SIDE]
    across, down = rng.integers(20, 44, size=2)
    distance = np.hypot(x - across, y - down) / 18
    color = (1.2 - 0.6 * distance)[..., None] * rng.integers(60, 200, size=3)
    alpha = 255 * (distance < 1)[..., None]
    picture = Image.fromarray(np.concatenate([color, alpha], 2).clip(0, 255).astype(np.uint8))
    ImageDraw.Draw(picture).point((across, down), "black")
    return picture


# By the folder that a command names.
INPUTS: dict[str, Callable[[Path], None]] = {
    "emoji/node_modules/openmoji": openmoji,
    "emoji/node_modules": fluent,
    "faces/node_modules": facesjs,
    "photos": photos,
    "views": views("day", "night"),
    "scenes": views("thermal", "visible"),
}
