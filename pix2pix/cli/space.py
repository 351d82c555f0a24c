"""``pix2pix space``: host an app on the Hugging Face Hub."""

from pathlib import Path
from typing import Literal

from tyro.conf import Positional

from pix2pix.errors import HubError


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
