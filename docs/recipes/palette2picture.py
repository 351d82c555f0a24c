"""Make pairs for ``palette2picture``: 3D emoji, and the same painted with a handful of colours.

    npm install --prefix emoji @lobehub/fluent-emoji-3d@1.1.0 unicode-emoji-json@0.9.0
    python docs/recipes/palette2picture.py emoji/node_modules pairs

Both packages are under the MIT licence; ``fluent_emoji.py`` says which emoji are used. One family
of emoji in ten is held out. The palettes are made as ``pix2pix edges PHOTOS --out PAIRS --task
palette`` makes them of any pictures.
"""

import sys
from pathlib import Path

from emoji_families import family
from fluent_emoji import emoji
from pair_files import INSET, on_paper, save_pair
from PIL import Image

from pix2pix.data.posterize import posterize


def main(packages: Path, out: Path) -> None:
    """Write ``train/`` and ``val/``, the palette on the left."""
    made = 0
    for file, name, solid in emoji(packages):
        picture = on_paper(Image.open(solid).convert("RGBA").resize((INSET, INSET)))
        save_pair(out, file, family(name), posterize(picture), picture)
        made += 1
    print(f"{made} pairs in {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
