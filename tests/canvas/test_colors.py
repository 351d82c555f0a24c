"""Drawing in colors: the paint box, a color of one's own, filled shapes."""

from playwright.sync_api import expect

from tests.browser import Canvas, Open

YELLOW, RED, TEAL = (255, 201, 40), (224, 56, 62), (18, 52, 86)


def color_at(canvas: Canvas, x: int, y: int) -> tuple[int, ...]:
    """The color of a place as the model sees it."""
    sketch = canvas.saved("Save the sketch").convert("RGB")
    return tuple(sketch.getpixel((x, y)))


def test_one_draws_with_the_colors_of_a_paint_box_and_with_any_other(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji")
    expect(canvas.part("hint")).to_contain_text("Pick a colour and draw here")
    expect(canvas.button("yellow")).to_have_attribute("aria-pressed", "true")
    canvas.draw((20, 40), (236, 40))
    yellow = canvas.photo()
    canvas.button("red").press("Enter")
    canvas.draw((20, 100), (236, 100))
    assert canvas.photo() not in ("", yellow)
    canvas.page.get_by_label("Another colour").fill("#123456")
    expect(canvas.button("red")).to_have_attribute("aria-pressed", "false")
    canvas.draw((20, 160), (236, 160))
    assert [color_at(canvas, 128, y) for y in (40, 100, 160)] == [YELLOW, RED, TEAL]
    canvas.page.keyboard.press("e")
    canvas.draw((0, 100), (256, 100))
    assert color_at(canvas, 128, 100) == (255, 255, 255)
    canvas.button("red").click()  # puts the eraser down
    expect(canvas.button("Pen")).to_have_attribute("aria-pressed", "true")


def test_a_shape_is_filled_while_its_outline_is_drawn(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji")
    canvas.page.keyboard.press("s")
    expect(canvas.button("Shape")).to_have_attribute("aria-pressed", "true")
    mouse = canvas.page.mouse
    mouse.move(*canvas.place(60, 60))
    mouse.down()
    for place in ((200, 60), (200, 200), (60, 200)):
        mouse.move(*canvas.place(*place), steps=6)
    half = canvas.photo()
    mouse.up()
    assert half == canvas.photo() != ""
    assert color_at(canvas, 130, 130) == YELLOW  # which is not closed, and full all the same
    assert color_at(canvas, 30, 130) == (255, 255, 255)
    canvas.button("Undo").click()
    mouse.click(*canvas.place(130, 130))
    expect(canvas.button("Undo")).to_be_disabled()  # a point has nothing to fill


def test_labels_whose_colors_nobody_named_are_painted_from_the_box(open_canvas: Open) -> None:
    canvas = open_canvas("masks2photo")
    expect(canvas.part("own")).to_be_visible()  # a file has the right colors
    canvas.button("red").click()
    canvas.button("Pen").click()
    canvas.draw((20, 40), (236, 140))
    sketch = canvas.saved("Save the sketch").convert("RGB")
    assert {color for _, color in sketch.getcolors()} == {RED, (255, 255, 255)}


def test_colors_are_chosen_with_keys_and_fit_a_phone(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji", viewport={"width": 360, "height": 740}, has_touch=True)
    assert canvas.page.evaluate("document.documentElement.scrollWidth") == 360
    canvas.part("canvas").focus()
    reached = set()
    for _ in range(25):
        canvas.page.keyboard.press("Tab")
        reached.add(canvas.page.evaluate("document.activeElement.ariaLabel"))
    assert {"black", "brown", "Another colour", "Pen", "Shape", "Eraser"} <= reached


def test_of_many_labels_one_shows_its_name_and_the_drawings_stay_in_sight(
    open_canvas: Open,
) -> None:
    canvas = open_canvas("pose2puppet", viewport={"width": 1280, "height": 800})

    def width(name: str) -> float:
        box = canvas.button(name).bounding_box()
        assert box
        return box["width"]

    assert width("right shoulder") > 100 > 40 > width("neck")
    expect(canvas.button("neck")).to_have_attribute("title", "neck")
    canvas.button("neck").click()
    assert width("neck") > 60 > 40 > width("right shoulder")
    strip = canvas.part("strip").bounding_box()
    assert strip and strip["y"] < 800


def test_of_few_labels_all_show_their_names(open_canvas: Open) -> None:
    canvas = open_canvas("labels2facade")
    for chip in canvas.part("palette").get_by_role("button").all():
        box = chip.bounding_box()
        assert box and box["width"] > 60
