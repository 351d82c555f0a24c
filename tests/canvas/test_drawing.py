"""Drawing: what the pen, the eraser and a finger do to paper and photo."""

import pytest
from playwright.sync_api import Request, expect

from tests.browser import SHOE, Canvas, Open


@pytest.mark.bare
def test_a_photo_grows_while_the_mouse_is_still_down(canvas: Canvas) -> None:
    mouse = canvas.page.mouse
    expect(canvas.part("photo")).to_be_hidden()
    mouse.move(*canvas.place(20, 200))
    mouse.down()
    mouse.move(*canvas.place(120, 90), steps=5)
    expect(canvas.part("photo")).to_be_visible()
    half = canvas.photo()
    mouse.move(*canvas.place(240, 200), steps=5)
    whole = canvas.photo()
    assert whole != half
    mouse.up()
    assert canvas.photo() == whole
    expect(canvas.part("speed")).to_contain_text("ms per picture")


def test_undo_redo_and_clear_bring_back_what_was_there(canvas: Canvas) -> None:
    assert canvas.button("Undo").is_disabled() and canvas.button("Clear").is_disabled()
    canvas.draw(*SHOE)
    shoe = canvas.photo()
    canvas.draw((100, 100), (140, 160))
    laced = canvas.photo()
    canvas.button("Undo").click()
    assert canvas.photo() == shoe
    canvas.button("Redo").click()
    assert canvas.photo() == laced
    canvas.button("Clear").click()
    assert canvas.photo() == ""
    canvas.button("Undo").click()
    assert canvas.photo() == laced
    assert len({shoe, laced}) == 2


def test_the_eraser_takes_ink_away_and_leaves_the_rest(canvas: Canvas) -> None:
    canvas.draw((20, 60), (236, 60))
    canvas.draw((20, 180), (236, 180))
    both = canvas.ink()
    canvas.button("Eraser").click()
    canvas.draw((10, 60), (246, 60))
    assert 0.4 * both < canvas.ink() < 0.6 * both


def test_keys_choose_tools_and_widths_and_undo(canvas: Canvas) -> None:
    keys = canvas.page.keyboard
    canvas.draw((20, 60), (236, 60))
    thin = canvas.ink()
    keys.press("Control+z")
    keys.press("]")
    keys.press("]")
    canvas.draw((20, 60), (236, 60))
    thick = canvas.ink()
    keys.press("[")
    keys.press("e")
    expect(canvas.button("Eraser")).to_have_attribute("aria-pressed", "true")
    canvas.draw((10, 60), (246, 60))
    erased = canvas.ink()
    keys.press("Control+z")
    keys.press("b")
    expect(canvas.button("Pen")).to_have_attribute("aria-pressed", "true")
    assert (erased, canvas.ink()) == (0, thick) and thick > 1.3 * thin
    keys.press("Control+z")
    keys.press("Control+z")
    keys.press("Control+Shift+z")
    assert canvas.ink() == thick


def test_the_model_sees_thin_black_lines_on_white(canvas: Canvas) -> None:
    canvas.draw((20, 128), (236, 128))
    sketch = canvas.saved("Save the sketch").convert("L")
    assert sketch.size == (256, 256)
    column = [sketch.getpixel((128, y)) for y in range(256)]
    assert 1 <= sum(value < 128 for value in column) <= 3
    assert column[:120] == [255] * 120 and min(column) < 32


def test_a_finger_draws_on_a_phone_without_moving_the_page(open_canvas: Open) -> None:
    phone = {"width": 390, "height": 844}
    canvas = open_canvas(viewport=phone, has_touch=True, is_mobile=True, device_scale_factor=3)
    assert canvas.page.evaluate("document.documentElement.scrollWidth") == 390
    client = canvas.page.context.new_cdp_session(canvas.page)
    places = [(30, 40), (60, 120), (128, 200), (220, 210)]
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * 3], places, strict=True):
        x, y = canvas.place(x, y)
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert canvas.photo() != ""
    assert canvas.page.evaluate("window.scrollY") == 0
    sketch, photo = canvas.part("canvas").bounding_box(), canvas.part("photo").bounding_box()
    assert sketch and photo and sketch["width"] > 340
    assert photo["y"] >= 0 and sketch["y"] + sketch["height"] < 844  # both in sight
    assert canvas.ink() > 200


def test_lines_are_drawn_at_the_pixels_of_the_screen(open_canvas: Open) -> None:
    canvas = open_canvas(device_scale_factor=2)
    pixels, units = canvas.part("canvas").evaluate("it => [it.width, it.clientWidth]")
    assert pixels == 2 * units


def test_another_take_differs_and_the_first_one_comes_back(canvas: Canvas) -> None:
    canvas.draw(*SHOE)
    steady = canvas.photo()
    expect(canvas.button("First take")).to_be_hidden()
    canvas.button("Another take").click()
    second = canvas.photo()
    canvas.button("Another take").click()
    third = canvas.photo()
    assert len({steady, second, third}) == 3
    canvas.button("First take").click()
    assert canvas.photo() == steady


def test_the_canvas_begins_with_the_take_that_the_model_names(open_canvas: Open) -> None:
    canvas = open_canvas("labels2facade", connected=False)
    with canvas.page.expect_request(asks_for_a_photo) as request:
        canvas.draw((20, 60), (200, 200))
    assert '"seed":5' in (request.value.post_data or "")
    first = canvas.photo()
    expect(canvas.button("First take")).to_be_hidden()
    canvas.button("Another take").click()
    assert canvas.photo() != first
    canvas.button("First take").click()
    assert canvas.photo() == first


def asks_for_a_photo(request: Request) -> bool:
    return '"translate"' in (request.post_data or "")


def test_photo_sketch_and_both_can_be_saved(canvas: Canvas) -> None:
    assert canvas.button("Save the photo").is_disabled()
    canvas.draw(*SHOE)
    canvas.photo()
    photo, sketch = canvas.saved("Save the photo"), canvas.saved("Save the sketch")
    both = canvas.saved("Save both in one picture")
    assert photo.size == sketch.size == (256, 256) and both.size == (512, 256)
    assert both.crop((0, 0, 256, 256)).tobytes() == sketch.tobytes()
    assert both.crop((256, 0, 512, 256)).tobytes() == photo.tobytes()
