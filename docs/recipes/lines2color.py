"""Make pairs for ``lines2color``: black line drawings of OpenMoji, and the same in colour.

    npm install --prefix emoji openmoji@17.0.0
    pip install -r requirements-dev.txt
    python docs/recipes/lines2color.py emoji/node_modules/openmoji pairs

OpenMoji is under CC BY-SA 4.0: name openmoji.org where you show pictures of it. Flags, symbols,
the additions of OpenMoji itself (brands among them) and skin tones are left out. One family of
emoji in ten is held out.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from emoji_families import family
from pair_files import on_paper, rendered, save_pair

LEFT_OUT = {"flags", "symbols", "component", "extras-openmoji", "extras-unicode"}
STROKE = re.compile(r'stroke-width="[\d.]+"')
PEN = 'stroke-width="1"'  # of 72; lines of OpenMoji are twice as wide as those of a pen


def drawings(package: Path) -> Iterator[tuple[str, str, str]]:
    """Name, black SVG and coloured SVG of every emoji that is used."""
    listed = package / "data/openmoji.json"
    for about in json.loads(listed.read_text(encoding="utf-8")):
        if about["group"] in LEFT_OUT or about["skintone"]:
            continue
        file = f"{about['hexcode']}.svg"
        black, color = (package / kind / "svg" / file for kind in ("black", "color"))
        yield about["annotation"], black.read_text("utf-8"), color.read_text("utf-8")


def main(package: Path, out: Path) -> None:
    """Write ``train/`` and ``val/``, lines on the left."""
    made = 0
    for name, black, color in drawings(package):
        lines = rendered(STROKE.sub(PEN, black))
        file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        save_pair(out, file, family(name), on_paper(lines), on_paper(rendered(color)))
        made += 1
    print(f"{made} pairs in {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
