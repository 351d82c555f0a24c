"""The names of the HugGAN repositories, files ``pytorch_model.bin`` of 17 tensors."""

from torch import Tensor

from pix2pix.config import HugGANConfig
from pix2pix.networks.huggan import DOWN, UP

FIRST, HEAD = "down1.model.0.weight", "final.2.weight"
TABLE = {
    **{f"down{level + 1}.model.0.weight": f"down.{level}.0.weight" for level in range(len(DOWN))},
    **{f"up{level + 1}.model.0.weight": f"up.{level}.0.weight" for level in range(len(UP))},
    HEAD: "to_image.2.weight",
    "final.2.bias": "to_image.2.bias",
}

Tensors = dict[str, Tensor]


def recognises(tensors: Tensors) -> bool:
    """Whether these are the tensors of such a U-Net."""
    return all(name in tensors and tensors[name].dim() == 4 for name in (FIRST, HEAD))


def translate(tensors: Tensors) -> tuple[HugGANConfig, Tensors]:
    """Say what the network is, and rename its tensors to ours; only its channels vary."""
    config = HugGANConfig.make(
        in_channels=tensors[FIRST].shape[1], out_channels=tensors[HEAD].shape[0]
    )
    return config, {TABLE.get(name, name): tensor.float() for name, tensor in tensors.items()}
