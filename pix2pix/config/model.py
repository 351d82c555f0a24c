"""What a model is: how its generator is built, and what its two domains are called.

The file ``config.json`` of a checkpoint is a ``ModelConfig``.
"""

from typing import Any, Literal, Self

from pydantic import Field, model_validator
from tyro.conf import Suppress

from pix2pix.config.base import Config
from pix2pix.config.generator import Color, GeneratorConfig, UNetConfig
from pix2pix.config.old_formats import model_from_1
from pix2pix.config.size import Size
from pix2pix.config.values import ValuesConfig

InputKind = Literal["lines", "labels", "colors", "photo"]


class Label(Config):
    """A class of a label map, as offered by the palette of the canvas."""

    name: str
    color: Color
    void: bool = Field(False, exclude_if=lambda void: not void)
    """Pixels of this color belong to no class: figures leave them out. Written only if true."""


class Domains(Config):
    """What the two sides of a model are called, and how one draws for it."""

    source: str = "source"
    """What the input shows, e.g. edges."""
    target: str = "target"
    """What the output shows, e.g. photo."""
    labels: Suppress[tuple[Label, ...]] = ()
    """Named colors of a label map, for the palette of the canvas."""
    input_kind: InputKind | None = None
    """How one draws for it: lines, labels, colors or photo; by default as the data shows."""
    reverse_input_kind: Suppress[InputKind | None] = None
    """How one draws for the other direction, in a method that has both."""
    default_seed: int | None = Field(None, ge=0, lt=2**31)
    """Seed of the sample that the canvas begins with; none is the mean of the noise."""

    def reversed(self) -> Self:
        """Those of the other direction; its labels, if any, are not known."""
        return type(self)(
            source=self.target,
            target=self.source,
            input_kind=self.reverse_input_kind,
            reverse_input_kind=self.input_kind,
        )


class ModelConfig(Config):
    """What it takes to build a generator again and to draw for it: the file ``config.json``."""

    format: Literal["pix2pix-2"] = "pix2pix-2"
    """Format of the file; a newer one is refused by name."""
    generator: GeneratorConfig = UNetConfig()
    """How the network is built."""
    domains: Domains = Domains()
    """What goes in and what comes out."""
    values: ValuesConfig = ValuesConfig()
    """What the values of its pictures mean; 8-bit pictures, where nothing is said."""
    native: bool = False
    """Pictures are seen at their own size, as in training on crops; else scaled to its size."""

    @model_validator(mode="before")
    @classmethod
    def _from_older_format(cls, values: Any) -> Any:
        return model_from_1(values)

    def reversed(self) -> Self:
        """What the generator of the other direction is, in a method that has two."""
        return self.changed(
            generator=self.generator.reversed(),
            domains=self.domains.reversed(),
            values=self.values.reversed(),
        )


class ConvertConfig(Config):
    """What a file of foreign weights does not say."""

    network: str = ""
    """Which one, where a file holds several; the sentence that refuses it names them."""
    reverse_network: str = ""
    """Which one is for the other direction, where a file holds both."""
    running_averages: bool = False
    """Keep the averages of batch norm, instead of the statistics of the picture itself."""
    size: Size | None = None
    """Height x width of the pictures it was trained on, in px, such as 256x512; 256 for squares;
    by default as its depth suggests."""
    source: str = "source"
    """What its input shows, e.g. edges."""
    target: str = "target"
    """What its output shows, e.g. shoes."""
    input_kind: InputKind | None = None
    """How one draws for it: lines, labels, colors or photo; by default as ``source`` suggests."""
