"""Image-to-image translation with conditional adversarial networks, after Isola et al. 2017.

A generator learns from pairs of pictures to turn one kind into the other: edges into photos,
labels into facades, day into night. ``Translator`` uses a trained one, ``run_training`` makes
one, and the rest are the parts they are made of.
"""

from pix2pix.config import GeneratorConfig, TrainConfig
from pix2pix.errors import Pix2PixError
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks.patchgan import PatchDiscriminator
from pix2pix.networks.unet import UNet
from pix2pix.trainer import train
from pix2pix.translator import Translator

__all__ = [
    "GeneratorConfig",
    "PatchDiscriminator",
    "Pix2Pix",
    "Pix2PixError",
    "TrainConfig",
    "Translator",
    "UNet",
    "train",
]
