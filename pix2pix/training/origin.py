"""What the weights of a run descend from: whoever publishes them owes it to all of these."""

from pathlib import Path

from pix2pix.checkpoint.card import terms
from pix2pix.checkpoint.files import RECIPE
from pix2pix.config import Origin, Recipe
from pix2pix.hub.store import name_of


def origins_from(init: Path) -> tuple[Origin, ...]:
    """Those of a run that begins with the weights of the checkpoint ``init``, itself first."""
    before = Recipe.read(init / RECIPE).origins if (init / RECIPE).is_file() else ()
    return (Origin(name=name_of(init), terms=terms(init)), *before)
