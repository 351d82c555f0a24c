"""The dialog with the models of the Hub, driven in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_fixtures import files_of
from hub_server import Hub
from playwright.sync_api import Browser, Page, expect

from tests.browser import MODELS, SHOE, Canvas, save_model, serve, tiny

pytestmark = pytest.mark.slow


@pytest.fixture
def hub(server: Hub, tmp_path: Path) -> Hub:
    save_model(tmp_path / "faces", tiny("edges", "face", input_kind="lines"), seed=3)
    for name in ("ann/edges2faces", "bea/edges2cats", "cy/houses"):
        server.add(name, files_of(tmp_path / "faces"))
    return server


@pytest.fixture
def canvas(hub: Hub, browser: Browser, tmp_path: Path) -> Iterator[Canvas]:
    save_model(tmp_path / "checkpoints" / "edges2photo", MODELS["edges2photo"])
    (tmp_path / "kept").mkdir()
    with serve(tmp_path / "checkpoints", tmp_path / "kept") as address:
        page = browser.new_page()
        yield Canvas(page, address)
        page.close()


def offered(page: Page) -> list[str]:
    return page.locator("[data-part=hub] li b").all_inner_texts()


def test_a_model_of_the_hub_is_found_fetched_and_drawn_with(canvas: Canvas, hub: Hub) -> None:
    page = canvas.page
    canvas.draw(*SHOE)
    before = canvas.photo()

    canvas.button("More models").click()
    expect(page.get_by_text("edges to shoes")).to_be_visible()
    assert "huggan/pix2pix-edge2shoes" in offered(page)
    box = page.get_by_role("textbox", name="Search, or type owner/name")
    box.fill("nothing like this")
    expect(page.get_by_text("Nothing found.")).to_be_visible()
    box.fill("edges")
    expect(page.get_by_text("bea/edges2cats")).to_be_visible()
    assert offered(page) == ["ann/edges2faces", "bea/edges2cats"]

    hub.slow.clear()
    page.get_by_text("ann/edges2faces").click()
    expect(canvas.part("about")).to_have_text("Opening ann/edges2faces …")
    hub.slow.set()
    expect(canvas.part("about")).to_contain_text("ann/edges2faces ·")
    assert canvas.photo() != before  # the drawing stayed, another model answers
    expect(canvas.part("photo-hint")).to_contain_text("face")
    assert page.url.endswith("?model=ann%2Fedges2faces")

    page.reload()
    expect(canvas.part("about")).to_contain_text("ann/edges2faces ·")

    canvas.button("More models").click()
    box.fill("ann/nothing")
    box.press("Enter")
    expect(canvas.part("notice")).to_contain_text("There is no ann/nothing")
