"""Reads what other programs have saved, without running any of it.

PyTorch's ``weights_only`` unpickler knows tensors and plain containers. Training states also hold
objects of whoever trained: settings, callbacks, figures of NumPy. Inert stand-ins take their
place, so that the tensors beside them can be read; no foreign class is imported or called.
"""

import pickle
import zipfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch.serialization import get_unsafe_globals_in_checkpoint, safe_globals

from pix2pix.checkpoint.file_kind import is_safetensors, not_weights
from pix2pix.errors import CheckpointError

LARGEST = 2_000_000_000  # bytes, of a file and of the tensors in it
SHOWN = 4  # names in an error


@dataclass(frozen=True)
class Content:
    """What a file holds, and the classes of which nothing but an empty place was read."""

    found: object
    unread: tuple[str, ...] = ()


class _Emptied:
    """Takes the place of an object: a dictionary of what it is filled with."""

    def __new__(cls, *_: object, **__: object) -> Any:
        return OrderedDict()


class _Opaque:
    """Takes the place of an object whose state is no dictionary, as NumPy's are."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        pass


def read(file: Path) -> Content:
    """Read safetensors or what ``torch.save`` wrote, whatever the file is called.

    Raises:
        CheckpointError: It is missing, no such file, damaged, too large, or wants to run code.
    """
    if not file.is_file():
        raise CheckpointError(f"{file} is not a file. Give a file of weights.")
    if file.stat().st_size > LARGEST or _unpacked(file) > LARGEST:
        raise CheckpointError(
            f"{file} is larger than {LARGEST / 1e9:.0f} GB; no generator that can be converted "
            "is. Check that it is the right file."
        )
    try:
        if is_safetensors(file):
            return Content(load_file(file))
        if sentence := not_weights(file):
            raise CheckpointError(sentence)
        return _unpickled(file)
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


def _unpickled(file: Path) -> Content:
    unread = sorted(_foreign_classes(file))
    stand_ins = [(_Opaque if name.startswith("numpy.") else _Emptied, name) for name in unread]
    with safe_globals(list(stand_ins)):
        found = torch.load(file, map_location="cpu", weights_only=True)
    return Content(found, tuple(unread))


def _foreign_classes(file: Path) -> list[str]:
    """Classes and functions that the file names and PyTorch does not know as harmless."""
    if not zipfile.is_zipfile(file):  # a format of 2020 and before
        return []
    return get_unsafe_globals_in_checkpoint(file)


def _unpacked(file: Path) -> int:
    """Bytes that a zip, which is what PyTorch writes, says it unpacks to."""
    try:
        with zipfile.ZipFile(file) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0
