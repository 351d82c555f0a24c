"""The names of the HugGAN repositories, files ``pytorch_model.bin`` of 17 tensors."""

from pathlib import Path

import torch

from pix2pix.checkpoint.convert.family import Tensors
from pix2pix.config import HugGANConfig
from pix2pix.errors import CheckpointError
from pix2pix.networks.huggan import DOWN, UP

NAME = "HugGAN"
FIRST, HEAD = "down1.model.0.weight", "final.2.weight"
TABLE = {
    **{f"down{level + 1}.model.0.weight": f"down.{level}.0.weight" for level in range(len(DOWN))},
    **{f"up{level + 1}.model.0.weight": f"up.{level}.0.weight" for level in range(len(UP))},
    HEAD: "to_image.2.weight",
    "final.2.bias": "to_image.2.bias",
}
NOTHING = torch.empty(0)


def networks(tensors: Tensors) -> dict[str, Tensors]:
    """The U-Nets of this kind among some tensors, by what stands before their names."""
    prefixes = [
        name.removesuffix(FIRST) for name in tensors if name == FIRST or name.endswith(f".{FIRST}")
    ]
    return {
        prefix: {
            name.removeprefix(prefix): tensor
            for name, tensor in tensors.items()
            if name.startswith(prefix)
        }
        for prefix in prefixes
        if all(tensors.get(prefix + name, NOTHING).dim() == 4 for name in (FIRST, HEAD))
    }


def translate(
    tensors: Tensors, file: Path, *, running_averages: bool
) -> tuple[HugGANConfig, Tensors]:
    """Say what the network is, and rename its tensors to ours; only its channels vary.

    Raises:
        CheckpointError: It is asked for running averages.
    """
    if running_averages:
        raise CheckpointError(
            f"{file} has no batch norm, so there are no running averages. Leave the option out."
        )
    config = HugGANConfig.make(
        in_channels=tensors[FIRST].shape[1], out_channels=tensors[HEAD].shape[0]
    )
    return config, {TABLE.get(name, name): tensor.float() for name, tensor in tensors.items()}
