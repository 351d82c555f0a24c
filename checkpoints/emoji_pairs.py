r"""Make pairs for ``edges2emoji``: two line drawings of each emoji and its 3D twin.

    npm install --prefix emoji @lobehub/fluent-emoji-3d@1.1.0 fluentui-emoji@1.3.0 \
        unicode-emoji-json@0.9.0
    pip install -r requirements-dev.txt
    python checkpoints/emoji_pairs.py emoji/node_modules pairs

All three packages are under the MIT licence; the emoji are Microsoft's Fluent Emoji. Flags,
symbols and skin tones are left out, and so is what differs too much in outline from its twin.

A drawing is either the edges of the flat twin or, as a person draws, the high-contrast twin with
thinner strokes. Every tenth emoji is held out, with the edges alone.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import cv2
import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image, ImageFilter

FLAT, HIGH_CONTRAST = "fluentui-emoji/icons/flat", "fluentui-emoji/icons/high-contrast"
SIDE = 256  # px
INSET = 232  # px that the emoji takes of the side, so that lines never touch the rim
LEFT_OUT = {"Flags", "Symbols", "Component"}
THINNER = 5  # px that strokes of high-contrast emoji lose of their 8
LEAST_OVERLAP = 0.85  # intersection over union of the two silhouettes


def emoji_twins(packages: Path) -> Iterator[tuple[str, Image.Image, Image.Image]]:
    """Name, flat picture and 3D picture (RGBA, INSET px a side) of every emoji with both."""
    flat = packages / FLAT
    solid = packages / "@lobehub/fluent-emoji-3d/assets"
    listed = packages / "unicode-emoji-json/data-by-emoji.json"
    by_code = {file.stem.replace("-fe0f", ""): file for file in solid.glob("*.webp")}
    for emoji, about in json.loads(listed.read_text(encoding="utf-8")).items():
        code = "-".join(f"{ord(sign):04x}" for sign in emoji if sign != "\ufe0f")
        drawing = flat / f"{about['slug'].replace('_', '-')}.svg"
        if about["group"] in LEFT_OUT or code not in by_code or not drawing.is_file():
            continue
        plain = rasterised(drawing)
        round_one = Image.open(by_code[code]).convert("RGBA").resize((INSET, INSET))
        if plain.size == round_one.size:  # a few drawings are not square
            yield drawing.stem, plain, round_one


def rasterised(drawing: Path) -> Image.Image:
    """An SVG file as RGBA, INSET px wide or high."""
    png = resvg_py.svg_to_bytes(svg_path=str(drawing), width=INSET, height=INSET)
    return Image.open(io.BytesIO(bytes(png))).convert("RGBA")


def overlap(one: Image.Image, other: Image.Image) -> float:
    """Intersection over union of what is not see-through."""
    first, second = (np.asarray(each)[..., 3] > 128 for each in (one, other))
    return float((first & second).sum() / max(1, (first | second).sum()))


def on_paper(picture: Image.Image) -> Image.Image:
    """Lay a picture in the middle of a white square."""
    paper = Image.new("RGB", (SIDE, SIDE), "white")
    paper.paste(picture, ((SIDE - INSET) // 2,) * 2, picture)
    return paper


def lines(picture: Image.Image) -> Image.Image:
    """Black lines on white: Canny on every channel of a flat picture."""
    smooth = cv2.GaussianBlur(np.asarray(picture), (0, 0), 0.8)
    found: NDArray[np.uint8] = np.zeros((SIDE, SIDE), np.uint8)
    for channel in range(3):
        edges = cv2.Canny(np.ascontiguousarray(smooth[..., channel]), 30, 80)
        found = np.maximum(found, edges.astype(np.uint8))
    return Image.fromarray(255 - found)


def thinner(picture: Image.Image) -> Image.Image:
    """Black strokes on white without their rims."""
    return picture.convert("L").filter(ImageFilter.MaxFilter(THINNER))


def main(packages: Path, out: Path) -> None:
    """Write ``train/`` and ``val/``, source on the left."""
    made = 0
    for name, flat, solid in emoji_twins(packages):
        if overlap(flat, solid) < LEAST_OVERLAP:
            continue
        sources = {name: lines(on_paper(flat))}
        split = "val" if crc32(name.encode()) % 10 == 0 else "train"
        drawn = packages / HIGH_CONTRAST / f"{name}.svg"
        if split == "train" and drawn.is_file():
            sources[f"{name}_drawn"] = thinner(on_paper(rasterised(drawn)))
        (out / split).mkdir(parents=True, exist_ok=True)
        for file, source in sources.items():
            pair = Image.new("RGB", (2 * SIDE, SIDE))
            pair.paste(source, (0, 0))
            pair.paste(on_paper(solid), (SIDE, 0))
            pair.save(out / split / f"{file}.png")
        made += len(sources)
    print(f"{made} pairs in {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
