"""Where the apps keep models, which one comes first, and whether strangers share the machine."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUNDLED = ("edges2photo", "edges2emoji", "labels2facade")  # whitelisted in .gitignore, too
FIRST_MODEL = "first-model.txt"  # in the folder of a Space that was built with --model


def checkpoints_folder() -> Path:
    """The folder with one checkpoint or run in each subfolder."""
    return Path(os.environ.get("PIX2PIX_CHECKPOINTS") or ROOT / "checkpoints")


def bundled_models() -> dict[str, Path]:
    """The folders of the models that come with the apps, by name; they are always offered."""
    folders = {name: ROOT / "checkpoints" / name for name in BUNDLED}
    return {name: folder for name, folder in folders.items() if folder.is_dir()}


def hosted() -> bool:
    """Whether the apps run on a Space, or are told to behave as if they did.

    Then nobody may name a path of the server, see the runs of others, or fill the disk.
    """
    return bool(os.environ.get("SPACE_ID")) or os.environ.get("PIX2PIX_HOSTED") == "1"


def first_model() -> str:
    """The model that the canvas opens first: ``owner/name``, or a name in ``checkpoints/``.

    ``PIX2PIX_MODEL`` says which, or else the file that the folder of a Space was built with.
    """
    file = ROOT / FIRST_MODEL
    built_with = file.read_text(encoding="utf-8").strip() if file.is_file() else ""
    return os.environ.get("PIX2PIX_MODEL") or built_with or "edges2photo"
