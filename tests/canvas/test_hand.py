"""Aids for the drawing hand: ruler, mirror, steady hand, pressure, wheel, zoom."""

from PIL import Image, ImageChops
from playwright.sync_api import expect

from tests.browser import Canvas, Open
from tests.canvas.test_pointers import PHONE, Hand

TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def sketch(canvas: Canvas) -> Image.Image:
    return canvas.saved("Save the sketch").convert("L")


def dark_rows(picture: Image.Image, x: int) -> list[int]:
    return [y for y in range(picture.height) if picture.getpixel((x, y)) < 128]


def test_shift_makes_a_straight_line_from_where_the_pen_came_down(canvas: Canvas) -> None:
    canvas.page.keyboard.down("Shift")
    canvas.draw((20, 128), (120, 30), (236, 128))
    canvas.page.keyboard.up("Shift")
    drawn = sketch(canvas)
    assert all(126 <= row <= 129 for x in (60, 120, 200) for row in dark_rows(drawn, x))
    assert all(dark_rows(drawn, x) for x in (60, 120, 200))


def test_the_mirror_draws_every_mark_on_the_other_side_in_one_step(canvas: Canvas) -> None:
    canvas.button("More tools").click()
    canvas.button("Mirror").click()
    expect(canvas.part("axis")).to_be_visible()
    canvas.draw((20, 40), (100, 90), (60, 200))
    drawn = sketch(canvas)
    turned = drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert max(ImageChops.difference(drawn, turned).get_flattened_data()) < 80
    assert drawn.crop((160, 0, 256, 256)).histogram()[0] > 20
    canvas.button("Undo").click()
    expect(canvas.button("Undo")).to_be_disabled()
    canvas.button("Mirror").click()
    canvas.draw((20, 40), (100, 90))
    assert sketch(canvas).crop((130, 0, 256, 256)).getextrema() == (255, 255)


def zigzag(canvas: Canvas) -> Image.Image:
    canvas.draw((20, 128), *[(20 + 6 * i, 128 + (5 if i % 2 else -5)) for i in range(1, 33)])
    return sketch(canvas)


def height(picture: Image.Image) -> int:
    box = ImageChops.invert(picture).getbbox()
    assert box is not None
    return box[3] - box[1]


def test_a_steady_hand_smooths_the_line_and_is_remembered(open_canvas: Open) -> None:
    canvas = open_canvas(viewport={"width": 1200, "height": 900})
    shaky = zigzag(canvas)
    canvas.button("Clear").click()
    canvas.button("More tools").click()
    canvas.button("Steady hand").click()
    steady = zigzag(canvas)
    assert height(steady) < 0.7 * height(shaky)
    assert dark_rows(steady, 212) and dark_rows(steady, 24)  # it reaches to both ends
    canvas.page.reload()
    canvas.rest()
    canvas.button("More tools").click()
    expect(canvas.button("Steady hand")).to_have_attribute("aria-pressed", "true")
    canvas.button("Steady hand").click()
    canvas.button("Clear").click()
    assert height(zigzag(canvas)) == height(shaky)


def pressed_stroke(canvas: Canvas, hand: Hand, y: float, force: float) -> None:
    """A stroke of a pen that says how hard it is pressed, or does not, for a force of 0."""
    for kind, x in (("mousePressed", 40), ("mouseMoved", 120), ("mouseReleased", 200)):
        hand.pen(kind, (x, y), force=force)


def test_a_pen_that_is_pressed_harder_draws_a_wider_line(open_canvas: Open) -> None:
    for model in ("edges2photo", "labels2facade"):
        canvas = open_canvas(model, **PHONE)
        hand = Hand(canvas)
        if model == "labels2facade":
            canvas.button("door").click()
            canvas.button("Pen").click()
        for _ in range(4 if model == "edges2photo" else 2):
            canvas.page.keyboard.press("]")
        for y, force in ((40, 0.1), (100, 0.0), (160, 0.5), (220, 1.0)):
            pressed_stroke(canvas, hand, y, force)
        drawn = canvas.saved("Save the sketch").convert("RGB")
        ground = drawn.getpixel((128, 5))
        widths = [
            sum(drawn.getpixel((100, row)) != ground for row in range(y - 30, y + 30))
            for y in (40, 100, 160, 220)
        ]
        assert widths[0] < 0.7 * widths[1] and widths[3] > 1.3 * widths[1], model
        assert widths[1] == widths[2]
        if model == "labels2facade":
            assert len(drawn.getcolors()) == 2  # no soft edges


def test_the_wheel_makes_the_line_wider_and_thinner(canvas: Canvas) -> None:
    width = canvas.part("width")
    before = float(width.input_value())
    canvas.page.mouse.move(*canvas.place(128, 128))
    canvas.page.mouse.wheel(0, -300)
    canvas.page.wait_for_function(
        "before => document.querySelector('[data-part=width]').value > before", arg=before
    )
    wide = float(width.input_value())
    canvas.page.mouse.wheel(0, 300)
    canvas.page.wait_for_function(
        "before => document.querySelector('[data-part=width]').value < before", arg=wide
    )
    assert canvas.page.evaluate("window.scrollY") == 0


