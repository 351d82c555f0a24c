"""A checkpoint of two directions whose outputs are known: one paints blue, the other one red."""

from pathlib import Path

import torch

from pix2pix.checkpoint.files import RECIPE, REVERSE
from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import Recipe, ResNetConfig
from pix2pix.networks import build_generator
from tests.conftest import SIDE

NETWORK = ResNetConfig(size=SIDE, width=4, blocks=1)
RED, BLUE, BLACK = (0.9999, -0.9999, -0.9999), (-0.9999, -0.9999, 0.9999), (-0.9999,) * 3


def painter(color: tuple[float, float, float]) -> torch.nn.Module:
    """A generator that makes all pictures of one color, from -1 to 1."""
    network = build_generator(NETWORK)
    with torch.no_grad():
        for weight in network.parameters():
            weight.zero_()
        bias = [each for name, each in network.named_parameters() if name.endswith("bias")][-1]
        bias.copy_(torch.atanh(torch.tensor(color)))
    return network


def save_painters(folder: Path) -> Recipe:
    """What paints blue, and red the other way round, as a checkpoint of CycleGAN."""
    made = Recipe.of("cyclegan").changed(
        generator=NETWORK, discriminator={"patch": 16, "conditional": False}
    )
    save_generator(folder, painter(BLUE), made.model)
    save_generator(folder / REVERSE, painter(RED), made.model.reversed())
    (folder / RECIPE).write_text(made.to_json())
    return made
