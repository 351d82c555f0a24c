"""``pix2pix site``: the canvas as a folder of files, for any host and any number of visitors."""

import os
import subprocess
import sys
import webbrowser
from pathlib import Path

from pix2pix.cli.extras import require_extra
from pix2pix.cli.terminal import say
from pix2pix.errors import CheckpointError
from pix2pix.hosting import ROOT, bundled_models, checkpoints_folder, where_models_are


def site(
    out: Path = Path("build/site"),
    model: tuple[str, ...] = (),
    port: int | None = None,
) -> None:
    """Build the canvas as a site without a server: the network runs in the visitor's browser.

    It needs npm, once, for ONNX Runtime; whoever visits needs a browser alone.

    Args:
        out: The folder of the site, to be made or made anew.
        model: Models to offer, the first one opened first: names of the list of the canvas,
            folders of checkpoints, or owner/name on the Hub; the bundled ones by default.
        port: Serve it there on this machine, too, and open it.
    """
    build_site(out, model)
    say(f"{out} holds the site: copy it to any host of files.")
    if port is not None:
        _serve(out, port)


def build_site(out: Path, models: tuple[str, ...]) -> None:
    """Run the builder of the app, which says what it does.

    Raises:
        Pix2PixError: A model is missing.
    """
    require_extra("export")
    folders = {Path(name).name: _folder(name) for name in models} or bundled_models()
    if not folders:
        raise CheckpointError(f"There is no bundled model here. {where_models_are()}")
    named = [f"{name}={folder.absolute()}" for name, folder in folders.items()]
    words = [sys.executable, "-m", "app.canvas.site", str(out.absolute()), *named]
    built = subprocess.run(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": _paths()}, check=False)
    if built.returncode:
        sys.exit(built.returncode)


def _folder(name: str) -> Path:
    """The checkpoint of a name, a path, or one of the Hub."""
    for folder in (Path(name), checkpoints_folder() / name):
        if folder.is_dir():
            return folder
    if name in bundled_models():
        return bundled_models()[name]
    from pix2pix import hub

    return hub.pull(name)


def _paths() -> str:
    """Where Python finds the package, which need not be installed."""
    package = str(Path(__file__).parents[2])
    return os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])


def _serve(folder: Path, port: int) -> None:
    from pix2pix.site.serve import server

    with server(folder, port) as serving:
        address = f"http://127.0.0.1:{serving.server_port}/"
        say(f"Open {address}, and stop with Ctrl+C.")
        webbrowser.open(address)
        serving.serve_forever()
