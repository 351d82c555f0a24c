"""What is minimised: the settings of each method, with its loss weights.

Defaults are those of the paper of each, unless the sentence below a setting says otherwise.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from pix2pix.config.base import Config

MethodName = Literal["pix2pix", "cyclegan"]
AdversarialLoss = Literal["vanilla", "least_squares"]
Reconstruction = Literal["l1", "l2"]


class MethodSettings(Config):
    """What a method minimises; ``Method`` is one of them all."""

    augmentation: bool = False
    """Recolor, shift and cut what discriminators see; for a few hundred pictures."""

    @property
    def summary(self) -> str:
        """The objective, for people."""
        raise NotImplementedError


class Pix2PixSettings(MethodSettings):
    """What pix2pix minimises (Isola et al. 2017, Eq. 4), on pairs."""

    method: Literal["pix2pix"] = "pix2pix"
    """Which method it is."""
    gan: Literal["vanilla", "least_squares", "none"] = "vanilla"
    """Adversarial loss: the non-saturating log loss, least squares, or none."""
    gan_weight: float = Field(1.0, ge=0.0)
    """Weight of the adversarial loss."""
    reconstruction: Literal["l1", "l2", "none"] = "l1"
    """How the output is held to the target."""
    reconstruction_weight: float = Field(100.0, ge=0.0)
    """Weight of the reconstruction (lambda of Eq. 4)."""
    chroma_weight: float = Field(1.0, ge=0.0, le=1.0)
    """Of that, the part for colors where no hint names them; less leaves them to the GAN."""
    hue_jitter: float = Field(0.0, ge=0.0, le=1.0)
    """Share of the hinted pairs whose target gets another hue, so that any hint is followed."""

    @property
    def summary(self) -> str:
        weight = f"{self.reconstruction_weight:g} x {self.reconstruction.upper()}"
        return f"{self.gan} adversarial loss + {weight}"

    @model_validator(mode="after")
    def _teaches(self) -> Self:
        if self.gan == "none" and self.reconstruction == "none":
            raise ValueError("gan and reconstruction are both none: there is nothing to learn from")
        return self


class CycleGANSettings(MethodSettings):
    """What CycleGAN minimises (Zhu et al. 2017, Eq. 3), without pairs."""

    method: Literal["cyclegan"] = "cyclegan"
    """Which method it is."""
    gan: AdversarialLoss = "least_squares"
    """Adversarial loss: least squares, or the log loss."""
    cycle_weight: float = Field(10.0, ge=0.0)
    """Weight of how far a picture is from itself after there and back again (lambda of Eq. 3)."""
    identity_weight: float = Field(0.5, ge=0.0)
    """Share of that for leaving alone what is of the target already; keeps colors. 0: none."""
    pool_size: int = Field(50, ge=0, le=10_000)
    """Earlier outputs kept in each direction, which the discriminators are shown again."""

    @property
    def summary(self) -> str:
        gan = self.gan.replace("_", " ")
        identity = f", {self.identity_weight:g} of it for identity" if self.identity_weight else ""
        return f"{gan} adversarial losses + {self.cycle_weight:g} x cycle consistency{identity}"


def _method(settings: Any) -> str:
    """The tag of the union; a missing key takes its default."""
    if isinstance(settings, dict):
        return str(settings.get("method", "pix2pix"))
    return str(getattr(settings, "method", "pix2pix"))


Method = Annotated[
    Annotated[Pix2PixSettings, Tag("pix2pix")] | Annotated[CycleGANSettings, Tag("cyclegan")],
    Discriminator(_method),
]
