"""Weights of other programs, turned into a checkpoint of ours.

A foreign file is recognised by the names of its tensors, renamed by a table, and loaded
strictly. Whatever no table knows is refused with the names that were found.
"""

import pickle
import zipfile
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from pix2pix.checkpoint.convert import huggan, junyanz
from pix2pix.checkpoint.files import MODEL
from pix2pix.checkpoint.folder import require_same, save_generator
from pix2pix.config import ConvertConfig, Domains, GeneratorConfig, ModelConfig
from pix2pix.config.old_formats import kind_named
from pix2pix.errors import CheckpointError
from pix2pix.networks import build_generator

LARGEST = 2_000_000_000  # bytes, of a file and of the tensors in it
SHOWN = 4  # names of tensors in an error

Tensors = dict[str, Tensor]


def convert(file: Path, out: Path, settings: ConvertConfig | None = None) -> ModelConfig:
    """Convert a file of foreign weights to a checkpoint folder, in the precision it has.

    Args:
        file: A ``latest_net_G.pth`` of pytorch-CycleGAN-and-pix2pix, or a
            ``pytorch_model.bin`` of a HugGAN repository; or either as safetensors.

    Raises:
        CheckpointError: It is something else, or there is a checkpoint in ``out`` already.
        DiskError: There is no room.
    """
    settings = settings or ConvertConfig()
    if (out / MODEL).exists():
        raise CheckpointError(f"{out} holds a checkpoint already. Choose another folder.")
    tensors = read_tensors(file)
    config, renamed = translate(tensors, file, running_averages=settings.running_averages)
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
    return model


def translate(
    tensors: Tensors, file: Path, *, running_averages: bool
) -> tuple[GeneratorConfig, Tensors]:
    """Find the table that knows these tensors, and rename them.

    Raises:
        CheckpointError: There is none.
    """
    if junyanz.recognises(tensors):
        return junyanz.translate(tensors, file, running_averages=running_averages)
    if huggan.recognises(tensors):
        return huggan.translate(tensors)
    names = sorted(tensors)
    found = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" * (len(names) > SHOWN))
    if any(".conv_block." in name for name in names):
        raise CheckpointError(
            f"{file} holds a ResNet generator (found {found}). Only U-Nets can be converted: "
            "train or download the model with a U-Net generator."
        )
    raise CheckpointError(
        f"{file} holds {found or 'no tensors'}. Expected are the weights of a U-Net generator of "
        "pytorch-CycleGAN-and-pix2pix (latest_net_G.pth) or of HugGAN (pytorch_model.bin)."
    )


def read_tensors(file: Path) -> Tensors:
    """Read named tensors from safetensors or from a pickle that holds nothing else.

    Raises:
        CheckpointError: It is missing, damaged, too large, or wants to run code.
    """
    if not file.is_file():
        raise CheckpointError(f"{file} is not a file. Give a file of weights.")
    if file.stat().st_size > LARGEST or _unpacked(file) > LARGEST:
        raise CheckpointError(
            f"{file} is larger than {LARGEST / 1e9:.0f} GB; no generator that can be converted "
            "is. Check that it is the right file."
        )
    try:
        if file.suffix == ".safetensors":
            found = load_file(file)
        else:
            found = torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CheckpointError(
            f"{file} is no plain file of weights: it is damaged, or it would run code when "
            "opened. Save it again with torch.save(network.state_dict(), file)."
        ) from error
    except (SafetensorError, OSError, RuntimeError, ValueError, EOFError, KeyError) as error:
        reason = str(error).partition("\n")[0]
        raise CheckpointError(
            f"{file} cannot be read as weights ({reason}). Copy or download it again."
        ) from error
    return _checked(found, file)


def _unpacked(file: Path) -> int:
    """Bytes that a zip, which is what PyTorch writes, says it unpacks to."""
    try:
        with zipfile.ZipFile(file) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return 0


def _checked(found: object, file: Path) -> Tensors:
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise CheckpointError(
            f"{file} holds a {type(found).__name__}, expected is a dictionary of tensors by name. "
            "Save it again with torch.save(network.state_dict(), file)."
        )
    others = [name for name, value in found.items() if not isinstance(value, Tensor)]
    if others:
        raise CheckpointError(
            f"{file} holds more than tensors ({', '.join(sorted(others)[:SHOWN])}). "
            "Save the state of the generator alone."
        )
    tensors = {name.removeprefix("module."): tensor for name, tensor in found.items()}
    # Strides can make a few bytes pass for a huge tensor.
    if sum(tensor.numel() * tensor.element_size() for tensor in tensors.values()) > LARGEST:
        raise CheckpointError(
            f"{file} claims more than {LARGEST / 1e9:.0f} GB of weights; no generator that can be "
            "converted has so many. Check that it is the right file."
        )
    return tensors
