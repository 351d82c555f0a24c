"""Folders of small pictures, in the layouts that people bring."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from pix2pix.data.layout import Layout
from tests.conftest import draw_pair

SIDE = 32


def write_halves(root: Path, name_a: str, name_b: str, numbers: range = range(6)) -> Path:
    """Pairs in two files each; ``{}`` in a name is the number, ``{:04}`` works, too."""
    for number in numbers:
        for name, half in zip((name_a, name_b), draw_pair(number, SIDE), strict=True):
            path = root / name.format(number)
            path.parent.mkdir(parents=True, exist_ok=True)
            half.save(path)
    return root


def write_strips(
    root: Path, join: Callable[[Image.Image, Image.Image], Image.Image], count: int = 8
) -> Path:
    """Pairs in one file each."""
    root.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        join(*draw_pair(number, SIDE)).save(root / f"{number}.png")
    return root


def joined(parts: list[Image.Image], *, down: bool = False) -> Image.Image:
    """Pictures of one size in a row, or in a column."""
    width, height = parts[0].size
    size = (width, height * len(parts)) if down else (width * len(parts), height)
    whole = Image.new("RGB", size)
    for place, part in enumerate(parts):
        whole.paste(part, (0, place * height) if down else (place * width, 0))
    return whole


def decomposed(name: str) -> str:
    """A name as a Mac writes it."""
    return unicodedata.normalize("NFD", name)


def pairs_of(layout: Layout, root: Path) -> dict[str, list[tuple[str, ...]]]:
    """Files of all pairs, by split."""
    return {
        split: [tuple(file.relative_to(root).as_posix() for file in pair.files) for pair in pairs]
        for split, pairs in layout.pairs.items()
    }


def accounted_for(layout: Layout) -> list[Path]:
    """Every file that a layout uses or names, as often as it does."""
    used = [file for pairs in layout.pairs.values() for pair in pairs for file in pair.files]
    left_out = [file for file, _ in layout.left_out]
    return [*used, *layout.photos, *layout.unmatched, *layout.ambiguous, *left_out]


def files_below(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]
