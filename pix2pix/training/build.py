"""From a recipe to the method that learns: networks on their device, and their optimizers."""

from pathlib import Path
from typing import Any, assert_never

import torch
from torch import nn

from pix2pix.checkpoint.files import DISCRIMINATOR, FORWARD, REVERSE, REVERSE_DISCRIMINATOR
from pix2pix.checkpoint.folder import generator_folder, load_discriminator, load_generator
from pix2pix.config import (
    CycleGANSettings,
    DiscriminatorConfig,
    GeneratorConfig,
    Pix2PixSettings,
    Recipe,
)
from pix2pix.device import autocast_type
from pix2pix.methods.cyclegan import CycleGAN
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.methods.protocol import Method
from pix2pix.networks import Generator, build_discriminator, build_generator

MIXING = ("batch", "running")  # norms that look at the whole batch


def build_method(recipe: Recipe, init: Path | None, device: torch.device) -> Method:
    """Networks and optimizers of a run, on their device.

    Args:
        init: Checkpoint whose weights a new run begins with.
    """

    def placed(network: nn.Module) -> Any:
        network.train().to(device)
        if recipe.train.compile:
            network.compile()
        return network

    how: dict[str, Any] = {
        "learning_rate": recipe.train.learning_rate,
        "autocast": autocast_type(recipe.train.precision, device),
        "record": not recipe.train.compile,
    }
    judged, generator = recipe.discriminator, recipe.generator
    match recipe.method:
        case Pix2PixSettings():
            return Pix2Pix(
                placed(_generator(generator, init, FORWARD)),
                placed(_discriminator(judged, generator, init)),
                recipe.method,
                judged,
                **how,
            )
        case CycleGANSettings():
            back = generator.reversed()
            norms = (judged.discriminator_norm, getattr(generator, "norm", None))
            return CycleGAN(
                placed(_generator(generator, init, FORWARD)),
                placed(_generator(back, init, REVERSE)),
                placed(_discriminator(judged, generator, init)),
                placed(_discriminator(judged, back, init, REVERSE_DISCRIMINATOR)),
                recipe.method,
                mixes_batch=any(norm in MIXING for norm in norms),
                **how,
            )
        case _:
            assert_never(recipe.method)


def _generator(config: GeneratorConfig, init: Path | None, direction: str) -> Generator:
    """With the weights of ``init``, if it has a generator of that direction."""
    kept = init and generator_folder(init, direction)
    if kept is None or not kept.is_dir():
        return build_generator(config)
    return load_generator(kept)[0]


def _discriminator(
    config: DiscriminatorConfig,
    generator: GeneratorConfig,
    init: Path | None,
    name: str = DISCRIMINATOR,
) -> nn.Module:
    """With the weights of ``init``, if it has a discriminator of that kind."""
    beside = init and load_discriminator(init, name)
    if beside and beside[1] == config:
        return beside[0]
    return build_discriminator(config, generator)
