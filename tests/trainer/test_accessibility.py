"""The trainer page as axe-core sees it, in the light and in the dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect, sync_playwright

from pix2pix.bench.browser import launch
from tests.browser import PATIENCE
from tests.conftest import write_pairs
from tests.trainer_page import pack, trainer, upload

pytestmark = pytest.mark.slow

RULES = ["color-contrast", "heading-order", "page-has-heading-one", "label", "button-name"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with trainer(tmp_path_factory.mktemp("checkpoints")) as (_, address):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_words_are_legible_and_headings_in_order(
    browser: Browser, address: str, tmp_path: Path, look: str
) -> None:
    page = browser.new_page(color_scheme=look)
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    upload(page, pack(write_pairs(tmp_path / "pairs", count=8)))
    expect(page.get_by_role("button", name="Train")).to_be_visible(timeout=PATIENCE)
    found = Axe().run(page, options={"runOnly": RULES})
    page.close()
    assert found.violations_count == 0, found.generate_report()
