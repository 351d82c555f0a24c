"""How a model is trained: the file ``train.json`` of a checkpoint is a ``Recipe``.

Defaults are the paper's (Isola et al. 2017) unless the sentence below a setting says otherwise.
"""

from typing import Any, Literal, Self

from pydantic import Field, model_validator
from tyro.conf import Suppress

from pix2pix.config.base import Config
from pix2pix.config.generator import (
    GeneratorConfig,
    Norm,
    ResNetConfig,
    UNetConfig,
    takes_color_hint,
)
from pix2pix.config.method import CycleGANSettings, Method, Pix2PixSettings
from pix2pix.config.model import Domains, ModelConfig
from pix2pix.config.old_formats import recipe_from_1
from pix2pix.config.reading import Reading
from pix2pix.config.size import Size
from pix2pix.config.values import ValuesConfig
from pix2pix.errors import ConfigError

Direction = Literal["a2b", "b2a"]
Precision = Literal["auto", "fp32", "bf16", "fp16"]

NEED_PAIRS = ("collage", "random_placement", "hand_drawn")  # change both halves of a pair
SMALLEST_SIZE = {1: 1, 16: 6, 70: 24, 286: 96}  # px that leave the discriminator 2x2 inside


class DiscriminatorConfig(Config):
    """PatchGAN: scores every patch of a picture as real or generated."""

    patch: Literal[1, 16, 70, 286] = 70
    """Side of the patch that one score sees, in px."""
    conditional: bool = True
    """The discriminator also sees the source and any color hint (cGAN), not the picture alone."""
    discriminator_width: int = Field(64, ge=1, le=512)
    """Channels after its first layer."""
    discriminator_norm: Norm = "instance"
    """Normalisation inside the discriminator."""


class DataConfig(Reading):
    """How pictures are read and jittered."""

    direction: Direction = "a2b"
    """Which half is the input: the left one or folder A (a2b), or the other (b2a)."""
    jitter: float = Field(286 / 256, ge=1.0, le=2.0)
    """Pictures are enlarged by this factor and cropped back at random (286 px to 256 px)."""
    crop: Size | None = None
    """Take random crops of this height x width at the pictures' own scale, instead of scaling each
    to the size with jitter; the same as the size. Of held-out pictures, the middle is then seen."""
    mirror: bool = True
    """Mirror half of the pictures from left to right."""
    random_placement: float = Field(0.0, ge=0.0, le=1.0)
    """Share of the pairs turned, shrunk and placed anywhere on white, for objects on white."""
    collage: float = Field(0.0, ge=0.0, le=1.0)
    """Share of the pairs made into a collage on white, so that any closed line gets filled."""
    hand_drawn: float = Field(0.0, ge=0.0, le=1.0)
    """Share of the sources redrawn with a wobbly, broken, thicker line (for line drawings)."""
    held_out: float = Field(0.1, ge=0.0, lt=1.0)
    """Share of the pictures kept for validation where the data has no val folder."""
    held_out_seed: int | None = Field(None, ge=0, lt=2**31)
    """Chooses which pairs these are; by default the seed of the run. Runs that are compared need
    the same."""
    memory_mb: int = Field(4096, ge=0)
    """Picture files are kept in memory, as bytes, up to this total in MB."""


class TrainConfig(Config):
    """One training run."""

    epochs: int = Field(200, ge=1, le=100_000)
    """Times that every pair is shown; without pairs, every picture of the larger folder."""
    steps: int | None = Field(None, ge=1)
    """Stop after this many steps; overrides the epochs."""
    batch_size: int = Field(1, ge=1, le=512)
    """Pairs per step and process, or pictures of either domain; the papers use 1 to 10."""
    learning_rate: float = Field(2e-4, gt=0.0, le=1.0)
    """Learning rate of Adam."""
    warmup: float = Field(0.0, ge=0.0, le=1.0)
    """First share of the run over which the learning rate rises from zero; 0 as in the paper."""
    decay: float = Field(0.0, ge=0.0, le=1.0)
    """Last share of the run over which the learning rate falls to zero; 0 as in the paper."""
    ema_decay: float = Field(0.999, ge=0.0, lt=1.0)
    """Decay of the running average of the weights that is saved (not in the paper); 0: none."""
    seed: int = Field(0, ge=0, lt=2**31)
    """Chooses the first weights, the order, the jitter and the noise."""
    precision: Precision = "auto"
    """Arithmetic: auto takes bf16 where the device has units for it, else fp32."""
    device: str = "auto"
    """auto, cpu, cuda, cuda:N, or mps (Apple; not tried yet)."""
    workers: int | None = Field(None, ge=0, le=64)
    """Processes that read pictures ahead: by default up to eight beside a GPU; 0 is none."""
    compile: bool = False
    """Compile the networks first; on a GPU, instead of recording their steps."""
    report_every: int = Field(50, ge=1)
    """Steps between two reports in the log."""
    save_every: int = Field(500, ge=1)
    """Steps between two saves, each with a preview."""
    validate_every: int = Field(1, ge=1)
    """Epochs between two rounds over the held-out pictures."""


