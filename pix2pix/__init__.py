"""Image-to-image translation with conditional adversarial networks, after Isola et al. 2017.

A generator learns from pairs of pictures to turn one kind into the other: edges into photos,
labels into facades, day into night. ``Translator`` uses a trained one, ``train`` makes one,
and the rest are the parts they are made of.

Names are imported when they are first asked for, so that a page that only translates starts
without the parts that train.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pix2pix.config import ModelConfig, ResNetConfig, TrainConfig, UNetConfig
    from pix2pix.errors import Pix2PixError
    from pix2pix.hub.pretrained import PatchDiscriminator, ResNetGenerator, UNet
    from pix2pix.methods.cyclegan import CycleGAN
    from pix2pix.methods.pix2pix import Pix2Pix
    from pix2pix.training.loop import train
    from pix2pix.translator import Translator

__all__ = [
    "CycleGAN",
    "ModelConfig",
    "PatchDiscriminator",
    "Pix2Pix",
    "Pix2PixError",
    "ResNetConfig",
    "ResNetGenerator",
    "TrainConfig",
    "Translator",
    "UNet",
    "UNetConfig",
    "train",
]

_HOMES = {
    "CycleGAN": "pix2pix.methods.cyclegan",
    "ModelConfig": "pix2pix.config",
    "PatchDiscriminator": "pix2pix.hub.pretrained",
    "Pix2Pix": "pix2pix.methods.pix2pix",
    "Pix2PixError": "pix2pix.errors",
    "ResNetConfig": "pix2pix.config",
    "ResNetGenerator": "pix2pix.hub.pretrained",
    "TrainConfig": "pix2pix.config",
    "Translator": "pix2pix.translator",
    "UNet": "pix2pix.hub.pretrained",
    "UNetConfig": "pix2pix.config",
    "train": "pix2pix.training.loop",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
