"""Weights of other programs, turned into a checkpoint of ours.

A foreign network is recognised by the names of its tensors, in whatever it was saved, renamed by
a table, and loaded strictly. Whatever no table knows is refused with what was found.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import torch

from pix2pix.checkpoint.convert.containers import find_network
from pix2pix.checkpoint.convert.file_names import GeneratorFiles, generators_among
from pix2pix.checkpoint.convert.reading import read
from pix2pix.checkpoint.files import CONFIG, MODEL, REVERSE
from pix2pix.checkpoint.folder import generator_folder, require_same, save_generator
from pix2pix.config import ConvertConfig, Domains, ModelConfig
from pix2pix.config.old_formats import kind_named
from pix2pix.errors import CheckpointError
from pix2pix.networks import Generator, build_generator

__all__ = ["Converted", "GeneratorFiles", "convert", "convert_folder", "generators_among"]


@dataclass(frozen=True)
class Converted:
    """What became of a foreign network.

    Attributes:
        model: What the network is.
        family: Whose network it is.
        place: Where in the file it was; empty if it was all there is.
        reverse: The same of the other direction, if that was given, too.
    """

    model: ModelConfig
    family: str
    place: str
    reverse: "Converted | None" = None


def convert(
    file: Path,
    out: Path,
    settings: ConvertConfig | None = None,
    *,
    reverse: Path | None = None,
) -> Converted:
    """Convert foreign weights to a checkpoint folder, in the precision they have.

    Args:
        file: A ``latest_net_G.pth`` or ``latest_net_G_A.pth`` of pytorch-CycleGAN-and-pix2pix, or
            a ``pytorch_model.bin`` of a HugGAN repository; or either as safetensors; or a training
            state with one of them inside.
        reverse: The same for the generator of the other direction, which goes to ``reverse/``.

    Raises:
        CheckpointError: It is something else, or there is a checkpoint in ``out`` already.
        DiskError: There is no room.
    """
    settings = settings or ConvertConfig()
    if (out / MODEL).exists():
        raise CheckpointError(f"{out} holds a checkpoint already. Choose another folder.")
    if reverse is None and settings.reverse_network:
        reverse = file
    domains = Domains(
        source=settings.source,
        target=settings.target,
        input_kind=settings.input_kind or kind_named(settings.source),
        reverse_input_kind=kind_named(settings.target) if reverse is not None else None,
    )
    generator, made = _read(file, settings, settings.network, domains)
    if reverse is not None:
        back, way_back = _read(reverse, settings, settings.reverse_network, domains.reversed())
        _require_opposite(made.model, way_back.model, file, reverse)
        made = replace(made, reverse=way_back)
        save_generator(generator_folder(out, REVERSE), back, way_back.model, dtype=None)
    save_generator(out, generator, made.model, dtype=None)
    return made


def convert_folder(folder: Path, out: Path, settings: ConvertConfig | None = None) -> Converted:
    """Convert the generators that lie in a folder, such as that of a run of CycleGAN.

    Raises:
        CheckpointError: It is not clear which files they are, or they cannot be converted.
        DiskError: There is no room.
    """
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    if CONFIG in names and MODEL in names:
        raise CheckpointError(
            f"{folder} is a checkpoint of pix2pix itself. Nothing is to be converted: give it "
            "wherever a checkpoint is asked for."
        )
    found = generators_among(names)
    if found is None:
        raise CheckpointError(
            f"{folder} holds {', '.join(names[:5]) or 'nothing'}: it is not clear which of it is a "
            "generator. Expected are latest_net_G.pth, or latest_net_G_A.pth and "
            "latest_net_G_B.pth. Name the file, and that of the other direction with --reverse."
        )
    reverse = None if found.reverse is None else folder / found.reverse
    return convert(folder / found.forward, out, settings, reverse=reverse)


def _read(
    file: Path, settings: ConvertConfig, wanted: str, domains: Domains
) -> tuple[Generator, Converted]:
    """The network in a file, filled, and what it is."""
    network = find_network(read(file), file, wanted)
    config, renamed = network.family.translate(
        network.tensors, file, running_averages=settings.running_averages
    )
    config = config.changed(size=settings.size or config.size)
    with torch.device("meta"):  # no memory is taken before everything fits
        generator = build_generator(config)
    require_same(generator.state_dict(), renamed, file)
    generator.load_state_dict(renamed, assign=True)
    model = ModelConfig(generator=config, domains=domains)
    return generator, Converted(model, network.family.NAME, network.place)


def _require_opposite(there: ModelConfig, back: ModelConfig, file: Path, reverse: Path) -> None:
    """Refuse a way back that takes or gives other channels than the way there."""
    one, other = there.generator, back.generator
    if (one.in_channels, one.out_channels) != (other.out_channels, other.in_channels):
        raise CheckpointError(
            f"{file} makes {one.out_channels} channels from {one.in_channels}, and {reverse} makes "
            f"{other.out_channels} from {other.in_channels}: they are not the two directions of "
            "one model. Take two of the same run."
        )
