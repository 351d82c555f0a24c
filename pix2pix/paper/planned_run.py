"""A run of the trainer that rows of the tables need."""

from dataclasses import dataclass
from pathlib import Path

from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.checkpoint.run import State, read_status
from pix2pix.config import CycleGANSettings, Recipe
from pix2pix.errors import RunError
from pix2pix.paper.pairs import PHOTO


@dataclass(frozen=True)
class PlannedRun:
    """Its recipe, and the folder that it is in.

    Attributes:
        name: Which of ``recipes``.
    """

    name: str
    recipe: Recipe
    folder: Path

    @property
    def seed(self) -> int:
        return self.recipe.train.seed

    @property
    def steps(self) -> int:
        """Of the whole run; a recipe of the tables always has them."""
        return self.recipe.train.steps or 0

    @property
    def directions(self) -> tuple[str, ...]:
        """Of its generators."""
        both = isinstance(self.recipe.method, CycleGANSettings)
        return (FORWARD, REVERSE) if both else (FORWARD,)

    def makes_photos(self, direction: str) -> bool:
        """Whether that generator makes photos of label maps, rather than the other way round."""
        return (self.recipe.domains.target == PHOTO) == (direction == FORWARD)

    @property
    def any_photos(self) -> bool:
        return any(map(self.makes_photos, self.directions))

    @property
    def trained(self) -> bool:
        return self._state is State.FINISHED

    @property
    def _state(self) -> State | None:
        try:
            return read_status(self.folder).state
        except RunError:  # it was not begun, or died before it could say anything
            return None
