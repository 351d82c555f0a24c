"""Starts the real trainer page for tests in a browser and for the pictures of the README."""

import os
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import ROOT, wait_for

STEP = re.compile(r"step (\d+) of")


@contextmanager
def trainer(
    checkpoints: Path, canvas: str = "", base: str = ""
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The trainer page on a free port and its address; killed at the end, as a crash would.

    Args:
        base: The path below which it answers.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app/streamlit_app.py"],
        cwd=ROOT,
        env={
            **os.environ,
            "PIX2PIX_CHECKPOINTS": str(checkpoints),
            "PIX2PIX_CANVAS_URL": canvas,
            "STREAMLIT_SERVER_PORT": str(port),
            "STREAMLIT_SERVER_BASE_URL_PATH": base,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(server, f"{address}/{base}")
        yield server, address
    finally:
        server.kill()
        server.communicate()


def pack(folder: Path) -> Path:
    """A zip of the folder, beside it."""
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as opened:
        for path in sorted(folder.iterdir()):
            opened.write(path, f"{folder.name}/{path.name}")
    return archive


def upload(page: Page, archive: Path) -> None:
    """Give a zip of pairs and wait for what the doctor says of them."""
    page.locator("input[type=file]").first.set_input_files(archive)
    expect(page.get_by_text("The model will see the upper picture")).to_be_visible()


def step(page: Page) -> int:
    found = STEP.search(page.locator("text=/step \\d+ of/").first.inner_text())
    assert found is not None
    return int(found[1])


def wait_for_step(page: Page, wanted: int) -> None:
    while step(page) < wanted:
        page.wait_for_timeout(200)
