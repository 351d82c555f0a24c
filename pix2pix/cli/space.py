"""``pix2pix space``: host an app on the Hugging Face Hub."""

import tempfile
from pathlib import Path
from typing import Literal

from tyro.conf import Positional

from pix2pix.cli.site import build_site
from pix2pix.cli.terminal import say
from pix2pix.errors import HubError

FREE = "A static Space is free for everybody (the Hub's documentation, August 2026)."


def space(
    app: Positional[Literal["site", "canvas", "trainer"]],
    repository: Positional[str] = "",
    model: str = "",
    out: Path | None = None,
    private: bool = False,
) -> None:
    """Host one of the apps as a Space of yours, or only build its folder.

    Args:
        app: site, the canvas whose network runs in the visitor's browser, which is free to host;
            canvas; or trainer.
        repository: owner/name of the Space; made if it does not exist.
        model: owner/name of a model on the Hub for the canvas to open first; a site offers it
            alone.
        out: Build the Space in this folder and upload nothing.
        private: Nobody else can see the Space.
    """
    from pix2pix.hub import spaces

    if out is None and not repository:
        raise HubError("Name the Space, owner/name, or give --out to only build its folder.")
    say(FREE if app == "site" else spaces.SPACES[app].plan)
    if app == "site":
        print(_site(repository, model, out, private=private))
    elif out is not None:
        print(spaces.build(app, out, model=model))
    else:
        print(spaces.publish(app, repository, model=model, private=private))


def _site(repository: str, model: str, out: Path | None, *, private: bool) -> str:
    from pix2pix.hub import spaces
    from pix2pix.hub.reference import Reference

    models = (model,) if model else ()
    if out is not None:
        build_site(out, models)
        return str(out)
    Reference.parse(repository)  # before minutes are spent on it
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "site"
        build_site(folder, models)
        ours = tuple(f"{each.name}/*" for each in folder.iterdir() if each.is_dir())
        return spaces.upload(folder, repository, "static", ours, private=private)
