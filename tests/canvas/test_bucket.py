"""The bucket: areas of one color, filled as the model sees them, and the same on every screen."""

from PIL import Image
from playwright.sync_api import expect

from tests.browser import Canvas, Open

WHITE = (255, 255, 255)
YELLOW, RED = (255, 201, 40), (224, 56, 62)
LOOK = """it => {
  const context = it.getContext("2d");
  return [[128, 128], [30, 30], [90, 128], [128, 225]].map(([x, y]) =>
    [...context.getImageData(x / 256 * it.width, y / 256 * it.height, 1, 1).data].slice(0, 3));
}"""


def seen(canvas: Canvas) -> Image.Image:
    return canvas.saved("Save the sketch").convert("RGB")


def ring(canvas: Canvas) -> None:
    """A closed line around the middle."""
    canvas.draw((64, 64), (192, 64), (192, 192), (64, 192), (64, 64), (70, 64))


def pour(canvas: Canvas, x: float, y: float) -> None:
    canvas.button("Bucket").click()
    canvas.page.mouse.click(*canvas.place(x, y))


def test_the_bucket_fills_what_a_line_encloses_without_a_pale_rim(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji")
    ring(canvas)
    canvas.button("red").click()
    pour(canvas, 128, 128)
    picture = seen(canvas)
    assert picture.getpixel((128, 128)) == RED and picture.getpixel((20, 20)) == WHITE
    row = [picture.getpixel((x, 128)) for x in range(56, 130)]
    first = row.index(YELLOW)
    assert all(max(color) - min(color) > 120 for color in row[first:])  # nothing whitish between
    canvas.button("Undo").click()
    assert seen(canvas).getpixel((128, 128)) == WHITE
    canvas.button("Redo").click()
    assert seen(canvas).tobytes() == picture.tobytes()


def test_filled_labels_have_no_other_colors_than_theirs(open_canvas: Open) -> None:
    canvas = open_canvas("labels2facade")
    canvas.button("Pen").click()
    canvas.button("door").click()
    ring(canvas)
    canvas.button("window").click()
    pour(canvas, 128, 128)
    picture = seen(canvas)
    colors = {color for _, color in picture.getcolors()}
    assert len(colors) == 3
    assert picture.getpixel((128, 128)) not in (
        picture.getpixel((5, 5)),
        picture.getpixel((64, 128)),
    )
    assert canvas.photo() != ""


def test_a_gap_lets_the_color_through_everywhere(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji")
    canvas.draw((64, 64), (192, 64), (192, 192), (64, 192), (64, 110))
    pour(canvas, 128, 128)
    assert seen(canvas).getpixel((5, 5)) == YELLOW


def test_a_filled_area_is_the_same_after_another_size_of_the_window(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji", viewport={"width": 1300, "height": 900})
    ring(canvas)
    canvas.button("red").click()
    pour(canvas, 128, 128)
    before = seen(canvas)
    looks = canvas.part("canvas").evaluate(LOOK)
    canvas.page.set_viewport_size({"width": 900, "height": 700})
    canvas.rest()
    assert seen(canvas).tobytes() == before.tobytes()
    assert canvas.part("canvas").evaluate(LOOK) == looks == [[*RED], [*WHITE], [*RED], [*WHITE]]


def test_the_bucket_fills_both_sides_of_the_mirror_in_one_step(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji")
    canvas.button("More tools").click()
    canvas.button("Mirror").click()
    canvas.draw((20, 60), (100, 60), (100, 160), (20, 160), (20, 60), (26, 60))
    pour(canvas, 60, 110)
    picture = seen(canvas)
    assert picture.getpixel((60, 110)) == picture.getpixel((196, 110)) == YELLOW
    assert picture.getpixel((128, 110)) == WHITE
    canvas.button("Undo").click()
    picture = seen(canvas)
    assert picture.getpixel((60, 110)) == picture.getpixel((196, 110)) == WHITE


def test_colors_of_ones_own_are_offered_again(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji", viewport={"width": 1200, "height": 900})
    own = canvas.page.get_by_label("Another colour")
    for color in ("#123456", "#654321", "#2b2b2b"):  # the last one is in the paint box
        own.fill(color)
        own.dispatch_event("change")
    canvas.page.reload()
    canvas.rest()
    expect(canvas.button("#654321")).to_be_visible()
    expect(canvas.button("#2b2b2b")).to_have_count(0)
    canvas.button("#123456").click()
    canvas.draw((20, 128), (236, 128))
    assert seen(canvas).getpixel((128, 128)) == (0x12, 0x34, 0x56)
    canvas.page.evaluate("localStorage.setItem('pix2pix-colors', '[\"url(x)\", 5, null]')")
    canvas.page.reload()  # what another program has left there is not taken
    canvas.rest()
    expect(canvas.button("yellow")).to_be_visible()
    expect(canvas.button("#123456")).to_have_count(0)
