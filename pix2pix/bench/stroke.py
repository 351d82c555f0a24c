"""From pen to picture: a real browser draws on the real canvas.

Whenever the page takes a drawing off its surface, and whenever a new photo has been painted,
a script in the page notes the time; so do the moves of the pen. Playwright and Chromium are
needed: requirements-dev.txt, and a browser at ``PIX2PIX_CHROMIUM``.
"""

import math
import os
import time
from typing import Any

from pix2pix.bench.figures import Figures, Row, median, p95
from pix2pix.bench.server import Server
from pix2pix.errors import Pix2PixError

CHROMIUM = os.environ.get("PIX2PIX_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
]
PAUSE = 1 / 60  # seconds between two moves of the pen
WATCH = """
window.times = {moves: [], taken: [], encoded: [], asked: [], answered: [], painted: []};
const note = (name) => times[name].push(performance.now());
addEventListener("pointermove", (event) => event.buttons && note("moves"), true);
const encode = HTMLCanvasElement.prototype.toDataURL;
HTMLCanvasElement.prototype.toDataURL = function (...kind) {
  note("taken");
  const text = encode.apply(this, kind);
  note("encoded");
  return text;
};
const ask = window.fetch;
window.fetch = async function (where, ...rest) {
  const live = String(where?.url ?? where).includes("component_server");
  if (live) note("asked");
  const answer = await ask.call(this, where, ...rest);
  if (live) note("answered");
  return answer;
};
new MutationObserver((changes) => {
  const photo = changes.map((each) => each.target).find((each) => each.dataset?.part === "photo");
  if (photo) photo.decode().then(() => requestAnimationFrame(() => note("painted")), () => null);
}).observe(document, {subtree: true, attributes: true, attributeFilter: ["src"]});
"""
READY = "document.querySelector('[data-part=about]')?.innerText.includes('·')"


def measure_stroke(server: Server, duration: float = 12) -> Figures:
    """Draw without a pause for ``duration`` seconds, and look at every picture that came.

    Raises:
        Pix2PixError: There is no Playwright, or no Chromium.
    """
    times = _draw(server.address, duration)
    latencies = newest_move_to_paint(times)
    waits = every_move_to_paint(times)
    rate = 1000 * (len(times["painted"]) - 1) / (times["painted"][-1] - times["painted"][0])
    figures = {
        "median_ms": median(latencies),
        "p95_ms": p95(latencies),
        "every_move_median_ms": median(waits),
        "every_move_p95_ms": p95(waits),
        "pictures_per_s": rate,
    }
    rows = [
        Row("pen-move to new picture", figures["median_ms"], figures["p95_ms"]),
        Row("any pen-move to its picture", median(waits), p95(waits)),
        Row("in the page: take and encode", *_between(times["taken"], times["encoded"])),
        Row("message there and back", *_between(times["asked"], times["answered"])),
        Row("in the page: decode and paint", *_between(times["answered"], times["painted"])),
        Row("pictures while drawing", rate, None, "a second"),
    ]
    return Figures({"stroke": figures}, rows)


def newest_move_to_paint(times: dict[str, list[float]]) -> list[float]:
    """For each picture, ms since the newest pen-move that it shows."""
    found = []
    for taken, painted in zip(times["taken"], times["painted"], strict=False):
        earlier = [move for move in times["moves"] if move <= taken]
        if earlier:
            found.append(painted - earlier[-1])
    return found


def every_move_to_paint(times: dict[str, list[float]]) -> list[float]:
    """For each pen-move, ms until the first picture that shows it."""
    found = []
    for move in times["moves"]:
        for taken, painted in zip(times["taken"], times["painted"], strict=False):
            if taken >= move:
                found.append(painted - move)
                break
    return found


def _between(first: list[float], second: list[float]) -> tuple[float, float]:
    spans = [end - begin for begin, end in zip(first, second, strict=False)]
    return median(spans), p95(spans)


def _draw(address: str, duration: float) -> dict[str, list[float]]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise Pix2PixError(
            "Playwright is not installed, and strokes are measured in a browser. Install it "
            "with `pip install -r requirements-dev.txt`, or leave this part out with --only."
        ) from error
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.add_init_script(WATCH)
            page.goto(address)
            page.wait_for_function(READY)
            box: Any = page.locator("[data-part=canvas]").bounding_box()
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.mouse.down()
            began = time.perf_counter()
            while (passed := time.perf_counter() - began) < duration:
                x = 0.5 + 0.4 * math.sin(2.1 * passed)
                y = 0.5 + 0.4 * math.sin(3.3 * passed)
                page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
                time.sleep(PAUSE)
            times: dict[str, list[float]] = page.evaluate("times")
            browser.close()
            return times
    except Error as error:
        raise Pix2PixError(
            f"Chromium at {CHROMIUM} could not draw ({str(error).splitlines()[0]}). Name another "
            "one in PIX2PIX_CHROMIUM, or leave this part out with --only."
        ) from error
