"""The sketch laid over its photo, and a photo to trace over that the model never sees."""

import base64
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import SHOE, Canvas, Open

WIDE = {"viewport": {"width": 1200, "height": 900}}


def colors_of_the_photo(page: Page) -> list[tuple[int, ...]]:
    """The colors at the left and at the right of the photo's frame, as they are on the screen."""
    box = page.locator("[data-part=result]").bounding_box()
    assert box is not None
    shot = Image.open(io.BytesIO(page.screenshot(clip=box | {"height": 40.0}))).convert("RGB")
    return [shot.getpixel((int(share * shot.width), 30)) for share in (0.2, 0.8)]


def test_the_sketch_is_laid_over_the_photo_up_to_a_line(open_canvas: Open) -> None:
    canvas = open_canvas("labels2facade", **WIDE)
    canvas.button("Sketch: palace").click()
    canvas.photo()
    canvas.button("More tools").click()
    photo = colors_of_the_photo(canvas.page)
    sketch = canvas.saved("Save the sketch").convert("RGB")
    canvas.button("Compare").click()
    half = colors_of_the_photo(canvas.page)
    assert half[1] == photo[1] and half[0] == sketch.getpixel((51, 10)) != photo[0]
    slider = canvas.page.get_by_label("How much of the sketch lies over the photo")
    expect(slider).to_be_focused()
    for _ in range(30):
        slider.press("PageDown")
    assert colors_of_the_photo(canvas.page) == photo
    slider.press("End")
    assert colors_of_the_photo(canvas.page)[1] == sketch.getpixel((204, 10))
    canvas.button("Clear").click()
    expect(slider).to_be_hidden()
    canvas.button("Undo").click()
    expect(slider).to_be_visible()
    canvas.button("Compare").click()
    expect(slider).to_be_hidden()


def trace(canvas: Canvas, photo_file: Path) -> None:
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("underlay")).to_be_visible()


def test_a_photo_to_trace_over_is_seen_by_nobody_but_the_one_who_draws(
    open_canvas: Open, photo_file: Path
) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    canvas.draw(*SHOE)
    before = canvas.photo()
    canvas.button("Trace only").click()
    trace(canvas, photo_file)
    assert canvas.photo() == before
    assert canvas.saved("Save the sketch").convert("RGB").getpixel((128, 128)) == (255, 255, 255)
    opacity = canvas.page.get_by_label("How strongly the photo shines through")
    opacity.fill("0.8")
    expect(canvas.part("underlay")).to_have_css("opacity", "0.8")
    canvas.draw((20, 40), (236, 40))  # one draws through it
    assert canvas.photo() != before
    canvas.button("Remove photo").click()
    expect(canvas.part("underlay")).to_be_hidden()
    expect(opacity).to_be_hidden()
    canvas.button("Trace only").click()
    canvas.part("file").set_input_files(photo_file)  # now it is drawn with
    expect(canvas.page.get_by_label("How many lines")).to_be_visible()
    expect(canvas.part("underlay")).to_be_hidden()


def test_labels_are_drawn_over_a_photo_that_is_dropped(open_canvas: Open, photo_file: Path) -> None:
    canvas = open_canvas("labels2facade", **WIDE)
    canvas.button("Trace only").click()
    content = base64.b64encode(photo_file.read_bytes()).decode()
    canvas.page.evaluate(
        """(content) => {
          const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
          const files = new DataTransfer();
          files.items.add(new File([bytes], "house.png", {type: "image/png"}));
          document.dispatchEvent(new DragEvent("drop", {dataTransfer: files, cancelable: true}));
        }""",
        content,
    )
    expect(canvas.part("underlay")).to_be_visible()
    expect(canvas.button("Undo")).to_be_disabled()
    canvas.draw((60, 60), (200, 200))
    colors = canvas.saved("Save the sketch").convert("RGB").getcolors()
    assert len(colors) == 2


def test_a_picture_of_the_camera_can_be_traced_over(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    canvas.button("Trace only").click()
    canvas.button("Camera").click()
    expect(canvas.button("Keep this picture")).to_be_visible()
    canvas.page.wait_for_function("document.querySelector('[data-part=video]').videoWidth > 0")
    canvas.button("Keep this picture").click()
    expect(canvas.part("underlay")).to_be_visible()
    expect(canvas.button("Undo")).to_be_disabled()


def test_the_photo_to_trace_moves_with_the_paper(open_canvas: Open, photo_file: Path) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    canvas.button("Trace only").click()
    trace(canvas, photo_file)
    whole = canvas.part("underlay").bounding_box()
    canvas.button("More tools").click()
    canvas.button("Zoom in").click()
    near = canvas.part("underlay").bounding_box()
    assert whole and near and abs(near["width"] - 1.5 * whole["width"]) < 1
    assert abs(near["x"] + near["width"] / 2 - whole["x"] - whole["width"] / 2) < 1
