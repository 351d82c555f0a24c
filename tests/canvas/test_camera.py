"""The live camera: Chromium's own fake one, or a stream whose frames tell how old they are."""

import base64
import io
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, Request, Route, expect

from pix2pix.bench.browser import launch
from tests.browser import FAKE_CAMERA, Canvas, Open
from tests.canvas_messages import translates

FLAT = "flat2emoji"
# A camera that shows a brighter grey every 100 ms, its left half white; the page mirrors it.
COUNTING = """() => {
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [320, 240];
  const context = sheet.getContext("2d");
  const began = performance.now();
  window.level = () => Math.floor((performance.now() - began) / 100);
  setInterval(() => {
    context.fillStyle = `rgb(${Array(3).fill(Math.min(window.level(), 200))})`;
    context.fillRect(0, 0, 320, 240);
    context.fillStyle = "white";
    context.fillRect(0, 0, 160, 240);
  }, 30);
  navigator.mediaDevices.getUserMedia = async () => sheet.captureStream();
}"""
# What the page was lent; it must be given back.
REMEMBER = """() => {
  const media = navigator.mediaDevices;
  const ask = media.getUserMedia.bind(media);
  window.tracks = [];
  media.getUserMedia = async (asked) => {
    const stream = await ask(asked);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}"""
HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  delete document.hidden;
}"""


def begin(canvas: Canvas) -> None:
    canvas.button("Camera").click()
    expect(canvas.button("Keep this picture")).to_be_focused()
    expect(canvas.part("photo")).to_be_visible()


def is_lent(canvas: Canvas) -> bool:
    """Whether the page holds the camera."""
    return bool(canvas.page.evaluate("tracks.some((each) => each.readyState === 'live')"))


def sent(request: Request) -> Image.Image:
    """The frame that a page sends to be translated."""
    text = json.loads(request.post_data or "")["data"]["picture"]
    frame = Image.open(io.BytesIO(base64.b64decode(text.partition(",")[2])))
    return frame.convert("L")


@contextmanager
def slow_translations(page: Page, seconds: float) -> Iterator[list[tuple[int, int]]]:
    """A network that takes its time; the levels that each frame shows and that the camera has."""
    seen: list[tuple[int, int]] = []

    def answer(route: Route) -> None:
        if translates(route.request):
            shown = sent(route.request).getpixel((10, 128))
            seen.append((int(shown), page.evaluate("level()")))
            time.sleep(seconds)
        route.continue_()

    page.route("**/component_server/**", answer)
    yield seen
    page.unroute("**/component_server/**")


def test_the_camera_is_translated_until_a_picture_is_kept(open_canvas: Open) -> None:
    canvas = open_canvas(f"{FLAT}&reverse=1")
    canvas.page.evaluate(REMEMBER)
    begin(canvas)
    expect(canvas.part("start")).to_be_hidden()
    expect(canvas.part("tools")).to_be_hidden()
    expect(canvas.part("photo")).to_be_visible()
    shown = set()
    for _ in range(1000):
        shown.add(canvas.part("photo").evaluate("photo => photo.toDataURL()"))
        if len(shown) == 4:
            break
        canvas.page.wait_for_timeout(50)
    assert len(shown) == 4
    canvas.button("Keep this picture").click()
    expect(canvas.part("video")).to_be_hidden()
    expect(canvas.part("canvas")).to_be_visible()
    assert not is_lent(canvas)
    kept = canvas.photo()
    original = canvas.saved("Save the original").convert("RGB")
    assert canvas.photo() == kept != ""
    red, green, blue = original.getpixel((4, 250))
    assert green > 100 and max(red, blue) < 60  # the green of Chromium's camera
    canvas.draw((60, 60), (160, 160))
    assert canvas.photo() != kept


def test_a_slow_network_shows_fewer_frames_and_never_an_old_one(open_canvas: Open) -> None:
    canvas = open_canvas(f"{FLAT}&reverse=1", connected=False)
    canvas.page.evaluate(COUNTING)
    with slow_translations(canvas.page, 0.5) as seen:
        canvas.button("Camera").click()
        for _ in range(1000):
            if len(seen) == 5:
                break
            canvas.page.wait_for_timeout(50)
        canvas.button("Stop").click()
        expect(canvas.part("start")).to_be_visible()
        assert canvas.photo() == ""
    assert len(seen) >= 5
    # Each shows what the camera saw after the one before was answered, and so none has waited.
    assert all(later > now for (_, now), (later, _) in pairwise(seen))


def test_the_mirror_turns_what_is_seen_and_what_is_sent(open_canvas: Open) -> None:
    canvas = open_canvas(f"{FLAT}&reverse=1", connected=False)
    canvas.page.evaluate(COUNTING)
    canvas.button("Camera").click()
    mirror = canvas.button("Mirror")
    expect(mirror).to_have_attribute("aria-pressed", "true")
    bright: list[bool] = []
    for _ in range(2):
        with canvas.page.expect_request(translates):
            pass  # it may have been on its way
        with canvas.page.expect_request(translates) as request:
            pass
        bright.append(sent(request.value).getpixel((10, 128)) > 240)
        mirrored = canvas.part("video").evaluate("it => getComputedStyle(it).transform != 'none'")
        assert mirrored is not bright[-1]
        mirror.press("Space")
    assert bright == [False, True]


def test_the_camera_stops_when_it_is_left(open_canvas: Open) -> None:
    canvas = open_canvas(FLAT)
    canvas.page.evaluate(REMEMBER)
    canvas.draw((60, 60), (160, 160))
    drawn = canvas.photo()
    ways_out = {
        "key": lambda: canvas.page.keyboard.press("Escape"),
        "undo": lambda: canvas.page.keyboard.press("Control+z"),
        "redo": lambda: canvas.page.keyboard.press("Control+Shift+z"),
        "hidden page": lambda: canvas.page.evaluate(HIDE),
        "direction": lambda: canvas.button("emoji to flat").click(),
        "model": lambda: canvas.part("model").select_option("edges2photo"),
    }
    for way, leave in ways_out.items():
        begin(canvas)
        assert is_lent(canvas), way
        leave()
        expect(canvas.part("video")).to_be_hidden()
        assert not is_lent(canvas), way
        if way == "key":
            expect(canvas.button("Camera")).to_be_focused()
            assert canvas.photo() == drawn
        if way == "direction":
            expect(canvas.part("start")).to_be_visible()


def test_a_camera_that_comes_after_the_page_has_moved_on_is_given_back(open_canvas: Open) -> None:
    canvas = open_canvas(FLAT)
    canvas.page.evaluate(REMEMBER)
    late = "navigator.mediaDevices.getUserMedia = ((ask) => async (it) => {"
    late += "await new Promise((go) => (window.go = go)); return ask(it); })"
    canvas.page.evaluate(f"() => {{ {late}(navigator.mediaDevices.getUserMedia) }}")
    canvas.button("Camera").click()
    canvas.part("model").select_option("edges2photo")
    expect(canvas.part("about")).to_contain_text("edges2photo ·")
    canvas.page.evaluate("go()")
    canvas.page.wait_for_function("tracks.length && tracks.every(it => it.readyState === 'ended')")
    expect(canvas.part("video")).to_be_hidden()
    expect(canvas.part("notice")).to_be_hidden()


def test_a_camera_that_is_unplugged_gets_a_sentence(open_canvas: Open) -> None:
    canvas = open_canvas(FLAT)
    canvas.page.evaluate(REMEMBER)
    begin(canvas)
    unplug = "(it) => { it.stop(); it.dispatchEvent(new Event('ended')); }"
    canvas.page.evaluate(f"tracks.forEach({unplug})")
    expect(canvas.part("notice")).to_contain_text("The camera was unplugged or taken away.")
    expect(canvas.part("video")).to_be_hidden()
    canvas.draw((60, 60), (160, 160))
    assert canvas.photo() != ""
    expect(canvas.part("notice")).to_be_hidden()


def test_the_lines_of_the_camera_are_translated_by_a_model_of_lines(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", connected=False)
    with canvas.page.expect_request(translates) as request:
        begin(canvas)
    canvas.button("Another take").click()  # which the camera goes on with
    expect(canvas.part("video")).to_be_visible()
    levels = sent(request.value).histogram()
    assert sum(levels[:60]) + sum(levels[200:]) > 0.98 * 256 * 256  # black and white
    expect(canvas.part("detail")).to_be_visible()
    canvas.button("Keep this picture").click()
    expect(canvas.button("Save the sketch")).to_be_enabled()
    assert canvas.ink() > 100


def test_a_server_out_of_reach_is_asked_now_and_then_until_it_is_back(open_canvas: Open) -> None:
    canvas = open_canvas(FLAT, connected=False)
    begin(canvas)
    asked: list[str] = []

    def abort(route: Route) -> None:
        if translates(route.request):
            asked.append(route.request.url)
        route.abort()

    canvas.page.route("**/component_server/**", abort)
    expect(canvas.part("notice")).to_contain_text("The server did not answer.")
    canvas.page.wait_for_timeout(1500)
    assert len(asked) <= 4
    canvas.page.unroute("**/component_server/**")
    expect(canvas.part("notice")).to_be_hidden()
    expect(canvas.part("video")).to_be_visible()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (FAKE_CAMERA[:1], "The camera is not allowed on this page."),  # nobody presses Allow
        (FAKE_CAMERA[1:], "No camera was found."),
    ],
)
def test_a_camera_that_is_refused_or_missing_gets_a_sentence(
    driver: Playwright, address: str, arguments: tuple[str, ...], sentence: str
) -> None:
    browser = launch(driver, *arguments)
    canvas = Canvas(browser.new_page(), address, FLAT)
    canvas.button("Camera").click()
    expect(canvas.part("notice")).to_contain_text(sentence)
    canvas.draw((60, 60), (160, 160))
    assert canvas.photo() != ""
    browser.close()
