"""Both apps behind a proxy that serves them below a path, as the README says how."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from pix2pix.bench.browser import launch
from tests.browser import MODELS, SHOE, Canvas, save_model, serve
from tests.conftest import write_pairs
from tests.proxy import proxy
from tests.quick import slow_fixture
from tests.trainer_page import pack, trainer, upload

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
@slow_fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def test_the_canvas_draws_below_a_path(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_model(tmp_path / "models" / "edges2photo", MODELS["edges2photo"])
    monkeypatch.setenv("GRADIO_ROOT_PATH", "/tools/canvas")
    with (
        serve(tmp_path / "models", tmp_path) as app,
        proxy(app, "/tools/canvas", strip=True) as address,
    ):
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        canvas = Canvas(page, address)
        canvas.draw(*SHOE)
        assert canvas.photo() != ""
        page.close()
    beside = [url for url in asked if not url.startswith(("data:", address))]
    assert [url for url in beside if not url.endswith("/manifest.json")] == []  # is Gradio's


def test_the_trainer_page_opens_below_a_path(browser: Browser, tmp_path: Path) -> None:
    with (
        trainer(tmp_path, base="tools/trainer") as (_, app),
        proxy(app, "/tools/trainer", strip=False) as address,
    ):
        page = browser.new_page()
        page.goto(f"{address}/")
        expect(page.get_by_text("Give pairs of pictures")).to_be_visible()
        upload(page, pack(write_pairs(tmp_path / "pairs")))
        page.close()
