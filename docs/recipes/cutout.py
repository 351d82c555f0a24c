"""Make pairs for ``cutout``: things before backgrounds, and the same things alone, with alpha.

    npm install --prefix emoji @lobehub/fluent-emoji-3d@1.1.0 unicode-emoji-json@0.9.0
    python docs/recipes/cutout.py emoji/node_modules pairs

Both packages are under the MIT licence; see ``fluent_emoji.py`` for which emoji are used. In place
of the packages, a folder of cut-outs of your own will do: PNG or WebP with alpha. A third folder,
of photos, gives half of the backgrounds; else all are made up, as is one thing in six. No thing is
both learnt from and held out, and near twins are one thing.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import cv2
import numpy as np
from backgrounds import Floats, background, blurred, clouds, mixed, of_photo
from emoji_families import family
from fluent_emoji import SOLID, emoji
from pair_files import SIDE, save_in_folders
from PIL import Image, ImageOps

from pix2pix.data.collage import figure
from pix2pix.data.walk import pictures_in
from pix2pix.images import flatten, open_picture

MADE_UP_EVERY = 5  # after so many things comes one that is made up
TURN = 35.0  # degrees to either side, at most
SCALE = (0.45, 1.0)  # of the side, least and most
OUT = 0.08  # of the side: how far a thing may reach out of the picture
SHADOW = (0.15, 0.55)  # how dark
FAR, SOFT = 0.06, (2.0, 12.0)  # of the side; px of its blur
QUALITY = (70, 96)  # of the JPEG that a camera would have written
PLACE = 1  # of the numbers that a name draws, apart from those of its figure
PHOTOS = 0.5  # share of the backgrounds, where there are any


class Thing(NamedTuple):
    """Something to be cut out.

    Attributes:
        family: What near twins share.
    """

    name: str
    family: str
    picture: Image.Image


def things(folder: Path) -> Iterator[Thing]:
    """All that is in a folder, and between them what is made up."""
    for place, each in enumerate(_given(folder)):
        yield each
        if place % MADE_UP_EVERY == MADE_UP_EVERY - 1:
            name = f"made-up-{place // MADE_UP_EVERY:04}"
            yield Thing(name, name, made_up(np.random.default_rng(crc32(name.encode()))))


def _given(folder: Path) -> Iterator[Thing]:
    if (folder / SOLID).is_dir():
        for file, name, solid in emoji(folder):
            yield Thing(file, family(name), Image.open(solid).convert("RGBA"))
        return
    for path in pictures_in(folder):
        picture = flatten(open_picture(path), 4)
        if picture.getchannel("A").getextrema() != (255, 255):
            yield Thing(path.stem, path.stem, picture)


def made_up(rng: np.random.Generator) -> Image.Image:
    """A figure of parts in a material of their own, lighter in the middle than at the rim."""
    side = 2 * SIDE  # made smaller below, which softens its rim
    color, there = np.zeros((side, side, 3), np.float32), np.zeros((side, side), np.uint8)
    for points in figure(rng):
        part = np.zeros_like(there)
        cv2.fillPoly(part, [np.rint(points * side).astype(np.int32)], 255)
        depth = cv2.distanceTransform(part, cv2.DIST_L2, 3) / (0.1 * side)
        light = np.float32(0.65) + np.float32(0.35) * np.clip(depth, 0, 1)[..., None]
        painted = mixed(rng, clouds(rng, side)) * light
        color[part > 0], there[part > 0] = painted[part > 0], 255
    pixels = np.dstack([color.clip(0, 255), there]).astype(np.uint8)
    return Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def placed(thing: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Mirrored, turned, scaled and laid anywhere on nothing, SIDE px a side."""
    bare = thing.crop(thing.getchannel("A").getbbox() or (0, 0, *thing.size))
    bare = ImageOps.mirror(bare) if rng.random() < 0.5 else bare
    # Premultiplied, so that what is hidden does not run into the rim.
    turned = bare.convert("RGBa").rotate(rng.uniform(-TURN, TURN), Image.Resampling.BILINEAR, True)
    length = rng.uniform(*SCALE) * SIDE
    scale = length / max(turned.size)
    width, height = (max(1, round(scale * each)) for each in turned.size)
    small = turned.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
    out = round(OUT * SIDE)
    left, top = (int(rng.integers(-out, SIDE - each + out + 1)) for each in (width, height))
    laid = Image.new("RGBa", (SIDE, SIDE))
    laid.paste(small, (left, top))
    return laid.convert("RGBA")


def before(behind: Floats, cut: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A photo of what was cut out before its background, with its shadow there."""
    pixels: Floats = np.asarray(cut, np.float32)
    alpha = pixels[..., 3:] / np.float32(255)
    down, right = rng.integers(0, round(FAR * SIDE), 2).tolist()
    moved: Floats = np.pad(alpha[..., 0], ((down, 0), (right, 0)))[:SIDE, :SIDE]
    shadow = blurred(moved, rng.uniform(*SOFT))[..., None] * np.float32(rng.uniform(*SHADOW))
    seen = pixels[..., :3] * alpha + behind * (1 - shadow) * (1 - alpha)
    file = io.BytesIO()
    Image.fromarray(seen.clip(0, 255).astype(np.uint8)).save(
        file, "JPEG", quality=int(rng.integers(*QUALITY))
    )
    return Image.open(file).convert("RGB")


def behind(photos: Sequence[Path], rng: np.random.Generator) -> Floats:
    """A background: made up, or half of the time of a photo, if there are any."""
    if photos and rng.random() < PHOTOS:
        photo = flatten(open_picture(photos[int(rng.integers(len(photos)))]))
        return of_photo(photo, rng, SIDE)
    return background(rng, SIDE)


def main(folder: Path, out: Path, photos: Path | None = None) -> None:
    """Write ``photo/`` and ``cutout/`` in ``train/`` and ``val/``."""
    made, backgrounds = 0, pictures_in(photos) if photos else []
    for name, kind, picture in things(folder):
        rng = np.random.default_rng((crc32(name.encode()), PLACE))
        cut = placed(picture, rng)
        photo = before(behind(backgrounds, rng), cut, rng)
        save_in_folders(out, name, kind, photo=photo, cutout=cut)
        made += 1
    print(f"{made} pairs in {out}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
