"""The discriminator that taught a generator: where it is kept, and what its scores mean."""

from dataclasses import dataclass
from pathlib import Path

from pix2pix.checkpoint.files import DISCRIMINATOR, RECIPE, REVERSE, REVERSE_DISCRIMINATOR
from pix2pix.checkpoint.folder import load_discriminator
from pix2pix.config import AdversarialLoss, DiscriminatorConfig, Recipe
from pix2pix.errors import CheckpointError, Pix2PixError
from pix2pix.networks.patchgan import PatchDiscriminator


@dataclass(frozen=True)
class ScoreScale:
    """What scores say of a patch.

    Attributes:
        undecided: The score of neither real nor generated.
        certain: How far from it a score is all but sure.
    """

    undecided: float
    certain: float


SCALES: dict[AdversarialLoss, ScoreScale] = {
    "vanilla": ScoreScale(0.0, 5.0),  # logits: 99.3 % sure
    "least_squares": ScoreScale(0.5, 0.5),  # 0 is what it was told of generated, 1 of real ones
}


@dataclass(frozen=True)
class TrainedDiscriminator:
    """A discriminator with all that its scores depend on."""

    network: PatchDiscriminator
    config: DiscriminatorConfig
    gan: AdversarialLoss

    @property
    def scale(self) -> ScoreScale:
        return SCALES[self.gan]


def has_discriminator(folder: Path) -> bool:
    """Whether a checkpoint has a discriminator that learnt something; it need not be whole."""
    place = _place(folder)
    if place is None:
        return False
    try:
        return Recipe.read(place[0] / RECIPE).method.gan != "none"
    except Pix2PixError:
        return True  # loading it says what is wrong


def trained_discriminator(folder: Path) -> TrainedDiscriminator:
    """The discriminator of the pictures of a checkpoint's generator.

    Args:
        folder: Of either direction of a model that learnt both.

    Raises:
        CheckpointError: It has none, or its weights do not fit its config.
    """
    place = _place(folder)
    found = load_discriminator(*place) if place else None
    if place is None or found is None:
        raise CheckpointError(
            f"{folder} has no {DISCRIMINATOR} beside its {RECIPE}, so nothing here scores its "
            "pictures. Take a checkpoint that `pix2pix train` wrote."
        )
    gan = Recipe.read(place[0] / RECIPE).method.gan
    if gan == "none":
        raise CheckpointError(
            f"{folder} was trained without an adversarial loss (gan is none), so its "
            "discriminator has learnt nothing. Take a checkpoint that was trained with one."
        )
    return TrainedDiscriminator(found[0].eval(), found[1], gan)


def _place(folder: Path) -> tuple[Path, str] | None:
    """The folder and the name of the file: that of the reverse direction lies one above."""
    places = [(folder, DISCRIMINATOR)]
    if folder.name == REVERSE:
        places.append((folder.parent, REVERSE_DISCRIMINATOR))
    whole = (p for p in places if all((p[0] / name).is_file() for name in (p[1], RECIPE)))
    return next(whole, None)
