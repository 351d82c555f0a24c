"""Writing files so that a reader never sees half of one, even after a crash."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
from safetensors import SafetensorError

from pix2pix.errors import DiskError

MOST_OF_A_NAME = 48  # characters, of up to four bytes


def replace(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` make a file beside ``path``, then move it into its place in one step.

    Raises:
        DiskError: The file could not be written; what stood at ``path`` is untouched.
    """
    # Shorter than the name, which may be as long as the file system takes.
    beside = path.with_name(f".{path.name[:MOST_OF_A_NAME]}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(beside)
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.chmod(0o644)  # safetensors makes private files; a served model is to be read
        beside.replace(path)
    except (OSError, RuntimeError, SafetensorError) as error:  # a full disk has many names
        raise DiskError(
            f"{path} could not be written: {error}. Free some space or choose another folder; "
            "the last complete save is untouched."
        ) from error
    finally:
        with suppress(OSError):  # it was moved, or its folder could not be made
            beside.unlink()


def replace_text(path: Path, text: str) -> None:
    """Write a text file in one step. See ``replace``."""
    replace(path, lambda beside: beside.write_text(text, encoding="utf-8"))


def remove_stale(folder: Path) -> None:
    """Remove what processes that died while writing left below ``folder``."""
    for path in folder.rglob(".*.new"):
        pid = path.name.split(".")[-2]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            path.unlink(missing_ok=True)
