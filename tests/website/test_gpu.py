"""The site on WebGPU, with the GPU that Chromium imitates in software: right, and then gone."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser import SHOE
from tests.website.conftest import Visit, needs_npm
from tests.website.test_site import made, shown

pytestmark = [pytest.mark.slow, needs_npm]
IN_SOFTWARE = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
GPU = "navigator.gpu?.requestAdapter().then((adapter) => adapter?.info.architecture ?? null)"


def lose_the_gpu(page: Page) -> None:
    """End the process of Chromium that has it, as a fault of a driver does."""
    browser = page.context.browser
    assert browser is not None
    browser.new_browser_cdp_session().send("Browser.crashGpuProcess")


def test_a_gpu_draws_what_python_draws_until_it_is_lost(
    visit: Visit, site: Path, checkpoints: Path
) -> None:
    canvas = visit(site, *IN_SOFTWARE)
    assert canvas.page.evaluate(GPU) == "swiftshader"
    expect(canvas.part("about")).to_contain_text("edges2photo · WebGPU")
    canvas.draw(*SHOE)
    sketch = canvas.saved("Save the sketch")
    expected = made(checkpoints / "edges2photo", sketch, None)
    assert np.abs(shown(canvas) - expected).mean() < 2
    lose_the_gpu(canvas.page)
    canvas.draw((40, 60), (200, 70))
    expect(canvas.part("about")).to_contain_text("edges2photo · WebAssembly")
    photo = shown(canvas)
    more = canvas.saved("Save the sketch")
    assert more.tobytes() != sketch.tobytes(), "the drawing is still there, and goes on"
    again = made(checkpoints / "edges2photo", more, None)
    assert np.abs(photo - again).mean() < 2, canvas.part("notice").inner_text()
