"""The critic: how much longer pictures take while the discriminator scores them, too."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pix2pix.bench.browser import launch, require_browser
from pix2pix.bench.figures import Figures, Row, median, p95
from pix2pix.bench.models import bundled
from pix2pix.bench.server import serve
from pix2pix.bench.site import built, served
from pix2pix.bench.stroke import draw_on
from pix2pix.errors import Pix2PixError

if TYPE_CHECKING:
    from playwright.sync_api import Page

WATCH = """
window.painted = [];
const show = ImageBitmapRenderingContext.prototype.transferFromImageBitmap;
ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (picture) {
  show.call(this, picture);
  painted.push(performance.now());
};
"""
PATIENCE = 120_000  # ms
TURNS = 3  # without and with it, so that a slow minute of the machine hits both


def measure_critic(seconds: float = 12) -> Figures:
    """Draw on the canvas and on the site with the bundled model, without the critic and with it.

    Raises:
        Pix2PixError: One of them cannot be served here, the browser does not start, or hardly any
            picture came.
    """
    require_browser()
    tree, rows = {}, []
    with TemporaryDirectory(prefix="pix2pix-bench-") as room:
        model = bundled()
        with serve(model) as server, _page(server.address) as page:
            found = {"canvas": _gaps(page, seconds)}
        with served(built(model, Path(room) / "site")) as address, _page(address) as page:
            found["site"] = _gaps(page, seconds)
    if not all(gaps for pair in found.values() for gaps in pair):
        raise Pix2PixError("Hardly any picture came in this time. Give it more with --seconds.")
    for where, (without, scored) in found.items():
        ratio = median(scored) / median(without)
        tree[where] = {"ms": median(without), "scored_ms": median(scored), "ratio": ratio}
        rows.append(Row(f"{where}: from picture to picture", median(without), p95(without)))
        rows.append(
            Row(f"{where}: the same with the critic", median(scored), p95(scored), ratio=1 / ratio)
        )
    return Figures({"critic": tree}, rows)


@contextmanager
def _page(address: str) -> Iterator["Page"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(WATCH)
        page.goto(address)
        page.locator("[data-part=about]", has_text="·").wait_for(timeout=PATIENCE)
        yield page
        browser.close()


def _gaps(page: "Page", seconds: float) -> tuple[list[float], list[float]]:
    """Ms from picture to picture, without the critic and with it."""
    switch = page.locator("[data-do=critic]")
    page.locator("[data-do=more-tools]").click()
    draw_on(page, 1)
    page.mouse.up()
    gaps: tuple[list[float], list[float]] = ([], [])
    for turn in range(2 * TURNS):
        page.locator("[data-part=result][aria-busy=false]").wait_for(timeout=PATIENCE)
        page.evaluate("painted.length = 0")
        draw_on(page, seconds / (2 * TURNS))
        page.mouse.up()
        painted: list[float] = page.evaluate("painted")
        gaps[turn % 2].extend(
            later - earlier for earlier, later in zip(painted, painted[1:], strict=False)
        )
        switch.click()
        if turn % 2 == 0:
            page.locator("[data-part=belief]").wait_for(timeout=PATIENCE)
    return gaps
