"""Every setting of the command line, the trainer page and the files of a checkpoint, once.

Defaults are the paper's (Isola et al. 2017) unless the sentence below a setting says otherwise.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from tyro.conf import Suppress

from pix2pix.errors import CheckpointError, ConfigError, complaint

Norm = Literal["instance", "batch", "running", "none"]
Gan = Literal["vanilla", "least_squares", "none"]
Reconstruction = Literal["l1", "l2", "none"]
Direction = Literal["a2b", "b2a"]
Precision = Literal["auto", "fp32", "bf16", "fp16"]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]

SMALLEST_SIZE = {1: 1, 16: 6, 70: 24, 286: 96}  # px that leave the discriminator 2x2 inside


class Config(BaseModel):
    """A frozen model that refuses unknown keys and numbers that are not finite."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )

    def to_json(self) -> str:
        return self.model_dump_json(indent=2) + "\n"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a JSON file.

        Raises:
            CheckpointError: The file is missing, is no JSON, or a key is unknown or wrong.
        """
        try:
            return cls.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise CheckpointError(
                f"{path} does not exist. Give a checkpoint folder that holds one."
            ) from None
        except (OSError, ValueError, RecursionError) as error:  # pydantic's are ValueErrors, too
            raise CheckpointError(f"{path} cannot be read: {complaint(error)}") from error

    @classmethod
    def make(cls, **values: Any) -> Self:
        """Build from loose values, with a ``ConfigError`` fit to show instead of pydantic's."""
        try:
            return cls(**values)
        except ValidationError as error:
            raise ConfigError(complaint(error)) from error


class Label(Config):
    """A class of a label map, as offered by the palette of the canvas."""

    name: str
    colour: Colour


