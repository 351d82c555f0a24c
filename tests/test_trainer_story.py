"""The whole story in a real browser, with both servers: a zip becomes a model on the canvas."""

import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from pix2pix import jobs
from pix2pix.checkpoint import save_generator
from pix2pix.networks import build_generator
from pix2pix.run import State
from tests.browser import ARGUMENTS, CHROMIUM, Canvas, serve, wait_for
from tests.conftest import ROOT, SMALL, write_pairs

PATIENCE = 60_000  # ms; a busy machine may take its time
STEP = re.compile(r"step (\d+) of")


@contextmanager
def trainer(checkpoints: Path, canvas: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The real trainer page and its address; killed at the end, as a crash would."""
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
            "OMP_NUM_THREADS": "1",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(server, address)
        yield server, address
    finally:
        server.kill()
        server.communicate()


@pytest.fixture
def checkpoints(tmp_path: Path) -> Iterator[Path]:
    """A small model to start from; no run works on when the test is over."""
    folder = tmp_path / "checkpoints"
    save_generator(folder / "edges2photo", build_generator(SMALL), SMALL)
    yield folder
    for name in jobs.list_runs(folder):
        jobs.delete(folder / name)


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield page
        browser.close()


def step(page: Page) -> int:
    found = STEP.search(page.locator("text=/step \\d+ of/").first.inner_text())
    assert found is not None
    return int(found[1])


def wait_for_step(page: Page, wanted: int) -> None:
    while step(page) < wanted:
        page.wait_for_timeout(200)


def test_a_zip_becomes_a_model_on_the_canvas(tmp_path, checkpoints, page):
    write_pairs(tmp_path / "shoes", 8)
    with zipfile.ZipFile(tmp_path / "shoes.zip", "w") as archive:
        for path in (tmp_path / "shoes").iterdir():
            archive.write(path, f"shoes/{path.name}")
    with serve(checkpoints, tmp_path / "canvas") as canvas:
        with trainer(checkpoints, canvas) as (server, address):
            page.goto(address)
            page.locator("input[type=file]").first.set_input_files(tmp_path / "shoes.zip")
            expect(page.get_by_text("The model will see the upper picture")).to_be_visible()
            page.get_by_text("All settings").click()
            steps = page.get_by_label("Steps", exact=True)
            steps.fill("100000")
            steps.press("Enter")
            page.get_by_role("button", name="Train").click()
            wait_for_step(page, 40)

            page.reload()
            wait_for_step(page, 40)
            server.send_signal(signal.SIGKILL)  # the run outlives the page
            server.wait()
            assert jobs.status(checkpoints / "shoes").state is State.RUNNING

        with trainer(checkpoints, canvas) as (_, address):
            page.goto(f"{address}/?run=shoes")
            page.get_by_role("button", name="Stop").click()
            expect(page.get_by_text("Stopped", exact=True)).to_be_visible()
            stopped = step(page)
            page.get_by_role("button", name="Resume").click()
            expect(page.get_by_text("Learning", exact=True)).to_be_visible()
            wait_for_step(page, stopped + 10)
            expect(page.get_by_text("Held-out pairs: input")).to_be_visible()
            with page.expect_popup() as opened:
                page.get_by_role("link", name="Open on the canvas").click()
            assert opened.value.url == f"{canvas}/?model=shoes"
            page.get_by_role("button", name="Stop").click()
            expect(page.get_by_text("Stopped", exact=True)).to_be_visible()

        drawing = Canvas(page, canvas, model="shoes")
        assert "shoes" in drawing.part("about").inner_text()
        drawing.draw((60, 60), (200, 200))
        assert drawing.photo().startswith("data:image/")
