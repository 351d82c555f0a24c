"""How much a visitor of a hosted page may keep, so that nobody fills the disk for all."""

import shutil
from pathlib import Path

from pix2pix.errors import RunError
from pix2pix.jobs.control import list_runs

RUNS, DRAFTS = 5, 3
MOST = 4_000_000_000  # bytes of a visitor's runs and drafts
SPARE = 2_000_000_000  # bytes that stay free on the disk


def require_room(root: Path, more: int = 0) -> None:
    """Refuse what would be too much.

    Args:
        root: Folder of a visitor.
        more: Bytes that are about to be added.

    Raises:
        RunError: There are too many runs, they are too large, or the disk is nearly full.
    """
    if len(list_runs(root)) >= RUNS:
        raise RunError(
            f"You keep {RUNS} runs here already. Take away what you need, then delete one (More)."
        )
    used = sum(map(_size, root.rglob("*")))
    if used + more > MOST:
        raise RunError(
            f"Your runs take {used / 1e9:.1f} GB, and this would be more than "
            f"{MOST / 1e9:.0f} GB. Delete a run (More), or give fewer pictures."
        )
    root.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(root).free < SPARE + more:
        raise RunError("This server has no room left. Try again later, or run it at home.")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:  # a run that works replaces its files
        return 0
