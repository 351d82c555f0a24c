"""How a segmenter is built and trained, which judges generated photos by their label maps.

The file ``segmenter.json`` of its folder is a ``SegmenterRecipe``.
"""

from typing import Literal

from pydantic import Field
from tyro.conf import Suppress

from pix2pix.config.base import Config
from pix2pix.config.model import Label
from pix2pix.config.reading import Reading
from pix2pix.config.recipe import DataConfig, Direction, Precision, TrainConfig
from pix2pix.config.size import Size


class SegmenterConfig(Reading):
    """How a segmenter is trained on photos and their label maps."""

    size: Size = Size(256, 256)
    """Height x width of the photos that it sees, in px, such as 256x512; 256 for squares."""
    reduced: Size | None = None
    """Height x width to which photos are reduced before they are enlarged to the size: that of the
    photos that it will judge, which show no more."""
    direction: Direction = "a2b"
    """Which half is the photo: the left one or folder A (a2b), or the other (b2a)."""
    mirror: bool = True
    """Mirror half of the pairs from left to right."""
    held_out: float = Field(0.1, ge=0.0, lt=1.0)
    """Share of the pairs kept for validation where the data has no val folder."""
    memory_mb: int = Field(4096, ge=0)
    """Pictures are kept in memory, as bytes, up to this total in MB."""
    epochs: int = Field(6, ge=1, le=100_000)
    """Times that every pair is shown."""
    batch_size: int = Field(8, ge=1, le=512)
    """Pairs per step."""
    learning_rate: float = Field(3e-3, gt=0.0, le=1.0)
    """Highest learning rate of Adam, which rises to it and falls to zero again (one cycle)."""
    seed: int = Field(0, ge=0, lt=2**31)
    """Chooses the first weights, the order and the mirroring."""
    precision: Precision = "auto"
    """Arithmetic: auto takes bf16 where the device has units for it, else fp32."""
    device: str = "auto"
    """auto, cpu, cuda, cuda:N, or mps (Apple; not tried yet)."""
    workers: int | None = Field(None, ge=0, le=64)
    """Processes that read pictures ahead: by default up to eight beside a GPU; 0 is none."""
    report_every: int = Field(10, ge=1)
    """Steps between two reports in the log."""
    save_every: int = Field(100, ge=1)
    """Steps between two saves."""

    @property
    def data(self) -> DataConfig:
        """How pairs are read: label maps are never resampled, so nothing is enlarged to jitter."""
        shared = {name: getattr(self, name) for name in Reading.model_fields}
        return DataConfig(
            **shared,
            direction=self.direction,
            mirror=self.mirror,
            held_out=self.held_out,
            memory_mb=self.memory_mb,
            jitter=1.0,
        )

    @property
    def train(self) -> TrainConfig:
        """How the loop trains it: one cycle of the learning rate (Smith and Topin 2018)."""
        return TrainConfig(
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            warmup=0.3,
            decay=0.7,
            seed=self.seed,
            precision=self.precision,
            device=self.device,
            workers=self.workers,
            report_every=self.report_every,
            save_every=self.save_every,
        )


class SegmenterRecipe(Config):
    """What a segmenter is and how to train it again: the file ``segmenter.json``."""

    format: Suppress[Literal["pix2pix-segmenter-1"]] = "pix2pix-segmenter-1"
    """Format of the file; a newer one is refused by name."""
    classes: tuple[Label, ...] = ()
    """Names and colors of the classes, in the order of its outputs; void ones are none of them."""
    settings: SegmenterConfig = SegmenterConfig()
    """How it is trained."""
