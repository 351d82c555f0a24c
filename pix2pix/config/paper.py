"""At which scale the tables of the paper are made again."""

from typing import Literal

from pydantic import Field

from pix2pix.config.base import Config
from pix2pix.config.recipe import Direction, Precision
from pix2pix.config.size import Size

TableName = Literal["losses", "generators", "patches", "colors", "labels", "unpaired"]


class PaperConfig(Config):
    """The scale of the tables; what makes the rows of a table different is in the table."""

    size: Size = Size(128, 128)
    """Height x width of the pictures in px; the paper has 256."""
    width: int = Field(32, ge=1, le=512)
    """Channels after the first layer of every network; the papers have 64."""
    steps: int = Field(2000, ge=1)
    """Steps of every row; the paper trains for 200 epochs."""
    cyclegan_steps: int | None = Field(None, ge=1)
    """Steps of CycleGAN, which take several times as long; by default as many."""
    batch_size: int = Field(4, ge=1, le=512)
    """Pairs a step; the paper has 10 on Cityscapes."""
    seeds: int = Field(2, ge=1, le=20)
    """Runs of every row, which differ in nothing but their seed; more can be added later."""
    learning_rate: float = Field(2e-4, gt=0.0, le=1.0)
    """Learning rate of Adam."""
    ema_decay: float = Field(0.0, ge=0.0, lt=1.0)
    """Decay of a running average of the weights, which the paper has not; 0: none."""
    save_every: int = Field(500, ge=1)
    """Steps between two saves: so many are lost at most if the process is killed."""
    direction: Direction | None = None
    """Which half of a pair is the input: by default the label maps, or the first half."""
    held_out: float = Field(0.1, gt=0.0, lt=1.0)
    """Share of the pairs kept for measuring where the data has no val folder."""
    segmenter_size: Size | None = None
    """Height x width at which the segmenter sees photos; by default 256 px on the shorter side."""
    segmenter_epochs: int = Field(6, ge=1, le=100_000)
    """Times that the segmenter is shown every pair."""
    precision: Precision = "auto"
    """Arithmetic: auto takes bf16 where the device has units for it, else fp32."""
    device: str = "auto"
    """auto, cpu, cuda, cuda:N, or mps."""
