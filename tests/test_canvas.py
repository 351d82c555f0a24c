"""The canvas, driven in Chromium the way a person does it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM, LABELS, MODELS, ROOT, Canvas, save_model, serve

Open = Callable[..., Canvas]


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoints")
    for name, config in MODELS.items():
        save_model(folder / name, config)
    return folder


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def address(checkpoints: Path, kept: Path) -> Iterator[str]:
    with serve(checkpoints, kept) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def asked(address: str) -> Iterator[list[str]]:
    """Addresses that pages asked for; none of them may lie outside this machine."""
    asked: list[str] = []
    yield asked
    outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert not outside


@pytest.fixture(scope="module")
def context(browser: Browser) -> BrowserContext:
    return browser.new_context()  # shared, so that Gradio's own files are fetched once


@pytest.fixture
def open_canvas(
    browser: Browser, context: BrowserContext, address: str, asked: list[str]
) -> Iterator[Open]:
    pages: list[Page] = []
    complaints: list[str] = []

    def open_canvas(model: str | None = None, **device: object) -> Canvas:
        page = browser.new_page(**device) if device else context.new_page()  # type: ignore[arg-type]
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Canvas(page, address, model)

    yield open_canvas
    for page in pages:
        page.close()
    assert not complaints


@pytest.fixture
def canvas(open_canvas: Open) -> Canvas:
    return open_canvas()


SHOE = [(20, 200), (60, 150), (150, 90), (230, 110), (240, 200), (20, 200)]


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
    assert half.startswith("data:image/jpeg") and whole != half
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


def test_a_second_model_answers_for_the_same_drawing(canvas: Canvas) -> None:
    canvas.draw(*SHOE)
    first = canvas.photo()
    ink = canvas.ink()
    canvas.part("model").select_option("labels2house")
    expect(canvas.part("about")).to_contain_text("labels2house ·")
    assert canvas.photo() == "" and "model=labels2house" in canvas.page.url
    canvas.part("model").select_option("edges2photo")
    expect(canvas.part("about")).to_contain_text("edges2photo ·")
    assert (canvas.photo(), canvas.ink()) == (first, ink)


def test_a_label_model_gets_its_colours_without_soft_edges(open_canvas: Open) -> None:
    canvas = open_canvas("labels2house")
    expect(canvas.part("starters")).to_be_hidden()
    canvas.button("wall").click()
    canvas.draw((200, 220), (40, 100))
    canvas.button("door").click()
    canvas.button("Pen").click()
    canvas.draw((100, 140), (131, 203))
    house = canvas.saved("Save the sketch").convert("RGB")
    colours = {colour for _, colour in house.getcolors()}
    assert {"#{:02x}{:02x}{:02x}".format(*colour) for colour in colours} == {
        label.colour for label in LABELS
    }
    wall = (0xAA, 0x55, 0)
    assert house.getpixel((41, 101)) == wall and house.getpixel((198, 218)) == wall
    assert house.getpixel((38, 98)) == house.getpixel((202, 222)) == (0, 0, 0xAA)
    canvas.page.keyboard.press("e")
    canvas.draw((0, 160), (256, 160))
    assert canvas.saved("Save the sketch").convert("RGB").getpixel((60, 160)) == (0, 0, 0xAA)


def test_the_address_opens_a_model_and_an_unknown_one_gets_a_sentence(
    open_canvas: Open, browser: Browser, address: str
) -> None:
    canvas = open_canvas("labels2house")
    assert canvas.part("model").input_value() == "labels2house"
    page = browser.new_page()
    page.goto(f"{address}/?model=nobody")
    sentence = page.locator("[data-part=notice]")
    expect(sentence).to_have_text(
        "There is no model called “nobody” here. Choose one from the list."
    )
    page.locator("[data-part=model]").select_option("edges2photo")
    expect(page.locator("[data-part=about]")).to_contain_text("edges2photo ·")
    expect(sentence).to_be_hidden()
    page.close()


def test_a_new_run_joins_the_list_by_itself(canvas: Canvas, checkpoints: Path) -> None:
    save_model(checkpoints / "my-run", MODELS["edges2photo"], seed=1)
    try:
        run = canvas.part("model").locator("option", has_text="my-run")
        expect(run).to_have_count(1, timeout=20_000)
    finally:
        shutil.rmtree(checkpoints / "my-run")


def test_the_next_stroke_uses_the_weights_that_were_just_saved(
    canvas: Canvas, checkpoints: Path
) -> None:
    canvas.draw(*SHOE)
    before = canvas.photo()
    try:
        save_model(checkpoints / "edges2photo", MODELS["edges2photo"], seed=2)
        canvas.button("Clear").click()
        canvas.button("Undo").click()
        assert canvas.photo() != before
    finally:
        save_model(checkpoints / "edges2photo", MODELS["edges2photo"])


def test_an_example_can_be_drawn_over_and_undone_in_one_step(canvas: Canvas) -> None:
    canvas.draw((10, 10), (40, 10))
    mine = canvas.photo()
    canvas.button("Sketch: boot").click()
    boot = canvas.photo()
    ink = canvas.ink()
    canvas.draw((20, 40), (80, 40))
    assert canvas.ink() > ink
    canvas.button("Undo").click()
    assert canvas.photo() == boot
    canvas.button("Undo").click()
    assert canvas.photo() == mine != boot


def test_the_pictures_of_the_sketches_are_what_the_models_see(canvas: Canvas) -> None:
    sketches = sorted((ROOT / "assets" / "sketches").glob("*.svg"))
    for sketch in sketches:
        canvas.button(f"Sketch: {sketch.stem}").click()
        seen = canvas.saved("Save the sketch").convert("L")
        with Image.open(sketch.with_suffix(".png")) as kept:
            difference = ImageStat.Stat(ImageChops.difference(seen, kept)).mean[0]
        assert difference < 1, f"{sketch.stem}: run python -m tests.screenshots again"


def test_surprise_me_never_draws_the_same_sketch_twice_running(canvas: Canvas) -> None:
    photos = []
    for _ in range(4):
        canvas.button("Surprise me").click()
        photos.append(canvas.photo())
    assert "" not in photos
    assert all(one != next_one for one, next_one in zip(photos, photos[1:], strict=False))


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


def test_photo_sketch_and_both_can_be_saved(canvas: Canvas) -> None:
    assert canvas.button("Save the photo").is_disabled()
    canvas.draw(*SHOE)
    canvas.photo()
    photo, sketch = canvas.saved("Save the photo"), canvas.saved("Save the sketch")
    both = canvas.saved("Save both in one picture")
    assert photo.size == sketch.size == (256, 256) and both.size == (512, 256)
    assert both.crop((0, 0, 256, 256)).tobytes() == sketch.tobytes()
    assert both.crop((256, 0, 512, 256)).tobytes() == photo.tobytes()


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    """A house with a strong outline and a faint pattern, wider than high."""
    picture = Image.new("RGB", (600, 400), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((150, 100, 450, 350), fill="#883311")
    for x in range(160, 450, 20):
        pen.line((x, 110, x, 340), fill="#95401e", width=4)
    picture.save(tmp_path / "house.png")
    return tmp_path / "house.png"


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


def test_an_error_in_the_middle_does_not_freeze_the_canvas(
    canvas: Canvas, checkpoints: Path
) -> None:
    canvas.draw(*SHOE)
    before = canvas.photo()
    away = checkpoints / ".away"
    (checkpoints / "edges2photo").rename(away)
    try:
        canvas.draw((100, 100), (140, 160))
        expect(canvas.part("notice")).to_contain_text("There is no model called “edges2photo”")
    finally:
        away.rename(checkpoints / "edges2photo")
    canvas.draw((60, 100), (100, 160))
    expect(canvas.part("notice")).to_be_hidden()
    assert canvas.photo() not in ("", before)


def test_a_server_out_of_reach_does_not_freeze_the_canvas(canvas: Canvas) -> None:
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


def test_nothing_that_is_drawn_is_kept(canvas: Canvas, kept: Path, photo_file: Path) -> None:
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("detail")).to_be_visible()
    canvas.draw(*SHOE)
    canvas.photo()
    assert [path for path in kept.rglob("*") if path.is_file()] == []
    assert canvas.page.evaluate("localStorage.length + sessionStorage.length") == 0
