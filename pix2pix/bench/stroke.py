"""From pen to picture: a real browser draws on the real canvas.

Whenever the page takes a drawing off its surface, and whenever a new photo has been painted,
a script in the page notes the time; so do the moves of the pen.
"""

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pix2pix.bench.browser import launch
from pix2pix.bench.figures import Figures, Row, median, p95
from pix2pix.bench.server import Server
from pix2pix.errors import Pix2PixError

if TYPE_CHECKING:
    from playwright.sync_api import Page

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
const ask = WebSocket.prototype.send;
WebSocket.prototype.send = function (frame) {
  note("asked");
  this.addEventListener("message", () => note("answered"), {once: true});
  ask.call(this, frame);
};
const show = ImageBitmapRenderingContext.prototype.transferFromImageBitmap;
ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (picture) {
  show.call(this, picture);
  requestAnimationFrame(() => note("painted"));
};
"""
READY = "document.querySelector('[data-part=about]')?.innerText.includes('·')"


def measure_stroke(server: Server, duration: float = 12) -> Figures:
    """Draw without a pause for ``duration`` seconds, and look at every picture that came.

    Raises:
        Pix2PixError: The browser does not start, or cannot draw.
    """
    times = _draw(server.address, duration)
    pictures = pair_up(times)
    newest = [picture.painted - picture.newest_move for picture in pictures]
    waits = every_move_to_paint(times["moves"], pictures)
    rate = 1000 * (len(pictures) - 1) / (pictures[-1].painted - pictures[0].painted)
    figures = {
        "median_ms": median(newest),
        "p95_ms": p95(newest),
        "every_move_median_ms": median(waits),
        "every_move_p95_ms": p95(waits),
        "pictures_per_s": rate,
    }
    encode = [picture.encoded - picture.taken for picture in pictures]
    travel = [picture.answered - picture.asked for picture in pictures]
    paint = [picture.painted - picture.answered for picture in pictures]
    rows = [
        Row("pen-move to new picture", median(newest), p95(newest)),
        Row("any pen-move to its picture", median(waits), p95(waits)),
        Row("in the page: encode", median(encode), p95(encode)),
        Row("message there and back", median(travel), p95(travel)),
        Row("in the page: paint", median(paint), p95(paint)),
        Row("pictures while drawing", rate, None, "/s"),
    ]
    return Figures({"stroke": figures}, rows)


@dataclass(frozen=True)
class Picture:
    """When a picture went through each of its stages, in ms."""

    newest_move: float
    taken: float
    encoded: float
    asked: float
    answered: float
    painted: float


def pair_up(times: dict[str, list[float]]) -> list[Picture]:
    """Find out which moments belong to the same picture.

    One drawing is on its way at a time: the last moments before an answer are its own, and so
    is the first painting after it.
    """
    pictures = []
    for answered in times["answered"]:
        painted = [moment for moment in times["painted"] if moment >= answered]
        before = {
            name: [moment for moment in times[name] if moment <= answered]
            for name in ("taken", "encoded", "asked")
        }
        if not painted or not before["taken"]:  # the model was opened, or the page was left
            continue
        last = {name: moments[-1] for name, moments in before.items()}
        moves = [moment for moment in times["moves"] if moment <= last["taken"]]
        if moves:
            pictures.append(Picture(moves[-1], answered=answered, painted=painted[0], **last))
    return pictures


def every_move_to_paint(moves: list[float], pictures: list[Picture]) -> list[float]:
    """For each pen-move, ms until the first picture that shows it."""
    found = []
    for move in moves:
        shown = [picture.painted for picture in pictures if picture.taken >= move]
        if shown:
            found.append(shown[0] - move)
    return found


def draw_on(page: "Page", duration: float) -> None:
    """Move the pen without a pause for so many seconds."""
    box: Any = page.locator("[data-part=canvas]").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < duration:
        x = 0.5 + 0.4 * math.sin(2.1 * passed)
        y = 0.5 + 0.4 * math.sin(3.3 * passed)
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        time.sleep(PAUSE)


def _draw(address: str, duration: float) -> dict[str, list[float]]:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.add_init_script(WATCH)
            page.goto(address)
            page.wait_for_function(READY)
            draw_on(page, duration)
            times: dict[str, list[float]] = page.evaluate("times")
            browser.close()
            return times
    except Error as error:
        raise Pix2PixError(
            f"Chromium could not draw ({str(error).splitlines()[0]}). Name another browser in "
            "PIX2PIX_CHROMIUM."
        ) from error
