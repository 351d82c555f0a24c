"""The picture of a recipe's page: inputs, and below each what a model makes of it.

    python docs/recipes/sheet.py checkpoints/lines2color pairs lines2color.jpg assets/sketches/*.svg

The first inputs are those drawings, the others are held out: spread over the set, not picked.
"""

from pathlib import Path

import tyro
from pair_files import rendered
from PIL import Image
from tyro.conf import Positional

from pix2pix import Translator
from pix2pix.data.pictures import spread
from pix2pix.data.transform import to_picture
from pix2pix.evaluation.evaluate import contact_sheet, held_out
from pix2pix.images import flatten

COLUMNS = 6
WIDEST = 1200  # px of the sheet


def main(
    checkpoint: Positional[Path],
    pairs: Positional[Path],
    out: Positional[Path],
    drawings: Positional[tuple[Path, ...]] = (),
    /,
    rows: int = 2,
) -> None:
    """Draw it.

    Args:
        checkpoint: Folder of a trained model.
        pairs: Its pairs.
        out: The file of the picture.
        drawings: SVG files to begin with.
        rows: Of inputs.
    """
    translator = Translator.load(checkpoint)
    width = translator.config.generator.size.width
    shown: list[tuple[Image.Image, Image.Image]] = []
    for drawing in drawings[: rows * COLUMNS]:
        sketch = flatten(rendered(drawing.read_text(encoding="utf-8"), width))
        shown.append((sketch, translator(sketch)))
    pictures = held_out(checkpoint, pairs, translator)
    for index in spread(len(pictures), rows * COLUMNS - len(shown)):
        source = pictures.plain(index)[0]
        shown.append((to_picture(source), translator.scaled(source)))
    sheet = contact_sheet(
        [
            [pair[part] for pair in shown[first : first + COLUMNS]]
            for first in range(0, len(shown), COLUMNS)
            for part in (0, 1)
        ]
    )
    sheet.thumbnail((WIDEST, WIDEST))
    sheet.save(out, quality=85)


if __name__ == "__main__":
    tyro.cli(main)
