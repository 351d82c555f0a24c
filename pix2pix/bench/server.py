"""The real canvas in a process of its own, on a free port, with one model to draw on."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from pix2pix.errors import Pix2PixError
from pix2pix.hosting import ROOT

PATIENCE = 120  # seconds for a server to answer


@dataclass(frozen=True)
class Server:
    """A canvas that answers.

    Attributes:
        startup: Seconds from its command to its first page.
    """

    address: str
    startup: float
    process: int

    def memory(self) -> float:
        """What it holds at the moment, in MB."""
        return psutil.Process(self.process).memory_info().rss / 1e6


@contextmanager
def serve(model: Path) -> Iterator[Server]:
    """Run the canvas as ``make run`` does, with the checkpoint in ``model`` opened first.

    Raises:
        Pix2PixError: It ended, or did not answer.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "PIX2PIX_CHECKPOINTS": str(model.parent),
        "PIX2PIX_MODEL": model.name,
        "GRADIO_SERVER_PORT": str(port),
    }
    with TemporaryDirectory(prefix="pix2pix-bench-") as room:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "app.gradio_app"],
            cwd=ROOT,
            env={**os.environ, **settings, "GRADIO_TEMP_DIR": room},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(process, address, began + PATIENCE)
            yield Server(address, time.perf_counter() - began, process.pid)
        finally:
            process.terminate()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], address: str, deadline: float) -> None:
    while process.poll() is None and time.perf_counter() < deadline:
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
            return
        except urllib.error.URLError:
            time.sleep(0.05)
    raise Pix2PixError("The canvas does not start. See why with: python -m app.gradio_app")
