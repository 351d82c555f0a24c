"""Weights of other programs, turned into a checkpoint of ours.

A foreign network is recognised by the names of its tensors, in whatever it was saved, renamed by
a table, and loaded strictly. Whatever no table knows is refused with what was found.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from pix2pix.checkpoint.convert import huggan, junyanz
from pix2pix.checkpoint.convert.containers import Network, find_network
from pix2pix.checkpoint.convert.reading import read
from pix2pix.checkpoint.files import MODEL
from pix2pix.checkpoint.folder import require_same, save_generator
from pix2pix.config import ConvertConfig, Domains, GeneratorConfig, ModelConfig
from pix2pix.config.old_formats import kind_named
from pix2pix.errors import CheckpointError
from pix2pix.networks import build_generator


@dataclass(frozen=True)
class Converted:
    """What became of a file of foreign weights.

    Attributes:
        model: What the network is.
        family: Whose network it is.
        place: Where in the file it was; empty if it was all there is.
    """

    model: ModelConfig
    family: str
    place: str


def convert(file: Path, out: Path, settings: ConvertConfig | None = None) -> Converted:
    """Convert a file of foreign weights to a checkpoint folder, in the precision it has.

    Args:
        file: A ``latest_net_G.pth`` of pytorch-CycleGAN-and-pix2pix, or a
            ``pytorch_model.bin`` of a HugGAN repository; or either as safetensors; or a training
            state with one of them inside.

    Raises:
        CheckpointError: It is something else, or there is a checkpoint in ``out`` already.
        DiskError: There is no room.
    """
    settings = settings or ConvertConfig()
    if (out / MODEL).exists():
        raise CheckpointError(f"{out} holds a checkpoint already. Choose another folder.")
    network = find_network(read(file), file, settings.network)
    config, renamed = _translate(network, file, running_averages=settings.running_averages)
    config = config.changed(size=settings.size or config.size)
    domains = Domains(
        source=settings.source,
        target=settings.target,
        input_kind=settings.input_kind or kind_named(settings.source),
    )
    model = ModelConfig(generator=config, domains=domains)
    with torch.device("meta"):  # no memory is taken before everything fits
        generator = build_generator(config)
    require_same(generator.state_dict(), renamed, file)
    generator.load_state_dict(renamed, assign=True)
    save_generator(out, generator, model, dtype=None)
    return Converted(model, network.family, network.place)


def _translate(
    network: Network, file: Path, *, running_averages: bool
) -> tuple[GeneratorConfig, dict[str, Tensor]]:
    if network.family == junyanz.NAME:
        return junyanz.translate(network.tensors, file, running_averages=running_averages)
    return huggan.translate(network.tensors)
