"""What a method learns from, in a folder: pairs, or pictures of two domains."""

from pathlib import Path

from pix2pix.config import CycleGANSettings, MethodSettings, Recipe
from pix2pix.data.paired import PairedPictures
from pix2pix.data.pictures import Pictures
from pix2pix.data.unpaired import UnpairedPictures


def find_pictures(folder: Path, recipe: Recipe) -> tuple[Pictures, Pictures]:
    """Training and held-out pictures. See ``find`` of either class; raises likewise."""
    kind = kind_for(recipe.method)
    return kind.find(folder, recipe.generator, recipe.data, recipe.held_out_seed, recipe.values)


def kind_for(method: MethodSettings) -> type[PairedPictures] | type[UnpairedPictures]:
    """What a method learns from."""
    return UnpairedPictures if isinstance(method, CycleGANSettings) else PairedPictures