class GeneratorConfig(Config):
    """What it takes to build a generator again, and what its two domains are called."""

    format: Suppress[Literal["pix2pix-1"]] = "pix2pix-1"
    """Format of the file; a newer one is refused by name."""
    architecture: Literal["unet", "huggan"] = "unet"
    """U-Net of the paper, or the variant that published HugGAN weights need."""
    in_channels: int = Field(3, ge=1, le=4)
    """Channels of the input picture: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA."""
    out_channels: int = Field(3, ge=1, le=4)
    """Channels of the output picture."""
    size: int = Field(256, ge=8, le=2048)
    """Side of the square pictures the model is trained on, in px."""
    width: int = Field(64, ge=1, le=512)
    """Channels after the first layer; doubles per level, up to 8 times."""
    depth: int = Field(8, ge=2, le=11)
    """Number of halvings; the size must be a multiple of 2**depth."""
    norm: Norm = "instance"
    """Normalisation: per picture, over the batch, or with running averages."""
    dropout_levels: tuple[int, ...] = (0, 1, 2)
    """Decoder levels, innermost first, with 50 % dropout: the noise z of the paper."""
    skips: bool = True
    """Shortcuts between encoder and decoder; without them, the encoder-decoder baseline."""
    bias: bool = False
    """Convolutions with a shift of their own, as some converted networks have it."""
    upsampling: Literal["transposed", "resize"] = "transposed"
    """Transposed convolutions as in the paper, or nearest-neighbour resize + convolution."""
    tint: bool = False
    """Let the noise hint at the colour of the answer (not in the paper): takes then differ."""
    tints: Suppress[tuple[Colour, ...]] = ()
    """Typical colours of the training targets, from which a take draws its hint."""
    first_take: int | None = Field(None, ge=0, lt=2**31)
    """Seed of the take that the canvas begins with; none is the quietest picture."""
    source: str = "source"
    """What the input shows, e.g. edges."""
    target: str = "target"
    """What the output shows, e.g. photo."""
    labels: Suppress[tuple[Label, ...]] = ()
    """Named colours of a label map, for the palette of the canvas."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.size % 2**self.depth:
            raise ValueError(
                f"size {self.size} is not a multiple of {2**self.depth} (2**depth); "
                f"change the size, or choose a depth of at most {halvings(self.size)}"
            )
        if any(not 0 <= level < self.depth - 1 for level in self.dropout_levels):
            raise ValueError(f"dropout_levels must lie between 0 and {self.depth - 2}")
        if self.architecture == "huggan" and self.depth != 8:
            raise ValueError(f"architecture huggan halves 8 times; depth {self.depth} does not fit")
        if self.architecture == "huggan" and self.tint:
            raise ValueError("architecture huggan takes no colour hint; leave tint out")
        return self


def halvings(size: int) -> int:
    """How often a side of ``size`` px can be halved without a remainder."""
    return (size & -size).bit_length() - 1


class DiscriminatorConfig(Config):
    """PatchGAN: judges every patch of a picture as real or made."""

    patch: Literal[1, 16, 70, 286] = 70
    """Side of the judged patches, in px."""
    conditional: bool = True
    """The discriminator also sees the source and any colour hint (cGAN), not the picture alone."""
    discriminator_width: int = Field(64, ge=1, le=512)
    """Channels after its first layer."""
    discriminator_norm: Norm = "instance"
    """Normalisation inside the discriminator."""


class DataConfig(Config):
    """How pairs are read and jittered."""

    direction: Direction = "a2b"
    """Which half is the input: the left one or folder A (a2b), or the other (b2a)."""
    jitter: float = Field(286 / 256, ge=1.0, le=2.0)
    """Pictures are enlarged by this factor and cropped back at random (286 px to 256 px)."""
    mirror: bool = True
    """Mirror half of the pairs from left to right."""
    laid: float = Field(0.0, ge=0.0, le=1.0)
    """Share of the pairs turned, shrunk and laid somewhere on white, for objects on white."""
    cut: float = Field(0.0, ge=0.0, le=1.0)
    """Share of the pairs cut along made-up outlines, so that the model fills any closed line."""
    hand_drawn: float = Field(0.0, ge=0.0, le=1.0)
    """Share of the sources redrawn with a wobbly, broken, thicker line (for line drawings)."""
    held_out: float = Field(0.1, ge=0.0, lt=1.0)
    """Share of the pairs kept for validation where the data has no val folder."""
    memory_mb: int = Field(4096, ge=0)
    """Picture files are kept in memory, as bytes, up to this total in MB."""


class TrainConfig(Config):
    """One training run."""

    epochs: int = Field(200, ge=1, le=100_000)
    """Times that every pair is shown."""
    steps: int | None = Field(None, ge=1)
    """Stop after this many steps; overrides the epochs."""
    batch_size: int = Field(1, ge=1, le=512)
    """Pairs per step and process; the paper uses 1 to 10."""
    learning_rate: float = Field(2e-4, gt=0.0, le=1.0)
    """Learning rate of Adam."""
    decay: float = Field(0.0, ge=0.0, le=1.0)
    """Last share of the run over which the learning rate falls to zero; 0 as in the paper."""
    gan: Gan = "vanilla"
    """Adversarial loss: the non-saturating log loss, least squares, or none."""
    gan_weight: float = Field(1.0, ge=0.0)
    """Weight of the adversarial loss."""
    reconstruction: Reconstruction = "l1"
    """How the output is held to the target."""
    reconstruction_weight: float = Field(100.0, ge=0.0)
    """Weight of the reconstruction (lambda of Eq. 4)."""
    colour_weight: float = Field(1.0, ge=0.0, le=1.0)
    """Of that, the part for colours where no hint names them; less leaves them to the GAN."""
    average: float = Field(0.999, ge=0.0, lt=1.0)
    """Decay of the running average of the weights that is saved (not in the paper); 0: none."""
    recolour: float = Field(0.0, ge=0.0, le=1.0)
    """Share of the hinted pairs whose target gets another hue, so that any hint is followed."""
    seed: int = Field(0, ge=0, lt=2**31)
    """Chooses the first weights, the order, the jitter and the noise."""
    precision: Precision = "auto"
    """Arithmetic: auto takes bf16 where the device has units for it, else fp32."""
    device: str = "auto"
    """auto, cpu, cuda, or cuda:N."""
    workers: int | None = Field(None, ge=0, le=64)
    """Processes that read pictures ahead: by default up to eight beside a GPU; 0 is none."""
    compile: bool = False
    """Compile the networks first; on a GPU, instead of recording their steps."""
    report_every: int = Field(50, ge=1)
    """Steps between two reports in the log."""
    save_every: int = Field(500, ge=1)
    """Steps between two saves, each with a preview."""
    validate_every: int = Field(1, ge=1)
    """Epochs between two rounds over the held-out pairs."""

    @model_validator(mode="after")
    def _teaches(self) -> Self:
        if self.gan == "none" and self.reconstruction == "none":
            raise ValueError("gan and reconstruction are both none: there is nothing to learn from")
        return self


class ConvertConfig(Config):
    """What a file of foreign weights does not say."""

    running_averages: bool = False
    """Keep the averages of batch norm, instead of the statistics of the picture itself."""
    size: int | None = Field(None, ge=8, le=2048)
    """Side of the pictures it was trained on, in px; by default as its depth suggests."""
    source: str = "source"
    """What its input shows, e.g. edges."""
    target: str = "target"
    """What its output shows, e.g. shoes."""


class Recipe(Config):
    """All settings of a run: how to do it again. The file ``train.json``."""

    generator: GeneratorConfig = GeneratorConfig()
    discriminator: DiscriminatorConfig = DiscriminatorConfig()
    data: DataConfig = DataConfig()
    train: TrainConfig = TrainConfig()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        patch = self.discriminator.patch
        if self.train.gan != "none" and self.generator.size < SMALLEST_SIZE[patch]:
            raise ValueError(
                f"patch {patch} needs pictures of at least {SMALLEST_SIZE[patch]} px a side, size "
                f"is {self.generator.size}; choose a smaller patch or a larger size"
            )
        if self.train.recolour and not self.generator.tint:
            raise ValueError(
                f"recolour is {self.train.recolour}, but there is no hint that could name a "
                "colour; turn tint on (--tint), or leave recolour at 0"
            )
        return self
