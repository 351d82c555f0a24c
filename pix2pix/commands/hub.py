"""``python -m pix2pix pull | push | convert | space``: the Hugging Face Hub."""

import shutil
from pathlib import Path
from typing import Literal

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from tyro.conf import Positional

from pix2pix.config import ConvertConfig
from pix2pix.errors import CheckpointError, HubError
from pix2pix.terminal import console


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


def push(
    checkpoint: Positional[Path],
    repository: Positional[str],
    public: bool = False,
    state: bool = False,
) -> None:
    """Publish a model on the Hugging Face Hub and print the address of its page.

    Args:
        checkpoint: Folder of the checkpoint.
        repository: owner/name; made if it does not exist.
        public: Let everybody see it; without this, only you can.
        state: Also what resuming its training needs.
    """
    from pix2pix import hub

    print(hub.push(checkpoint, repository, private=not public, state=state))


def convert(file: Positional[Path], out: Path, settings: ConvertConfig) -> None:
    """Turn weights of another pix2pix program into a checkpoint.

    Args:
        file: latest_net_G.pth of pytorch-CycleGAN-and-pix2pix, or HugGAN's pytorch_model.bin.
        out: Folder for the checkpoint.
    """
    from pix2pix.convert import convert as make

    config = make(file, out, settings).generator
    console.print(
        f"{out}: {config.summary}, {config.in_channels} to {config.out_channels} channels",
        highlight=False,
        soft_wrap=True,
    )


def space(
    app: Positional[Literal["canvas", "trainer"]],
    repository: Positional[str] = "",
    model: str = "",
    out: Path | None = None,
    private: bool = False,
) -> None:
    """Host one of the apps as a Space of yours, or only build its folder.

    Args:
        app: canvas, or trainer.
        repository: owner/name of the Space; made if it does not exist.
        model: owner/name of a model on the Hub for the canvas to open first.
        out: Build the Space in this folder and upload nothing.
        private: Nobody else can see the Space.
    """
    from pix2pix.hub import spaces

    if out is not None:
        print(spaces.build(app, out, model=model))
    elif repository:
        print(spaces.publish(app, repository, model=model, private=private))
    else:
        raise HubError("Name the Space, owner/name, or give --out to only build its folder.")
