"""Every setting of the command line, the trainer page and the files of a checkpoint, once."""

from pix2pix.config.base import Config
from pix2pix.config.generator import (
    BaseGeneratorConfig,
    GeneratorConfig,
    HugGANConfig,
    Norm,
    ResNetConfig,
    UNetConfig,
    Upsampling,
)
from pix2pix.config.method import (
    AdversarialLoss,
    CycleGANSettings,
    MethodName,
    MethodSettings,
    Pix2PixSettings,
    Reconstruction,
)
from pix2pix.config.model import ConvertConfig, Domains, InputKind, Label, ModelConfig
from pix2pix.config.paper import PaperConfig, TableName
from pix2pix.config.reading import PairLayout, Reading
from pix2pix.config.recipe import (
    NEED_PAIRS,
    SMALLEST_SIZE,
    DataConfig,
    Direction,
    DiscriminatorConfig,
    Origin,
    Precision,
    Recipe,
    TrainConfig,
)
from pix2pix.config.segmenter import SegmenterConfig, SegmenterRecipe
from pix2pix.config.size import Size
from pix2pix.config.study import StudySettings
from pix2pix.config.values import HalfValues, ValueKind, ValuesConfig

__all__ = [
    "NEED_PAIRS",
    "SMALLEST_SIZE",
    "AdversarialLoss",
    "BaseGeneratorConfig",
    "Config",
    "ConvertConfig",
    "CycleGANSettings",
    "DataConfig",
    "Direction",
    "DiscriminatorConfig",
    "Domains",
    "GeneratorConfig",
    "HalfValues",
    "HugGANConfig",
    "InputKind",
    "Label",
    "MethodName",
    "MethodSettings",
    "ModelConfig",
    "Norm",
    "Origin",
    "PairLayout",
    "PaperConfig",
    "Pix2PixSettings",
    "Precision",
    "Reading",
    "Recipe",
    "Reconstruction",
    "ResNetConfig",
    "SegmenterConfig",
    "SegmenterRecipe",
    "Size",
    "StudySettings",
    "TableName",
    "TrainConfig",
    "UNetConfig",
    "Upsampling",
    "ValueKind",
    "ValuesConfig",
]