def test_the_wheel_scrolls_the_page_where_a_tool_has_no_width(open_canvas: Open) -> None:
    canvas = open_canvas("labels2facade", viewport={"width": 1000, "height": 500})
    canvas.page.mouse.move(*canvas.place(128, 128))
    for _ in range(10):
        canvas.page.mouse.wheel(0, 20)  # as from a pad, a little at a time
    canvas.page.wait_for_function("scrollY > 100")


def zoom_with_the_wheel(canvas: Canvas, x: float, y: float) -> None:
    mouse, keys = canvas.page.mouse, canvas.page.keyboard
    mouse.move(*canvas.place(x, y))
    keys.down("Control")
    for _ in range(4):
        mouse.wheel(0, -120)
    keys.up("Control")
    expect(canvas.button("332 % Whole")).to_be_visible()


def test_a_zoomed_paper_is_drawn_on_exactly_where_the_pen_is(canvas: Canvas) -> None:
    canvas.draw((64, 20), (64, 236))
    zoom_with_the_wheel(canvas, 64, 128)
    # The place under the pointer stays; one a quarter of the frame beside it is now nearer.
    canvas.draw((128, 100), (128, 156))
    expect(canvas.part("photo")).to_be_visible()
    canvas.button("332 % Whole").click()
    expect(canvas.part("zoomed")).to_be_hidden()
    drawn = sketch(canvas)
    near = 64 + 64 / 3.32
    columns = [x for x in range(256) if drawn.getpixel((x, 128)) < 128]
    assert {round(x - near) for x in columns if x > 70} <= {-2, -1, 0, 1}
    rows = dark_rows(drawn, round(near))
    assert abs(rows[-1] - rows[0] - 56 / 3.32) < 4


def test_a_zoomed_paper_is_moved_with_the_space_bar_and_by_keys(canvas: Canvas) -> None:
    zoom_with_the_wheel(canvas, 128, 128)
    canvas.page.mouse.move(*canvas.place(128, 128))
    canvas.page.keyboard.down(" ")
    canvas.draw((128, 128), (200, 128))
    canvas.page.keyboard.up(" ")
    expect(canvas.button("Undo")).to_be_disabled()  # that was no stroke
    canvas.draw((128, 60), (128, 200))
    canvas.page.keyboard.press("0")
    drawn = sketch(canvas)
    columns = [x for x in range(256) if drawn.getpixel((x, 128)) < 128]
    assert abs(columns[0] - (128 - 72 / 3.32)) < 3
    canvas.page.keyboard.press("+")
    expect(canvas.button("150 % Whole")).to_be_visible()
    canvas.page.keyboard.press("-")
    expect(canvas.part("zoomed")).to_be_hidden()


def test_the_space_bar_over_the_paper_presses_no_button_that_was_clicked(canvas: Canvas) -> None:
    canvas.draw((20, 40), (236, 40))
    canvas.draw((20, 80), (236, 80))
    canvas.button("Undo").click()
    canvas.page.mouse.move(*canvas.place(128, 128))
    canvas.page.keyboard.press(" ")
    expect(canvas.button("Undo")).to_be_enabled()  # one of two strokes is still there
    canvas.button("More tools").press("Enter")
    canvas.button("Mirror").focus()
    canvas.page.keyboard.press("Shift+Tab")
    canvas.page.keyboard.press("Tab")
    canvas.page.keyboard.press(" ")  # a button that was reached by the keyboard is pressed
    expect(canvas.button("Mirror")).to_have_attribute("aria-pressed", "true")


def test_two_fingers_zoom_and_draw_nothing(open_canvas: Open) -> None:
    canvas = open_canvas(**PHONE)
    hand = Hand(canvas)
    hand.down(0, (100, 128))
    hand.down(1, (156, 128))
    for spread in (10, 30, 50):
        hand.move(0, (100 - spread, 128))
        hand.move(1, (156 + spread, 128))
    hand.up(0)
    hand.up(1)
    expect(canvas.part("zoomed")).to_be_visible()
    expect(canvas.button("Undo")).to_be_disabled()
    hand.stroke([(128, 60), (128, 200)])
    drawn = sketch(canvas)
    columns = [x for x in range(256) if drawn.getpixel((x, 128)) < 128]
    assert columns and abs(columns[0] - 128) < 8


def test_the_screen_shows_what_the_model_sees_when_zoomed(open_canvas: Open) -> None:
    canvas = open_canvas("labels2facade")
    canvas.button("Sketch: palace").click()
    canvas.photo()
    canvas.button("More tools").click()
    canvas.button("Zoom in").click()
    canvas.page.evaluate(TWO_FRAMES)
    seen = canvas.part("canvas").evaluate(
        "it => [...it.getContext('2d').getImageData(it.width / 2, it.height / 2, 1, 1).data]"
    )
    kept = canvas.saved("Save the sketch").convert("RGB").getpixel((128, 128))
    assert tuple(seen[:3]) == kept
