"""The names of pytorch-CycleGAN-and-pix2pix, files ``latest_net_G.pth``.

Its U-Net is nested: block k holds block k + 1, from 0, the outermost, to the innermost. So a
tensor five levels down is called ``model.model.1.model.3.model.3.model.3.model.3.model.1``.
"""

import re
from itertools import count
from pathlib import Path

import torch

from pix2pix.checkpoint.convert.family import Tensors
from pix2pix.checkpoint.convert.norms import in_full_precision, norm_of
from pix2pix.config import UNetConfig
from pix2pix.errors import CheckpointError

NAME = "pytorch-CycleGAN-and-pix2pix"
OUTERMOST, HEAD = "model.model.0", "model.model.3"
SECOND = re.compile(r"(?P<prefix>(?:.+?\.)??)(?P<own>(?:model\.){0,2})1\.model\.1\.weight")
FIXED = 5  # blocks that every one of these U-Nets has; those between them apply dropout


def networks(tensors: Tensors) -> dict[str, Tensors]:
    """The U-Nets of this kind among some tensors, by what stands before their names.

    One that was saved as ``netG.model.state_dict()`` has lost one ``model.`` of its own, or both.
    """
    found = {}
    for name in tensors:
        match = SECOND.fullmatch(name)
        if match is None or f"{match['prefix']}{match['own']}0.weight" not in tensors:
            continue
        prefix, own = match["prefix"], match["own"]
        inside = {
            key.removeprefix(prefix): t
            for key, t in tensors.items()
            if key[: len(prefix)] == prefix
        }
        found[prefix] = {
            f"model.model.{key.removeprefix(own)}" if key.startswith(own) else key: tensor
            for key, tensor in inside.items()
        }
    return found


def translate(
    tensors: Tensors, file: Path, *, running_averages: bool
) -> tuple[UNetConfig, Tensors]:
    """Say what the network is, and rename its tensors to ours.

    Width, depth and channels follow from the shapes.

    Raises:
        CheckpointError: The tensors contradict each other.
    """
    depth = _depth(tensors)
    first, head = tensors[f"{OUTERMOST}.weight"], tensors.get(f"{HEAD}.weight")
    if depth < FIXED or head is None or first.dim() != 4 or head.dim() != 4:
        raise CheckpointError(
            f"{file} begins like a U-Net of pytorch-CycleGAN-and-pix2pix but is incomplete: "
            f"{depth} levels, at least {FIXED} and {HEAD}.weight are expected. Copy it again."
        )
    norm = norm_of(
        tensors,
        f"{OUTERMOST}.bias",
        f"{_block(1)}.2.weight",
        file,
        running_averages=running_averages,
    )
    plain = norm == "plain_instance"
    config = UNetConfig.make(
        in_channels=first.shape[1],
        out_channels=head.shape[1],
        size=2**depth,
        width=first.shape[0],
        depth=depth,
        norm="instance" if plain else norm,
        dropout_levels=tuple(range(1, depth - FIXED + 1)),
        bias=plain,
    )
    renamed = in_full_precision(_renamed(tensors, depth), norm)
    if plain:  # an instance norm without scale and shift is one with 1 and 0
        renamed.update(_plain_norms(config))
    return config, renamed


def _renamed(tensors: Tensors, depth: int) -> Tensors:
    """Rename by the table; a tensor that it does not know keeps its name, to be refused."""
    table = table_of(depth)
    renamed = {}
    for name, tensor in tensors.items():
        layer, _, kind = name.rpartition(".")
        renamed[f"{table.get(layer, layer)}.{kind}"] = tensor
    return renamed


def table_of(depth: int) -> dict[str, str]:
    """Their name of each layer of a U-Net with ``depth`` levels, and ours."""
    table = {OUTERMOST: "encoder.0", HEAD: "to_image.1"}
    innermost = depth - 1
    for level in range(1, innermost):
        block, decoder = _block(level), f"decoder.{innermost - level}"
        table |= {f"{block}.1": f"encoder.{level}.1", f"{block}.2": f"encoder.{level}.2"}
        table |= {f"{block}.5": f"{decoder}.1", f"{block}.6": f"{decoder}.2"}
    block = _block(innermost)
    table |= {f"{block}.1": f"encoder.{innermost}.1"}
    table |= {f"{block}.3": "decoder.0.1", f"{block}.4": "decoder.0.2"}
    return table


def _block(level: int) -> str:
    return "model.model.1.model" + ".3.model" * (level - 1)


def _depth(tensors: Tensors) -> int:
    return next(level for level in count(1) if f"{_block(level)}.1.weight" not in tensors)


def _plain_norms(config: UNetConfig) -> Tensors:
    widths = config.widths
    norms = {f"encoder.{level}.2": widths[level] for level in range(1, config.depth - 1)}
    norms |= {f"decoder.{level}.2": widths[-2 - level] for level in range(config.depth - 1)}
    scales = {f"{name}.weight": torch.ones(channels) for name, channels in norms.items()}
    shifts = {f"{name}.bias": torch.zeros(channels) for name, channels in norms.items()}
    return scales | shifts
