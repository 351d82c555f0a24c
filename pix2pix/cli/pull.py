"""``pix2pix pull``: fetch a model from the Hugging Face Hub."""

import shutil
from pathlib import Path

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from tyro.conf import Positional

from pix2pix.cli.terminal import console
from pix2pix.errors import CheckpointError


def pull(model: Positional[str], out: Path | None = None, state: bool = False) -> None:
    """Download a model from the Hugging Face Hub and print the folder it lies in.

    Args:
        model: owner/name, or owner/name@revision.
        out: Copy it into this folder, e.g. checkpoints/shoes, where both apps find it.
        state: Also what resuming its training needs, if it was published.
    """
    from pix2pix import hub

    if out is not None and out.exists():
        raise CheckpointError(f"{out} exists already. Choose another folder.")
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TextColumn(model))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(model, total=None)
        folder = hub.pull(
            model,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
            state=state,
        )
    if out is not None:
        folder = Path(shutil.copytree(folder, out))
    print(folder)
