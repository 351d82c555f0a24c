"""Where the apps keep models, and whether strangers share the machine with us."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]


def checkpoints_folder() -> Path:
    """The folder with one checkpoint or run in each subfolder."""
    return Path(os.environ.get("PIX2PIX_CHECKPOINTS") or ROOT / "checkpoints")


def hosted() -> bool:
    """Whether the apps run on a Space, or are told to behave as if they did.

    Then nobody may name a path of the server, see the runs of others, or fill the disk.
    """
    return bool(os.environ.get("SPACE_ID")) or os.environ.get("PIX2PIX_HOSTED") == "1"
