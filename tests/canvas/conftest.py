"""The canvas in Chromium: one server and one browser for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from app.canvas.frames import ADDRESS
from pix2pix.bench.browser import launch
from tests.browser import (
    BOTH_WAYS,
    FAKE_CAMERA,
    MODELS,
    Canvas,
    Open,
    save_both_ways,
    save_model,
    serve,
)
from tests.conftest import save_discriminator
from tests.quick import slow_fixture


@pytest.fixture(scope="package")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoints")
    for name, config in MODELS.items():
        save_model(folder / name, config)
    save_discriminator(folder / "edges2photo", patch=70)
    for name, config in BOTH_WAYS.items():
        save_both_ways(folder / name, config)
    return folder


@pytest.fixture(scope="package")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="package")
@slow_fixture
def address(checkpoints: Path, kept: Path) -> Iterator[str]:
    with serve(checkpoints, kept) as address:
        yield address


@pytest.fixture(scope="package")
@slow_fixture
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(driver: Playwright) -> Iterator[Browser]:
    browser = launch(driver, *FAKE_CAMERA)
    yield browser
    browser.close()


@pytest.fixture
def asked(address: str) -> Iterator[list[str]]:
    """Addresses that pages asked for; none of them may lie outside this machine."""
    asked: list[str] = []
    yield asked
    outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert not outside


@pytest.fixture(scope="package")
def context(browser: Browser) -> BrowserContext:
    return browser.new_context()  # shared, so that Gradio's own files are fetched once


@pytest.fixture
def open_canvas(
    browser: Browser, context: BrowserContext, address: str, asked: list[str]
) -> Iterator[Open]:
    pages: list[Page] = []
    complaints: list[str] = []

    def open_canvas(model: str | None = None, *, connected: bool = True, **device: Any) -> Canvas:
        page = browser.new_page(**device) if device else context.new_page()
        if not connected:  # so that drawings go as messages, which a test can look at
            page.route_web_socket(f"**/{ADDRESS}", lambda socket: socket.close())
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Canvas(page, address, model)

    yield open_canvas
    for page in pages:
        page.close()
    assert not complaints


@pytest.fixture
def canvas(open_canvas: Open) -> Canvas:
    return open_canvas()


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    """A house with a strong outline and a faint pattern, wider than high."""
    picture = Image.new("RGB", (600, 400), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((150, 100, 450, 350), fill="#883311")
    for x in range(160, 450, 20):
        pen.line((x, 110, x, 340), fill="#95401e", width=4)
    picture.save(tmp_path / "house.png")
    return tmp_path / "house.png"
