"""Faults in the middle, dark and light, and the page without a mouse."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser import SHOE, Canvas, Open


def test_an_error_in_the_middle_does_not_freeze_the_canvas(
    open_canvas: Open, checkpoints: Path, photo_file: Path
) -> None:
    canvas = open_canvas("day2night")  # no bundled model steps in for it
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("photo")).to_be_visible()
    before = canvas.photo()
    away = checkpoints / ".away"
    (checkpoints / "day2night").rename(away)
    try:
        canvas.draw((100, 100), (140, 160))
        expect(canvas.part("notice")).to_contain_text("There is no model called “day2night”")
    finally:
        away.rename(checkpoints / "day2night")
    canvas.draw((60, 100), (100, 160))
    expect(canvas.part("notice")).to_be_hidden()
    assert canvas.photo() not in ("", before)


def test_a_server_out_of_reach_does_not_freeze_the_canvas(open_canvas: Open) -> None:
    canvas = open_canvas(connected=False)
    canvas.page.route("**/component_server/**", lambda route: route.abort())
    canvas.draw(*SHOE)
    expect(canvas.part("notice")).to_contain_text("The server did not answer.")
    canvas.page.unroute("**/component_server/**")
    canvas.draw((100, 100), (140, 160))
    expect(canvas.part("notice")).to_be_hidden()
    assert canvas.photo() != ""


def test_dark_and_light_follow_the_system(open_canvas: Open) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    shades = {
        scheme: open_canvas(color_scheme=scheme).page.evaluate(ground)
        for scheme in ("light", "dark")
    }
    assert shades == {"light": "rgb(246, 244, 240)", "dark": "rgb(23, 22, 20)"}


def test_everything_can_be_reached_with_the_tab_key(canvas: Canvas) -> None:
    canvas.draw(*SHOE)
    canvas.photo()
    canvas.part("model").focus()
    reached = []
    for _ in range(40):
        canvas.page.keyboard.press("Tab")
        reached.append(
            canvas.page.evaluate(
                "(it => it.getAttribute('aria-label') || it.innerText)(document.activeElement)"
            )
        )
    buttons = {"Pen", "Eraser", "Line width", "Undo", "Clear", "Another take", "Save the photo"}
    assert buttons | {"Choose a file", "Camera", "Sketch: cat"} <= set(reached)
