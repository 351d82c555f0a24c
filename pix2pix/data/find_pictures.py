"""What the method of a recipe learns from, in a folder: pairs, or pictures of two domains."""

from pathlib import Path
from typing import assert_never

from pix2pix.config import CycleGANSettings, Pix2PixSettings, Recipe
from pix2pix.data.paired import PairedPictures
from pix2pix.data.pictures import Pictures
from pix2pix.data.unpaired import UnpairedPictures


def find_pictures(folder: Path, recipe: Recipe) -> tuple[Pictures, Pictures]:
    """Training and held-out pictures. See ``find`` of either class; raises likewise."""
    how = recipe.generator, recipe.data, recipe.train.seed, recipe.values
    match recipe.method:
        case Pix2PixSettings():
            return PairedPictures.find(folder, *how)
        case CycleGANSettings():
            return UnpairedPictures.find(folder, *how)
        case _:
            assert_never(recipe.method)
