"""The canvas as a site: from pen to picture where the network runs in the browser itself."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from pix2pix.bench.browser import launch, require_browser
from pix2pix.bench.figures import Figures, Row, median, p95
from pix2pix.bench.models import bundled_or_written
from pix2pix.bench.stroke import draw_on
from pix2pix.errors import Pix2PixError
from pix2pix.site.serve import server

if TYPE_CHECKING:
    from playwright.sync_api import Page

WATCH = """
window.times = {moves: [], taken: [], long: []};
window.pictures = [];
const note = (name) => times[name].push(performance.now());
addEventListener("pointermove", (event) => event.buttons && note("moves"), true);
const take = CanvasRenderingContext2D.prototype.getImageData;
CanvasRenderingContext2D.prototype.getImageData = function (...place) {
  note("taken");
  return take.apply(this, place);
};
const show = ImageBitmapRenderingContext.prototype.transferFromImageBitmap;
ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (picture) {
  show.call(this, picture);
  const taken = times.taken.at(-1);  // the next drawing is taken when this picture is shown
  requestAnimationFrame(() => pictures.push({taken, painted: performance.now()}));
};
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) times.long.push(duration);
}).observe({type: "longtask"});
"""
MEMORY = "performance.measureUserAgentSpecificMemory().then(({bytes}) => bytes)"
PATIENCE = 120_000  # ms


def measure_site(seconds: float = 12) -> Figures:
    """Build a site with the bundled model, visit it, and draw for so many seconds.

    Raises:
        Pix2PixError: It cannot be built here, or the browser does not start.
    """
    require_browser()
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory(prefix="pix2pix-bench-") as room, sync_playwright() as playwright:
        folder = bundled_or_written(Path(room))
        site = built(folder, Path(room) / "site")
        asked: list[str] = []
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(WATCH)
        page.on("request", lambda request: asked.append(request.url))
        with served(site) as address:
            first = _visit(page, address)
            fetched = [url.removeprefix(address).split("?")[0] for url in asked]
            engine = page.locator("[data-part=about]").inner_text()
            page.evaluate(
                "[pictures, ...Object.values(times)].forEach((each) => (each.length = 0))"
            )
            draw_on(page, seconds)
            times: dict[str, list[float]] = page.evaluate("times")
            pictures: list[dict[str, float]] = page.evaluate("pictures")
            memory = page.evaluate(MEMORY) / 1e6
        browser.close()
        names = {name.lstrip("/") or "index.html" for name in fetched if name.startswith("/")}
        files = [site / name for name in names if (site / name).is_file()]
        compressed = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) / 1e6
    waits = _newest_move_to_paint(times["moves"], pictures)
    longest = max(times["long"], default=0)
    tree = {
        "median_ms": median(waits),
        "p95_ms": p95(waits),
        "first_picture_s": first,
        "download_mb": compressed,
        "memory_mb": memory,
        "longest_task_ms": longest,
        "engine": engine,
    }
    rows = [
        Row(f"site: pen-move to new picture ({engine})", median(waits), p95(waits)),
        Row("site: longest task of the page while drawing", longest, None),
        Row("site: first picture, from loopback", first, None, "s"),
        Row("site: download for it, compressed", compressed, None, "MB"),
        Row("site: memory of the page", memory, None, "MB"),
    ]
    return Figures({"site": tree}, rows)


def built(checkpoint: Path, out: Path) -> Path:
    """The folder of a site with one model.

    Raises:
        Pix2PixError: It cannot be built here.
    """
    words = [sys.executable, "-m", "pix2pix", "site", "--out", str(out)]
    words += ["--model", str(checkpoint)]
    built = subprocess.run(words, capture_output=True, text=True, check=False)
    if built.returncode:
        raise Pix2PixError(built.stderr.strip().splitlines()[-1])
    return out


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, served from this machine for as long as a block lasts."""
    with server(folder, 0) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


def _visit(page: "Page", address: str) -> float:
    """Open the site and a sketch of it; seconds until the first picture."""
    began = perf_counter()
    page.goto(address)
    page.locator("[data-part=about]", has_text="·").wait_for(timeout=PATIENCE)
    page.locator("[data-part=strip] button").nth(1).click()
    page.locator("[data-part=photo]").wait_for(timeout=PATIENCE)
    return perf_counter() - began


def _newest_move_to_paint(moves: list[float], pictures: list[dict[str, float]]) -> list[float]:
    """For each picture, ms since the newest move of the pen that it shows."""
    waits = []
    for picture in pictures:
        seen = [moment for moment in moves if moment <= picture["taken"]]
        if seen:
            waits.append(picture["painted"] - seen[-1])
    return waits
