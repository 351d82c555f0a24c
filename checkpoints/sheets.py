"""Two sheets of pictures for each bundled model: of drawings, and of held-out inputs."""

from itertools import zip_longest
from pathlib import Path

import resvg_py
from models import HERE, ROOT
from PIL import Image

from pix2pix import Translator
from pix2pix.checkpoint.folder import has_reverse, reverse_folder
from pix2pix.data import transform
from pix2pix.evaluation.evaluate import contact_sheet, held_out
from pix2pix.images import flatten, open_picture

DRAWINGS = {"lines": "sketches", "labels": "layouts", "colors": "flats"}  # in assets/
SHOWN = 24  # held-out inputs
ROUND_TRIPS = 8  # from either side
Rows = list[list[Image.Image]]


def draw_sheets(name: str, data: Path, sets: tuple[str, ...]) -> None:
    """``sketches.jpg``: drawings and 4 outputs of each; ``held_out.jpg``: outputs, not picked.

    A model without noise has one output of each drawing; one of two directions shows the way back
    of held-out pictures, too.
    """
    folder = HERE / name
    translator = Translator.load(folder)
    both_ways = has_reverse(folder)
    takes = (None,) if both_ways else (None, 0, 1, 2)
    rows = []
    for file in sorted((ROOT / "assets" / drawings_for(translator)).glob("*.svg")):
        sketch = rasterised(file, translator)
        rows.append([sketch, *(translator(sketch, seed=seed) for seed in takes)])
    half = (len(rows) + 1) // 2  # in two columns
    halves = zip_longest(rows[:half], rows[half:], fillvalue=list[Image.Image]())
    save_jpeg([[*left, *right] for left, right in halves], folder / "sketches.jpg")
    draw = round_trips if both_ways else outputs
    rows = draw(translator, folder, data, sets)
    save_jpeg(rows, folder / "held_out.jpg")


def drawings_for(translator: Translator) -> str:
    """The folder of the drawings that a model is for."""
    return DRAWINGS[translator.config.domains.input_kind or "lines"]


def outputs(translator: Translator, folder: Path, data: Path, sets: tuple[str, ...]) -> Rows:
    """What it makes of the first held-out inputs of each set, six a row."""
    made: list[Image.Image] = []
    for each in sets:
        pictures = held_out(folder, data / each, translator)
        for index in range(SHOWN // len(sets)):
            made.append(translator.scaled(pictures.plain(index)[0]))
    return [made[first : first + 6] for first in range(0, len(made), 6)]


def round_trips(translator: Translator, folder: Path, data: Path, sets: tuple[str, ...]) -> Rows:
    """Held-out pictures of either domain, what they become, and what comes back."""
    ways = translator, Translator.load(reverse_folder(folder))
    turned = ways, ways[::-1]
    rows: Rows = []
    for each in sets:
        pictures = held_out(folder, data / each, ways[0])
        for index in range(ROUND_TRIPS // len(sets)):
            row: list[Image.Image] = []
            for picture, (there, back) in zip(pictures.plain(index), turned, strict=True):
                made = there.scaled(picture)
                again = back.scaled(transform.from_picture(made))
                row += [transform.to_picture(picture), made, again]
            rows.append(row)
    return rows


def rasterised(file: Path, translator: Translator) -> Image.Image:
    """An example drawing as the canvas hands it to the model."""
    height, width = translator.config.generator.size
    png = resvg_py.svg_to_bytes(svg_path=str(file), width=width, height=height)
    return flatten(open_picture(bytes(png)))


def save_jpeg(rows: Rows, path: Path) -> None:
    """Write a sheet small enough for a repository."""
    sheet = contact_sheet(rows)
    sheet.thumbnail((1400, 4000))
    sheet.save(path, quality=85)
