"""The canvas as axe-core sees it, in every state and size, light and dark; and by keyboard."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import SHOE, Canvas, Open

NARROW = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOOKS = {
    "light": {"viewport": {"width": 1200, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1200, "height": 900}, "color_scheme": "dark"},
    "narrow": {**NARROW, "color_scheme": "light"},
    "narrow and dark": {**NARROW, "color_scheme": "dark"},
}
STILL = "*, *::before { transition: none !important; animation: none !important }"
SMALL = """() => [...document.querySelectorAll(".studio button, .studio select")].filter((it) => {
  const box = it.getBoundingClientRect();
  return box.width && (box.height < 32 || box.width < 24);
}).map((it) => it.outerHTML.slice(0, 80))"""


def check(canvas: Canvas, state: str) -> None:
    """Nothing that axe-core knows is wrong with what is to be seen now."""
    canvas.page.add_style_tag(content=STILL)
    found = Axe().run(canvas.page, context=".studio")
    assert found.violations_count == 0, f"{state}: {found.generate_report()}"
    assert canvas.page.evaluate(SMALL) == [], state
    width = canvas.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], f"{state}: the page is wider than the screen"


def close(canvas: Canvas, name: str) -> None:
    canvas.page.keyboard.press("Escape")
    expect(canvas.part(name)).to_be_hidden()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_while_one_draws_and_keeps(open_canvas: Open, look: str) -> None:
    canvas = open_canvas("edges2photo", **LOOKS[look])
    check(canvas, "blank")
    canvas.draw(*SHOE)
    canvas.button("Another take").click()
    canvas.photo()
    check(canvas, "drawn")
    canvas.button("More tools").click()
    canvas.button("Steady hand").click()
    canvas.button("Mirror").click()
    canvas.button("Zoom in").click()
    canvas.button("Compare").click()
    check(canvas, "more tools")
    canvas.button("Critic").click()
    expect(canvas.part("belief")).to_be_visible()
    check(canvas, "the critic")
    canvas.button("My drawings …").click()
    expect(canvas.part("gallery").get_by_role("listitem")).to_have_count(1)
    check(canvas, "gallery")
    canvas.part("gallery").get_by_role("button", name="Delete all").click()
    expect(canvas.button("Bring back")).to_be_visible()
    check(canvas, "gallery, deleted")
    close(canvas, "gallery")
    canvas.button("Time-lapse …").click()
    check(canvas, "time-lapse, making")
    expect(canvas.button("Save as GIF")).to_be_enabled()
    check(canvas, "time-lapse, ready")
    close(canvas, "replay")
    canvas.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    canvas.button("Copy link").click()
    expect(canvas.part("share")).to_be_visible()
    check(canvas, "link")
    close(canvas, "share")
    canvas.button("More models").click()
    check(canvas, "models of the Hub")
    close(canvas, "hub")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_with_other_models(
    open_canvas: Open, photo_file: Path, look: str
) -> None:
    canvas = open_canvas("labels2facade", **LOOKS[look])
    canvas.button("Sketch: palace").click()
    canvas.button("Trace only").click()
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("underlay")).to_be_visible()
    check(canvas, "labels, a photo to trace")
    canvas.part("model").select_option("flat2emoji")
    expect(canvas.button("yellow")).to_be_visible()
    own = canvas.page.get_by_label("Another colour")
    own.fill("#123456")
    own.dispatch_event("change")
    canvas.draw(*SHOE)
    check(canvas, "colors")
    canvas.button("Trace only").click()
    canvas.part("model").select_option("day2night")
    expect(canvas.part("start")).to_be_visible()
    check(canvas, "a photo to begin with")
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("photo")).to_be_visible()
    check(canvas, "a photo")
    canvas.page.evaluate("location.hash = '#drawing=1.broken'")
    expect(canvas.part("notice")).to_be_visible()
    check(canvas, "a sentence")
    canvas.part("own").get_by_role("button", name="Camera").click()
    expect(canvas.button("Keep this picture")).to_be_visible()
    check(canvas, "the camera")


def test_all_but_drawing_is_done_by_keyboard(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", **LOOKS["light"])
    keys = canvas.page.keyboard
    canvas.button("Sketch: boot").press("Enter")
    canvas.photo()
    canvas.button("More tools").press("Enter")
    reached: list[str] = []
    for _ in range(12):
        keys.press("Tab")
        reached.append(canvas.page.evaluate("document.activeElement.textContent.trim()"))
    wanted = ["Steady hand", "Mirror", "Zoom in", "Compare", "Critic"]
    wanted += ["Time-lapse …", "My drawings …"]
    assert [name for name in reached if name in wanted] == wanted
    canvas.button("Compare").press(" ")
    keys.press("ArrowLeft")
    divider = canvas.page.get_by_label("How much of the sketch lies over the photo")
    expect(divider).to_have_value("49")
    canvas.button("Critic").press(" ")
    expect(canvas.part("belief")).to_have_attribute("aria-label", re.compile(r"believes of it: \d"))
    canvas.button("Zoom in").press("Enter")
    canvas.button("150 % Whole").press("Enter")
    expect(canvas.part("canvas")).to_be_focused()
    canvas.page.wait_for_timeout(1500)
    canvas.button("My drawings …").press("Enter")
    gallery = canvas.part("gallery")
    expect(gallery.get_by_role("listitem")).to_have_count(1)
    gallery.get_by_role("button", name="Delete all").press("Enter")
    expect(canvas.button("Bring back")).to_be_focused()
    keys.press("Enter")
    expect(gallery.get_by_role("listitem").get_by_role("button").first).to_be_focused()
    keys.press("Escape")
    expect(canvas.button("My drawings …")).to_be_focused()