class Origin(Config):
    """A checkpoint whose weights a run began with."""

    name: str
    """Of its folder, or owner/name on the Hub."""
    terms: str = ""
    """The licence that its card named, in a word or two."""


class Recipe(Config):
    """All settings of a run: how to do it again. The file ``train.json``."""

    format: Suppress[Literal["pix2pix-2"]] = "pix2pix-2"
    generator: GeneratorConfig = UNetConfig()
    domains: Domains = Domains()
    discriminator: DiscriminatorConfig = DiscriminatorConfig()
    method: Method = Pix2PixSettings()
    data: DataConfig = DataConfig()
    values: ValuesConfig = ValuesConfig()
    train: TrainConfig = TrainConfig()
    origins: Suppress[tuple[Origin, ...]] = ()
    """What its weights descend from, the nearest first; empty for a run from nothing."""

    @model_validator(mode="before")
    @classmethod
    def _from_older_format(cls, values: Any) -> Any:
        return recipe_from_1(values)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        patch = self.discriminator.patch
        if isinstance(self.method, CycleGANSettings):
            self._fits_both_ways(self.method)
        if self.method.gan != "none" and min(self.generator.size) < SMALLEST_SIZE[patch]:
            raise ValueError(
                f"patch {patch} needs pictures of at least {SMALLEST_SIZE[patch]} px a side, size "
                f"is {self.generator.size}; choose a smaller patch or a larger size"
            )
        if self.data.crop not in (None, self.generator.size):
            raise ValueError(
                f"crop is {self.data.crop} and size is {self.generator.size}, but crops are what "
                f"the model is trained on; choose --size {self.data.crop}, or --crop "
                f"{self.generator.size}"
            )
        self._has_paper()
        hue_jitter = getattr(self.method, "hue_jitter", 0)
        if hue_jitter and not takes_color_hint(self.generator):
            raise ValueError(
                f"hue_jitter is {hue_jitter}, but there is no hint that could name a "
                "color; turn it on (--color-hint), or leave hue_jitter at 0"
            )
        return self

    def _has_paper(self) -> None:
        """Collages and pens need white paper below what they draw."""
        opacity = self.generator.sees_opacity, self.generator.makes_opacity
        for name, missing in (("collage", any(opacity)), ("hand_drawn", opacity[0])):
            if missing and (share := getattr(self.data, name)):
                raise ValueError(
                    f"{name} is {share}, but it draws on white paper, and pictures of 2 or 4 "
                    "channels have opacity in its place; leave it at 0, or choose 1 or 3 channels"
                )

    def _fits_both_ways(self, method: CycleGANSettings) -> None:
        if self.discriminator.conditional:
            raise ValueError(
                "conditional is true, but without pairs a discriminator sees no source beside the "
                "picture; turn it off (--no-conditional)"
            )
        if takes_color_hint(self.generator):
            raise ValueError(
                "color_hint is true, but CycleGAN knows no target to take the hint from; turn it "
                "off (--no-color-hint)"
            )
        for name in NEED_PAIRS:
            if share := getattr(self.data, name):
                raise ValueError(
                    f"{name} is {share}, but that changes a source and its target together, and "
                    "CycleGAN has no pairs; leave it at 0"
                )
        channels = {self.generator.in_channels, self.generator.out_channels}
        if method.identity_weight and len(channels) > 1:
            raise ValueError(
                f"identity_weight is {method.identity_weight}, but source and target have "
                f"different numbers of channels ({self.generator.in_channels} and "
                f"{self.generator.out_channels}); set identity_weight to 0"
            )

    @classmethod
    def of(cls, method: str) -> Self:
        """The settings of a method's paper.

        Raises:
            ConfigError: There is no method of that name.
        """
        if method == "pix2pix":
            return cls()
        if method == "cyclegan":
            return cls(
                generator=ResNetConfig(),
                discriminator=DiscriminatorConfig(
                    conditional=False, discriminator_norm="plain_instance"
                ),
                method=CycleGANSettings(),
                train=TrainConfig(decay=0.5),
            )
        raise ConfigError(f"There is no method {method!r}. Choose pix2pix or cyclegan.")

    @property
    def held_out_seed(self) -> int:
        """What chooses the pairs that are held out, where the data has no val folder."""
        asked = self.data.held_out_seed
        return self.train.seed if asked is None else asked

    @property
    def model(self) -> ModelConfig:
        """What the generator that is trained is: the ``config.json`` of its checkpoint."""
        return ModelConfig(
            generator=self.generator,
            domains=self.domains,
            values=self.values,
            native=self.data.crop is not None,
        )
