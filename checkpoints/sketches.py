"""Thirty drawings of few strokes, as a person makes them in the first minute: no model saw them.

    python checkpoints/sketches.py sheet.jpg checkpoints/edges2photo [another checkpoint ...]

draws them, and three takes of each model beside each, into one sheet, and measures what a model
puts into bare areas, where no line tells anything: inside a closed outline, at least 14 px from any
line. *High-pass* is the mean absolute difference of lightness, on [0, 255], from its blurred self
(sigma 2 px): the strength of what is there. *Lattice* is its largest autocorrelation at 4 or 8 px
across or down: near 0 for a material, high for a grid. *Grid*, their product, is what one sees.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pix2pix import Translator

SIDE, FINER = 256, 4  # px; drawn this many times larger, then shrunk
PEN = 2.5  # px
AWAY = 14  # px from any line
TAKES = (None, 3, 10)  # seeds
LAGS = (4, 8)  # px

Points = list[tuple[float, float]]
Array = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)

# Strokes through points on a square of 256 px. Those that begin with "~" are round.
DRAWINGS: dict[str, list[str]] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)


def points_of(stroke: str) -> Points:
    """The points of a stroke; of a round one, many more along a Catmull-Rom spline."""
    points = [tuple(map(float, point.split(","))) for point in stroke.removeprefix("~").split()]
    ends = np.array([points[0], *points, points[-1]])
    if not stroke.startswith("~"):
        return [(x, y) for x, y in points]
    if points[0] == points[-1]:
        ends[0], ends[-1] = points[-2], points[1]
    way: Points = []
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for t in np.linspace(0, 1, 12):
            spot = 2 * start + (end - before) * t
            spot = spot + (2 * before - 5 * start + 4 * end - after) * t**2
            spot = spot + (3 * start - before - 3 * end + after) * t**3
            way.append((spot[0] / 2, spot[1] / 2))
    return way


def drawn(strokes: list[str]) -> Image.Image:
    """A drawing as the canvas hands it to a model."""
    paper = Image.new("L", (SIDE * FINER, SIDE * FINER), 255)
    pen = ImageDraw.Draw(paper)
    for stroke in strokes:
        line = [(x * FINER, y * FINER) for x, y in points_of(stroke)]
        pen.line(line, fill=0, width=round(PEN * FINER), joint="curve")
    return paper.resize((SIDE, SIDE), Image.Resampling.LANCZOS).convert("RGB")


def bare(drawing: Image.Image) -> NDArray[np.bool_]:
    """Where it is inside of an outline and far from any line."""
    ink = (np.asarray(drawing.convert("L")) < 160).astype(np.uint8)
    outside = ink.copy()
    cv2.floodFill(outside, np.zeros((SIDE + 2, SIDE + 2), np.uint8), (0, 0), 2)
    away = cv2.distanceTransform(1 - ink, cv2.DIST_L2, 5) >= AWAY
    return np.asarray((outside == 0) & away)


def high_pass(picture: Image.Image) -> Array:
    """Lightness without what is coarser than some pixels."""
    grey = np.asarray(picture.convert("L"), np.float32)
    return np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), 2), np.float32)


def lattice(high: Array, where: NDArray[np.bool_]) -> float:
    """How much of it comes again after 4 or 8 px, from 0 to 1."""
    found = 0.0
    for lag in LAGS:
        for one, other in (((lag, 0), (-lag, 0)), ((0, lag), (0, -lag))):
            mine, theirs = (_shifted(high, *shift) for shift in (one, other))
            both = _shifted(where, *one) & _shifted(where, *other)
            energy = np.sqrt((mine[both] ** 2).sum() * (theirs[both] ** 2).sum())
            if energy > 0:
                found = max(found, float((mine * theirs)[both].sum() / energy))
    return found


def _shifted(array: NDArray[Scalar], down: int, right: int) -> NDArray[Scalar]:
    rows = slice(down, None) if down >= 0 else slice(None, down)
    columns = slice(right, None) if right >= 0 else slice(None, right)
    return array[rows, columns]


def measure(translator: Translator) -> Iterator[tuple[str, float, float]]:
    """High-pass and lattice of each take of each drawing that has a bare area."""
    for name, strokes in DRAWINGS.items():
        drawing = drawn(strokes)
        where = bare(drawing)
        if where.sum() < 200:
            continue
        for seed in TAKES:
            high = high_pass(translator(drawing, seed=seed))
            yield name, float(np.abs(high[where]).mean()), lattice(high, where)


def sheet(translators: list[Translator]) -> Image.Image:
    """Each drawing, then the takes of each model, two drawings a row."""
    tiles = 1 + len(TAKES) * len(translators)
    page = Image.new("RGB", (2 * tiles * SIDE, (len(DRAWINGS) + 1) // 2 * SIDE), "white")
    for number, strokes in enumerate(DRAWINGS.values()):
        drawing = drawn(strokes)
        takes = [each(drawing, seed=seed) for each in translators for seed in TAKES]
        for place, tile in enumerate([drawing, *takes]):
            across = number % 2 * tiles + place
            page.paste(tile, (across * SIDE, number // 2 * SIDE))
    return page


def summary(translator: Translator) -> str:
    """The measures of all drawings in one line."""
    rows = list(measure(translator))
    grids = [high * again for _, high, again in rows]
    worst = rows[int(np.argmax(grids))][0]
    high, again = (np.mean([row[place] for row in rows]) for place in (1, 2))
    return (
        f"grid {np.mean(grids):.2f}, at most {max(grids):.2f} ({worst}); "
        f"high-pass {high:.2f}; lattice {again:.2f}"
    )


def main(out: Path, checkpoints: list[Path]) -> None:
    """Draw the sheet and print the measures."""
    translators = [Translator.load(each) for each in checkpoints]
    sheet(translators).save(out)
    for folder, translator in zip(checkpoints, translators, strict=True):
        print(f"{folder}: {summary(translator)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
