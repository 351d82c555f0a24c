"""Every setting of the command line, the trainer page and the files of a checkpoint, once."""

from pix2pix.config.base import Config
from pix2pix.config.generator import (
    BaseGeneratorConfig,
    ConvertConfig,
    Domains,
    GeneratorConfig,
    HugGANConfig,
    InputKind,
    Label,
    ModelConfig,
    Norm,
    UNetConfig,
    Upsampling,
)
from pix2pix.config.reading import PairLayout, Reading
from pix2pix.config.recipe import (
    SMALLEST_SIZE,
    AdversarialLoss,
    DataConfig,
    Direction,
    DiscriminatorConfig,
    Origin,
    Pix2PixSettings,
    Precision,
    Recipe,
    Reconstruction,
    TrainConfig,
)
from pix2pix.config.size import Size
from pix2pix.config.values import HalfValues, ValueKind, ValuesConfig

__all__ = [
    "SMALLEST_SIZE",
    "AdversarialLoss",
    "BaseGeneratorConfig",
    "Config",
    "ConvertConfig",
    "DataConfig",
    "Direction",
    "DiscriminatorConfig",
    "Domains",
    "GeneratorConfig",
    "HalfValues",
    "HugGANConfig",
    "InputKind",
    "Label",
    "ModelConfig",
    "Norm",
    "Origin",
    "PairLayout",
    "Pix2PixSettings",
    "Precision",
    "Reading",
    "Recipe",
    "Reconstruction",
    "Size",
    "TrainConfig",
    "UNetConfig",
    "Upsampling",
    "ValueKind",
    "ValuesConfig",
]
