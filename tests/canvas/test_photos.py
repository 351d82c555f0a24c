"""Starting from a photo, and that nothing of it is kept."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser import SHOE, Canvas, Open


def test_a_photo_becomes_lines_that_the_slider_thins_and_the_eraser_removes(
    canvas: Canvas, photo_file: Path
) -> None:
    expect(canvas.part("detail")).to_be_hidden()
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("detail")).to_be_visible()
    canvas.part("threshold").fill("0")
    many = settled_ink(canvas)
    canvas.part("threshold").fill("0.8")
    few = settled_ink(canvas)
    assert 0 < few < 0.6 * many
    canvas.draw((20, 20), (236, 20))
    assert canvas.ink() > few
    canvas.button("Undo").click()
    canvas.button("Eraser").click()
    canvas.draw((0, 171), (256, 171))  # the lower edge of the house
    assert canvas.ink() < few
    canvas.part("threshold").fill("0.78")  # what was erased stays erased
    assert settled_ink(canvas) < few


def settled_ink(canvas: Canvas) -> int:
    canvas.page.wait_for_function(
        "document.querySelector('[data-part=frame]').ariaBusy === 'false'"
    )
    canvas.photo()
    return canvas.ink()


def test_a_photo_can_be_pasted_dropped_and_taken(canvas: Canvas, photo_file: Path) -> None:
    give = """([kind, bytes, type]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], "photo", {type}));
      if (kind === "paste") {
        document.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data}));
      } else {
        document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true}));
      }
    }"""
    for kind in ["paste", "drop"]:
        canvas.page.evaluate(give, [kind, list(photo_file.read_bytes()), "image/png"])
        expect(canvas.part("detail")).to_be_visible()
        assert canvas.photo() != ""
        canvas.button("Clear").click()
        expect(canvas.part("detail")).to_be_hidden()
    canvas.button("Camera").click()
    canvas.button("Take the photo").click()
    expect(canvas.part("detail")).to_be_visible()
    assert canvas.photo() != ""


def test_what_is_no_picture_gets_a_sentence(canvas: Canvas, tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_bytes(b"not a picture")
    canvas.part("file").set_input_files(tmp_path / "notes.png")
    expect(canvas.part("notice")).to_contain_text("could not be opened as a picture")
    canvas.draw(*SHOE)
    expect(canvas.part("notice")).to_be_hidden()
    assert canvas.photo() != ""


def test_a_model_that_sees_photos_gets_the_photo_itself(
    open_canvas: Open, photo_file: Path
) -> None:
    canvas = open_canvas("day2night")
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("photo")).to_be_visible()
    sketch = canvas.saved("Save the sketch").convert("RGB")
    red, green, blue = sketch.getpixel((128, 128))
    assert red > 110 and green < 80 and blue < 60
    expect(canvas.part("detail")).to_be_hidden()


def test_nothing_that_is_drawn_is_kept(canvas: Canvas, kept: Path, photo_file: Path) -> None:
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("detail")).to_be_visible()
    canvas.draw(*SHOE)
    canvas.photo()
    assert [path for path in kept.rglob("*") if path.is_file()] == []
    assert canvas.page.evaluate("localStorage.length + sessionStorage.length") == 0
