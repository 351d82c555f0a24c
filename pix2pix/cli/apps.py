"""``pix2pix canvas`` and ``pix2pix trainer``: open the apps, wherever pix2pix is installed."""

import os
import sys

from pix2pix.cli.extras import require_extra
from pix2pix.hosting import ROOT, checkpoints_folder


def canvas(port: int = 7860) -> None:
    """Open the canvas: draw, and a trained model shows the photo.

    Args:
        port: Where on this machine it listens.
    """
    require_extra("canvas")
    become("-m", "app.gradio_app", GRADIO_SERVER_PORT=str(port))


def trainer(port: int = 8501) -> None:
    """Open the trainer page: give pairs, watch a model learn.

    Args:
        port: Where on this machine it listens.
    """
    require_extra("trainer")
    become("-m", "streamlit", "run", "app/streamlit_app.py", STREAMLIT_SERVER_PORT=str(port))


def become(*words: str, **settings: str) -> None:
    """Go on as the app, in the folder that holds it; Ctrl-C and signals are its own."""
    settings["PIX2PIX_CHECKPOINTS"] = str(checkpoints_folder().absolute())
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, *words], {**os.environ, **settings})
