"""Models whose pictures are not square: paper and photo have their shape."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from app.canvas.photos import fitted
from tests.browser import FACADE, MODELS, ROOT, SHOE, Canvas, Open

WIDE, HIGH, SQUARE = "edges2ship", "labels2tower", "edges2photo"
SIZES = {WIDE: (512, 256), HIGH: (256, 512)}  # width, height
SCREENS = {
    "a desk": {"viewport": {"width": 1280, "height": 900}},
    "a phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


@pytest.fixture
def wide(open_canvas: Open) -> Canvas:
    return open_canvas(WIDE)


@pytest.fixture
def high(open_canvas: Open) -> Canvas:
    return open_canvas(HIGH)


def ink(canvas: Canvas) -> np.ndarray:
    """Where the sketch is dark, as the model sees it."""
    return np.asarray(canvas.saved("Save the sketch").convert("L")) < 128


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("model", SIZES)
def test_paper_and_photo_have_the_shape_of_the_model_and_are_both_in_sight(
    open_canvas: Open, model: str, screen: str
) -> None:
    canvas = open_canvas(model, **SCREENS[screen])
    canvas.draw(*SHOE)
    canvas.photo()
    width, height = SIZES[model]
    seen = SCREENS[screen]["viewport"]
    for name in ("canvas", "photo"):
        box = canvas.part(name).bounding_box()
        assert box is not None
        assert abs(box["width"] / box["height"] - width / height) < 0.02
        assert box["x"] >= 0 and box["x"] + box["width"] <= seen["width"]
        assert box["y"] >= 0 and box["y"] + box["height"] <= seen["height"]
        assert max(box["width"], box["height"]) > (330 if name == "canvas" else 180)
    assert canvas.page.evaluate("document.documentElement.scrollWidth") == seen["width"]


def test_a_pen_draws_where_it_is_and_as_wide_both_ways(wide: Canvas) -> None:
    wide.draw((192, 20), (192, 236))  # at three quarters of the width
    upright = ink(wide)
    assert upright.shape == (256, 512)
    assert np.abs(upright[128].nonzero()[0] - 384).max() <= 2
    wide.button("Clear").click()
    wide.draw((16, 64), (240, 64))  # at a quarter of the height
    level = ink(wide)
    assert np.abs(level[:, 256].nonzero()[0] - 64).max() <= 2
    assert 1 <= upright[128].sum() == level[:, 256].sum() <= 3
    assert (level.any(axis=0).nonzero()[0][[0, -1]] - (32, 480) <= 2).all()


def test_a_photo_grows_can_be_undone_and_is_saved_in_the_shape_of_the_model(wide: Canvas) -> None:
    wide.draw(*SHOE)
    first = wide.photo()
    wide.draw((100, 100), (140, 160))
    assert wide.photo() not in ("", first)
    wide.button("Undo").click()
    assert wide.photo() == first
    photo, sketch = wide.saved("Save the photo"), wide.saved("Save the sketch")
    both = wide.saved("Save both in one picture")
    assert photo.size == sketch.size == (512, 256) and both.size == (1024, 256)
    assert both.crop((0, 0, 512, 256)).tobytes() == sketch.tobytes()
    assert both.crop((512, 0, 1024, 256)).tobytes() == photo.tobytes()


def test_paper_of_another_shape_keeps_its_own_drawing(open_canvas: Open) -> None:
    canvas = open_canvas(SQUARE)
    canvas.draw(*SHOE)
    shoe = canvas.photo()
    canvas.part("model").select_option(WIDE)
    expect(canvas.part("about")).to_contain_text(f"{WIDE} ·")
    assert canvas.photo() == ""
    canvas.draw((20, 100), (240, 100))
    line = canvas.photo()
    for model, photo in ((SQUARE, shoe), (WIDE, line)):
        canvas.part("model").select_option(model)
        expect(canvas.part("about")).to_contain_text(f"{model} ·")
        assert canvas.photo() == photo


def test_the_ring_is_as_wide_as_the_eraser_wipes(wide: Canvas) -> None:
    wide.draw((16, 128), (240, 128))
    wide.button("Eraser").click()
    wide.page.mouse.move(*wide.place(128, 128))
    ring, paper = wide.part("ring").bounding_box(), wide.part("canvas").bounding_box()
    assert ring and paper
    wide.draw((128, 128), (128, 129))
    gone = 448 - ink(wide).any(axis=0).sum()
    assert abs(gone / 512 - ring["width"] / paper["width"]) < 0.01


def test_an_example_of_lines_lies_in_the_middle_of_the_paper(wide: Canvas) -> None:
    wide.button("Sketch: boot").click()
    dark = ink(wide)
    with Image.open(ROOT / "assets" / "sketches" / "boot.png") as boot:
        expected = np.asarray(boot.convert("L")) < 128
    assert (dark[:, 128:384] != expected).mean() < 0.01
    assert dark.sum() == dark[:, 128:384].sum() > 200


def test_an_example_of_areas_covers_the_paper_and_areas_are_drawn_over_it(high: Canvas) -> None:
    high.button("Sketch: palace").click()
    drawn = high.saved("Save the sketch").convert("RGB")
    assert drawn.size == (256, 512)
    known = {label.name: tuple(bytes.fromhex(label.color[1:])) for label in FACADE}
    assert {color for _, color in drawn.getcolors()} <= {*known.values()}
    # In the file, the wall ends 8 of 256 units from the left, and goes down to the lower end.
    assert [drawn.getpixel((x, 510)) for x in (4, 12)] == [known["background"], known["wall"]]
    high.button("door").click()
    high.draw((0, 224), (256, 256))
    after = np.asarray(high.saved("Save the sketch").convert("RGB"))
    assert (after[448:] == known["door"]).all()
    assert (after[:447] == np.asarray(drawn)[:447]).all()


def test_a_photo_lies_whole_on_paper_of_the_shape_of_the_model(
    wide: Canvas, photo_file: Path
) -> None:
    wide.part("file").set_input_files(photo_file)
    expect(wide.part("detail")).to_be_visible()
    wide.photo()
    columns = ink(wide).any(axis=0).nonzero()[0]
    # 600 x 400 px become 384 x 256, in the middle; the walls stood at 150 and 450.
    assert np.abs(columns[[0, -1]] - (64 + 96, 64 + 288)).max() <= 4
    wide.button("Clear").click()
    wide.button("Camera").click()
    expect(wide.part("photo")).to_be_visible()  # of the camera
    wide.button("Keep this picture").click()
    expect(wide.button("Save the sketch")).to_be_enabled()
    assert wide.photo() != "" and ink(wide).shape == (256, 512)


@pytest.mark.parametrize("model", SIZES)
def test_what_is_opened_has_the_shape_of_the_model(model: str) -> None:
    shown = fitted(Image.new("RGB", (300, 300), "black"), MODELS[model])
    assert shown.size == SIZES[model]
    dark = np.asarray(shown.convert("L")) < 128
    rows, columns = (dark.any(axis=axis).nonzero()[0] for axis in (1, 0))
    assert len(rows) == len(columns) == 256
    assert rows[0] + rows[-1] == shown.height - 1
    assert columns[0] + columns[-1] == shown.width - 1
