"""Starting from a photo, and that nothing of it is kept."""

from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from app.canvas.photos import fitted
from pix2pix.config import ModelConfig, UNetConfig, ValuesConfig
from pix2pix.images import Samples, open_picture
from tests.browser import MODELS, SHOE, Canvas, Open


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


def test_a_photo_is_shown_on_the_scale_that_the_model_learnt() -> None:
    depths = Samples(np.array([[300, 4075], [300, 4075]], np.uint16)[..., None].repeat(8, 1))
    read = ValuesConfig(source_values="integer", source_range=(300, 4075), source_bands=(1,))
    generator = UNetConfig(size=32, depth=4)
    shown = np.asarray(fitted(depths, ModelConfig(generator=generator, values=read)))
    assert (shown[16, 2].tolist(), shown[16, 30].tolist()) == ([0, 0, 0], [255, 255, 255])


def test_class_numbers_get_no_colors_between_them() -> None:
    numbers = np.repeat(np.arange(4, dtype=np.uint8), 4)[None].repeat(16, 0)
    classes = ModelConfig(
        generator=UNetConfig(size=32, depth=4), values=ValuesConfig(source_values="classes")
    )
    shown = np.asarray(fitted(Image.fromarray(numbers), classes))
    assert len(np.unique(shown.reshape(-1, 3), axis=0)) == 4


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
    canvas.button("Keep this picture").click()
    expect(canvas.part("detail")).to_be_visible()
    assert canvas.photo() != ""


def test_what_is_no_picture_gets_a_sentence(canvas: Canvas, tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_bytes(b"not a picture")
    canvas.part("file").set_input_files(tmp_path / "notes.png")
    expect(canvas.part("notice")).to_contain_text("notes.png cannot be read as a picture")
    canvas.draw(*SHOE)
    expect(canvas.part("notice")).to_be_hidden()
    assert canvas.photo() != ""


def test_a_model_that_sees_photos_gets_the_photo_itself(
    open_canvas: Open, photo_file: Path
) -> None:
    canvas = open_canvas("day2night")
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("photo")).to_be_visible()
    original = canvas.saved("Save the original").convert("RGB")
    red, green, blue = original.getpixel((128, 128))
    assert red > 110 and green < 80 and blue < 60
    expect(canvas.part("detail")).to_be_hidden()


def test_a_model_that_sees_photos_begins_with_the_ways_to_one(
    open_canvas: Open, photo_file: Path
) -> None:
    canvas = open_canvas("day2night")
    start = canvas.part("start")
    expect(start).to_contain_text("From day to night")
    expect(start.get_by_role("button")).to_have_text(["Choose a file", "Paste", "Camera"])
    expect(canvas.part("own")).to_be_hidden()  # which offers the same below the paper
    expect(canvas.part("canvas")).to_be_hidden()
    expect(canvas.button("Pen")).to_be_hidden()
    with canvas.page.expect_file_chooser() as chooser:
        canvas.button("Choose a file").press("Enter")
    chooser.value.set_files(photo_file)
    expect(canvas.part("canvas")).to_be_focused()
    expect(start).to_be_hidden()
    expect(canvas.part("own")).to_be_visible()
    untouched = canvas.photo()
    canvas.button("blue").click()
    canvas.draw((100, 100), (150, 150))
    assert canvas.photo() != untouched
    canvas.button("Clear").click()
    expect(start).to_be_visible()
    canvas.button("Undo").click()
    canvas.button("Undo").click()
    expect(start).to_be_hidden()
    assert canvas.photo() == untouched


def test_nothing_that_is_drawn_is_kept_on_the_server(
    canvas: Canvas, kept: Path, photo_file: Path
) -> None:
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("detail")).to_be_visible()
    canvas.draw(*SHOE)
    canvas.photo()
    assert [path for path in kept.rglob("*") if path.is_file()] == []


def files(folder: Path) -> list[Path]:
    """Pictures of one scene in kinds that browsers open differently, or not at all."""
    scene = Image.linear_gradient("L").resize((96, 64))
    scene = Image.merge("RGB", (scene, scene.rotate(180), Image.new("L", scene.size, 40)))
    seen_through = scene.convert("RGBA")
    seen_through.putalpha(Image.radial_gradient("L").resize(scene.size))
    turned = Image.Exif()
    turned[0x0112] = 6  # upright after a quarter turn
    scene.save(folder / "colors.tif")
    scene.convert("CMYK").save(folder / "print.tif")
    scene.convert("CMYK").save(folder / "print.jpg", quality=95)
    scene.save(folder / "turned.jpg", exif=turned, quality=95)
    scene.convert("P").save(folder / "palette.bmp")
    seen_through.save(folder / "see-through.png")
    Image.fromarray(np.linspace(0, 65535, 96 * 64).reshape(64, 96).astype(np.uint16)).save(
        folder / "sixteen.png"
    )
    return sorted(folder.iterdir())


def test_the_canvas_opens_what_the_endpoint_opens_with_the_same_colors(
    open_canvas: Open, tmp_path: Path
) -> None:
    canvas = open_canvas("day2night")
    for file in files(tmp_path):
        canvas.part("file").set_input_files(file)
        canvas.photo()
        expect(canvas.part("notice")).to_be_hidden()
        sketch = canvas.saved("Save the original").convert("RGB")
        expected = fitted(open_picture(file), MODELS["day2night"])
        difference = np.abs(np.asarray(sketch, int) - np.asarray(expected, int))
        assert difference.max() <= 1, file.name
        canvas.button("Clear").click()


def test_a_file_too_large_to_be_sent_gets_a_sentence(canvas: Canvas, tmp_path: Path) -> None:
    with (tmp_path / "huge.tif").open("wb") as file:
        file.truncate(22_000_001)
    canvas.part("file").set_input_files(tmp_path / "huge.tif")
    expect(canvas.part("notice")).to_contain_text("huge.tif is larger than 22 MB")


def test_no_color_comes_between_those_of_a_label_map(open_canvas: Open, tmp_path: Path) -> None:
    canvas = open_canvas("labels2house")
    labels = Image.new("RGB", (90, 90), "#0000aa")
    labels.paste("#aa5500", (20, 31, 77, 90))
    labels.save(tmp_path / "labels.png")
    canvas.part("file").set_input_files(tmp_path / "labels.png")
    canvas.photo()
    sketch = canvas.saved("Save the sketch").convert("RGB")
    assert {color for _, color in sketch.getcolors()} == {(0, 0, 170), (170, 85, 0)}
