"""Where the apps keep models, which one comes first, and whether visitors share the machine."""

import os
from importlib.resources import files
from pathlib import Path

PACKAGE = Path(str(files("pix2pix")))
INSTALLED = (PACKAGE / "bundle").is_dir()  # a wheel has the apps inside; see pyproject.toml
ROOT = PACKAGE / "bundle" if INSTALLED else PACKAGE.parent  # where app/ and assets/ are
BUNDLED = ("edges2photo", "edges2emoji", "flat2emoji", "labels2facade")  # as .gitignore has them
FIRST_MODEL = "first-model.txt"  # in the folder of a Space that was built with --model


def checkpoints_folder() -> Path:
    """The folder with one checkpoint or run in each subfolder: that of the clone, or of here."""
    default = Path("checkpoints") if INSTALLED else ROOT / "checkpoints"
    return Path(os.environ.get("PIX2PIX_CHECKPOINTS") or default)


def where_models_are() -> str:
    """A sentence for whoever names a model that is not there."""
    bundled = "come with a clone of the repository" if INSTALLED else f"are in {ROOT}/checkpoints"
    return f"The bundled models {bundled}; `pix2pix pull` fetches others from the Hub."


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
