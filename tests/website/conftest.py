"""The site in Chromium: built once from small models, served from loopback by its own server."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from pix2pix.bench.browser import launch
from pix2pix.site.serve import server
from tests.browser import FLAT2EMOJI, MODELS, Canvas, save_both_ways, save_model
from tests.conftest import ROOT, command, save_discriminator
from tests.quick import slow_fixture

NAMES = ("edges2photo", "labels2house", "flat2emoji", "photo2cutout")
Visit = Callable[..., Canvas]

needs_npm = pytest.mark.skipif(
    shutil.which("npm") is None and not os.environ.get("CI"), reason="needs npm, to build a site"
)


@pytest.fixture(scope="package")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoints")
    for name in ("edges2photo", "labels2house", "photo2cutout"):
        save_model(folder / name, MODELS[name])
    save_discriminator(folder / "edges2photo", patch=70)
    save_both_ways(folder / "flat2emoji", FLAT2EMOJI)
    return folder


@pytest.fixture(scope="package")
@slow_fixture
def site(tmp_path_factory: pytest.TempPathFactory, checkpoints: Path) -> Path:
    """The folder of a site, built once for all processes of the tests."""
    room = tmp_path_factory.getbasetemp()
    folder = (room.parent if "PYTEST_XDIST_WORKER" in os.environ else room) / "site"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            build(folder, checkpoints)
    return folder


def build(folder: Path, checkpoints: Path) -> None:
    models = [str(checkpoints / name) for name in NAMES]
    words = command("site", "--out", folder, "--model", *models)
    built = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr


@pytest.fixture(scope="package")
@slow_fixture
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def visit(driver: Playwright, site: Path) -> Iterator[Visit]:
    """Open the site as a new visitor: of this folder, with that browser, at that server."""
    with ExitStack() as stack:
        complaints: list[str] = []

        def visit(
            folder: Path = site,
            *arguments: str,
            model: str | None = None,
            address: str | None = None,
            opened: bool = True,
            prepare: Callable[[BrowserContext], object] = lambda context: None,
            **device: Any,
        ) -> Canvas:
            browser = launch(driver, *arguments)
            stack.callback(browser.close)
            context = browser.new_context(**device)
            prepare(context)
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            address = address or stack.enter_context(served(folder))
            return Canvas(page, address, model, opened=opened)

        yield visit
        assert not complaints


@contextmanager
def served(folder: Path, make: Callable[[Path, int], Any] = server) -> Iterator[str]:
    """Serve a folder on a free port for as long as a block lasts; gives its address."""
    with make(folder, 0) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
