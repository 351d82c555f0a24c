"""The names of CycleGAN's generator, files ``latest_net_G_A.pth`` and ``horse2zebra.pth``.

In pytorch-CycleGAN-and-pix2pix, a ``ResnetGenerator`` is one list of layers. Padding, norms without
scale and activations have no tensors, but they count: ``model.1`` is the first convolution,
``model.4`` and ``model.7`` halve, blocks follow from ``model.10`` on, then two layers that double,
and the last one, which makes the picture. In a block, the second convolution is ``conv_block.5``,
or ``.6`` where dropout stands before it.
"""

import re
from itertools import count
from pathlib import Path

import torch

from pix2pix.checkpoint.convert.family import Tensors
from pix2pix.checkpoint.convert.norms import in_full_precision, norm_of
from pix2pix.config import ResNetConfig
from pix2pix.errors import CheckpointError

NAME = "pytorch-CycleGAN-and-pix2pix"
A_BLOCK = re.compile(r"(?P<layers>(?:.*\.)?)(?P<place>\d+)\.conv_block\.\d+\.weight")
FIRST, FIRST_BLOCK, FILTER = "model.1", 10, ".filt"
SMALL, LARGE = 128, 256  # px, on which it is trained with 6 and with 9 blocks (Sec. 7.2)
NOTHING = torch.empty(0)


def networks(tensors: Tensors) -> dict[str, Tensors]:
    """The residual networks among some tensors, by what stands before their names.

    One that was saved as ``netG.model.state_dict()`` has lost the ``model.`` of its own.
    """
    found = {}
    for name in tensors:
        match = A_BLOCK.fullmatch(name)
        if match is None or f"{match['layers']}1.weight" not in tensors:
            continue
        layers = match["layers"]
        prefix = re.sub(r"(^|(?<=\.))model\.$", "", layers)
        if prefix in found:
            continue
        found[prefix] = {
            f"model.{key.removeprefix(layers)}"
            if key.startswith(layers)
            else key.removeprefix(prefix): tensor
            for key, tensor in tensors.items()
            if key.startswith(prefix)
        }
    return found


def translate(
    tensors: Tensors, file: Path, *, running_averages: bool
) -> tuple[ResNetConfig, Tensors]:
    """Say what the network is, and rename its tensors to ours.

    Width and channels follow from the shapes, blocks and dropout from the numbers of the layers.

    Raises:
        CheckpointError: It is of a variant that is built in another way, or incomplete.
    """
    _require_plain(tensors, file)
    blocks = _blocks(tensors)
    head = f"model.{FIRST_BLOCK + blocks + 7}"
    first, last = (tensors.get(f"{name}.weight", NOTHING) for name in (FIRST, head))
    if first.dim() != 4 or last.dim() != 4:
        raise CheckpointError(
            f"{file} begins like a residual network of {blocks} blocks but is incomplete: "
            f"{FIRST}.weight and {head}.weight are expected, of convolutions. Copy it again."
        )
    norm = norm_of(
        tensors, f"{FIRST}.bias", "model.2.weight", file, running_averages=running_averages
    )
    config = ResNetConfig.make(
        in_channels=first.shape[1],
        out_channels=last.shape[0],
        size=LARGE if blocks >= 9 else SMALL,
        width=first.shape[0],
        blocks=blocks,
        dropout=_second(tensors) == 6,
        norm=norm,
    )
    return config, in_full_precision(_renamed(tensors, config), norm)


def _require_plain(tensors: Tensors, file: Path) -> None:
    """Refuse, by name, the variants of other repositories that look alike."""
    first = min(int(match["place"]) for name in tensors if (match := A_BLOCK.fullmatch(name)))
    filters = [name for name in tensors if name.endswith(FILTER)]
    if filters:
        raise CheckpointError(
            f"{file} holds the anti-aliased generator of the CUT repository ({filters[0]}), which "
            "halves and doubles with filters of its own. Only plain ones can be converted: train "
            "with --no_antialias --no_antialias_up there, or anew with --upsampling smooth here."
        )
    if first != FIRST_BLOCK:
        raise CheckpointError(
            f"{file} holds a residual network whose blocks begin at model.{first}: it halves "
            "another number of times, as those of pix2pixHD do. Only ones of CycleGAN can be "
            f"converted: they halve twice, and their blocks begin at model.{FIRST_BLOCK}."
        )
    if f"{_block(0)}.1.weight" not in tensors or _second(tensors) is None:
        names = ", ".join([name for name in tensors if ".conv_block." in name][:4])
        raise CheckpointError(
            f"{file} holds a residual network with other blocks than CycleGAN's (found {names}). "
            "Expected are conv_block.1 and conv_block.5, or .6 with dropout; one that pads with "
            "zeros cannot be converted."
        )


def _block(number: int) -> str:
    return f"model.{FIRST_BLOCK + number}.conv_block"


def _blocks(tensors: Tensors) -> int:
    return next(number for number in count() if f"{_block(number)}.1.weight" not in tensors)


def _second(tensors: Tensors) -> int | None:
    """Place of the second convolution in a block."""
    return next((place for place in (5, 6) if f"{_block(0)}.{place}.weight" in tensors), None)


def _renamed(tensors: Tensors, config: ResNetConfig) -> Tensors:
    """Rename by the table; a tensor that it does not know keeps its name, to be refused."""
    table = table_of(config.blocks, dropout=config.dropout)
    renamed = {}
    for name, tensor in tensors.items():
        layer, _, kind = name.rpartition(".")
        renamed[f"{table.get(layer, layer)}.{kind}"] = tensor
    return renamed


def table_of(blocks: int, *, dropout: bool) -> dict[str, str]:
    """Their name of each layer of a network with so many blocks, and ours.

    A norm stands one place behind its convolution, there and here.
    """
    end = FIRST_BLOCK + blocks
    convolutions = {f"model.{1 + 3 * level}": ("encoder", 3 * level) for level in range(3)}
    for number in range(blocks):
        convolutions[f"{_block(number)}.1"] = f"blocks.{number}.first", 0
        convolutions[f"{_block(number)}.{6 if dropout else 5}"] = f"blocks.{number}.second", 0
    convolutions |= {f"model.{end + 3 * level}": ("decoder", 3 * level) for level in range(2)}
    table = {f"model.{end + 7}": "to_image"}
    for theirs, (part, place) in convolutions.items():
        before, _, own = theirs.rpartition(".")
        table |= {f"{before}.{int(own) + n}": f"{part}.{place + n}" for n in (0, 1)}
    return table
