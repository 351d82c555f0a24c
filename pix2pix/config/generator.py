"""How a generator is built: a config for each architecture."""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator
from tyro.conf import Suppress

from pix2pix.config.base import Config
from pix2pix.config.size import Size
from pix2pix.errors import ConfigError

Norm = Literal["instance", "plain_instance", "batch", "running", "none"]
Upsampling = Literal["transposed", "resize", "smooth"]
Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


WITH_OPACITY = (2, 4)  # channels: grey and opacity, RGB and opacity


class BaseGeneratorConfig(Config):
    """What generators of every architecture have; ``GeneratorConfig`` is one of them all."""

    in_channels: int = Field(3, ge=1, le=4)
    """Channels of the input picture: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA."""
    out_channels: int = Field(3, ge=1, le=4)
    """Channels of the output picture; 4 makes what is see-through in the targets see-through."""
    size: Size = Size(256, 256)
    """Height x width of the pictures it is trained on, in px, such as 256x512; 256 for squares."""

    @property
    def sees_opacity(self) -> bool:
        """What goes in has opacity."""
        return self.in_channels in WITH_OPACITY

    @property
    def makes_opacity(self) -> bool:
        """What comes out has opacity."""
        return self.out_channels in WITH_OPACITY

    @property
    def multiple(self) -> int:
        """What height and width of an input must divide by, in px."""
        raise NotImplementedError

    @property
    def smallest(self) -> int:
        """The smallest side of an input, in px."""
        return self.multiple

    @property
    def summary(self) -> str:
        """What kind of network it is, for people."""
        raise NotImplementedError

    def reversed(self) -> Self:
        """The same network for the other direction; its hints, if any, are not known yet."""
        return self.changed(in_channels=self.out_channels, out_channels=self.in_channels)


class UNetConfig(BaseGeneratorConfig):
    """The U-Net of the paper and its baselines (Isola et al. 2017, Sec. 6.1)."""

    architecture: Literal["unet"] = "unet"
    """Which kind of network it is."""
    width: int = Field(64, ge=1, le=512)
    """Channels after the first layer; doubles per level, up to 8 times."""
    depth: int = Field(8, ge=2, le=11)
    """Number of halvings; height and width must be multiples of 2**depth."""
    norm: Norm = "instance"
    """Normalisation: per picture, with or without scale and shift, over the batch, or with running
    averages."""
    dropout_levels: tuple[int, ...] = (0, 1, 2)
    """Decoder levels, innermost first, with 50 % dropout: the noise z of the paper."""
    skips: bool = True
    """Shortcuts between encoder and decoder; without them, the encoder-decoder baseline."""
    bias: bool = False
    """Convolutions with a shift of their own, as some converted networks have it."""
    noise_levels: tuple[int, ...] = ()
    """Decoder levels with noise per pixel of a learned strength (not in the paper): grain."""
    upsampling: Upsampling = "transposed"
    """Transposed convolutions as in the paper; nearest-neighbour resize + convolution; or that
    with a binomial filter, which leaves no grid in bare areas."""
    color_hint: bool = False
    """Let the noise hint at the color of the output (not in the paper): samples then differ."""
    hint_colors: Suppress[tuple[Color, ...]] = ()
    """Typical colors of the training targets, from which a sample draws its hint."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if wrong := self.size.not_multiple_of(self.multiple):
            most = min(map(halvings, self.size))
            raise ValueError(
                f"{wrong} (2**depth); change the size, or choose a depth of at most {most}"
            )
        for name in ("dropout_levels", "noise_levels"):
            if any(not 0 <= level < self.depth - 1 for level in getattr(self, name)):
                raise ValueError(f"{name} must lie between 0 and {self.depth - 2}")
        return self

    @property
    def multiple(self) -> int:
        return int(2**self.depth)

    @property
    def summary(self) -> str:
        return f"U-Net of width {self.width} and depth {self.depth}, {self.norm} normalisation"

    @property
    def widths(self) -> list[int]:
        """Channels of each level of the encoder, outermost first."""
        return [self.width * min(2**level, 8) for level in range(self.depth)]

    def reversed(self) -> Self:
        return super().reversed().changed(hint_colors=())


class ResNetConfig(BaseGeneratorConfig):
    """The residual network of CycleGAN (Zhu et al. 2017, Sec. 7.2)."""

    architecture: Literal["resnet"] = "resnet"
    """Which kind of network it is."""
    width: int = Field(64, ge=1, le=512)
    """Channels at full size; doubles twice."""
    blocks: int = Field(9, ge=1, le=64)
    """Residual blocks: 9 for pictures of 256 px, 6 for 128 px."""
    dropout: bool = False
    """50 % dropout inside of each block: the noise z."""
    norm: Norm = "plain_instance"
    """Normalisation: per picture, with or without scale and shift, over the batch, or with running
    averages."""
    upsampling: Upsampling = "transposed"
    """Transposed convolutions as in the paper; nearest-neighbour resize + convolution; or that
    with a binomial filter, which leaves no grid in bare areas."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if wrong := self.size.not_multiple_of(self.multiple):
            raise ValueError(wrong)
        return self

    @property
    def multiple(self) -> int:
        return 4

    @property
    def smallest(self) -> int:
        return 8  # of which two pixels are left, for its blocks to mirror one beyond the other

    @property
    def summary(self) -> str:
        return f"residual network of width {self.width} and {self.blocks} blocks"


class HugGANConfig(BaseGeneratorConfig):
    """The U-Net variant that the weights published by HugGAN need. Only its channels vary."""

    architecture: Suppress[Literal["huggan"]] = "huggan"
    """Which kind of network it is."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if wrong := self.size.not_multiple_of(self.multiple):
            raise ValueError(f"{wrong}; a network of HugGAN halves 8 times")
        return self

    @property
    def multiple(self) -> int:
        return 256

    @property
    def summary(self) -> str:
        return "U-Net as published by HugGAN, instance normalisation"


def _architecture(config: Any) -> str:
    """The tag of the union; a missing key takes its default."""
    if isinstance(config, dict):
        return str(config.get("architecture", "unet"))
    return str(getattr(config, "architecture", "unet"))


GeneratorConfig = Annotated[
    Annotated[UNetConfig, Tag("unet")]
    | Annotated[ResNetConfig, Tag("resnet")]
    | Annotated[HugGANConfig, Tag("huggan")],
    Discriminator(_architecture),
]


def generator_of(architecture: str) -> GeneratorConfig:
    """The settings of an architecture that can be trained.

    Raises:
        ConfigError: There is none of that name.
    """
    known: dict[str, GeneratorConfig] = {"unet": UNetConfig(), "resnet": ResNetConfig()}
    if architecture not in known:
        raise ConfigError(
            f"There is no architecture {architecture!r} to train. Choose {' or '.join(known)}."
        )
    return known[architecture]


def takes_color_hint(config: GeneratorConfig) -> bool:
    """Whether a color hint is part of the noise of such a generator."""
    return isinstance(config, UNetConfig) and config.color_hint


def halvings(size: int) -> int:
    """How often a side of ``size`` px can be halved without a remainder."""
    return (size & -size).bit_length() - 1
