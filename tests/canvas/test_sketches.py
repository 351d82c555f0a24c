"""The example sketches and layouts below the paper."""

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import expect

from tests.browser import FACADE, ROOT, Canvas, Open


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


def test_a_layout_is_offered_to_whoever_knows_its_colours(open_canvas: Open) -> None:
    canvas = open_canvas("labels2facade")
    expect(canvas.button("Sketch: boot")).to_have_count(0)
    expect(canvas.part("own")).to_contain_text("Start from a label map")
    canvas.button("Sketch: palace").click()
    assert canvas.photo()
    palace = canvas.saved("Save the sketch").convert("RGB")
    colours = {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in palace.getcolors()}
    assert colours < {label.color for label in FACADE}
    assert palace.getpixel((13, 100)) == (255, 0, 0)  # the first pillar
    canvas.part("model").select_option("edges2photo")
    expect(canvas.button("Sketch: boot")).to_be_visible()
    expect(canvas.button("Sketch: palace")).to_have_count(0)


def test_surprise_me_never_draws_the_same_sketch_twice_running(canvas: Canvas) -> None:
    photos = []
    for _ in range(4):
        canvas.button("Surprise me").click()
        photos.append(canvas.photo())
    assert "" not in photos
    assert all(one != next_one for one, next_one in zip(photos, photos[1:], strict=False))


def test_a_flat_drawing_is_offered_to_whoever_draws_in_colors(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji")
    expect(canvas.part("examples")).to_contain_text("… or from a drawing")
    expect(canvas.button("Sketch: boot")).to_have_count(0)
    names = [path.stem for path in sorted((ROOT / "assets" / "flats").glob("*.svg"))]
    assert len(names) >= 8
    for name in names:
        canvas.button(f"Sketch: {name}").click()
        assert canvas.photo() != ""
        flat = canvas.saved("Save the sketch").convert("RGB")
        most = sorted((count for count, _ in flat.getcolors(1 << 16)), reverse=True)[:6]
        assert sum(most) > 0.95 * 256 * 256, f"{name} is not flat"
        box = ImageChops.invert(flat.convert("L")).getbbox()
        assert box and max(box[2] - box[0], box[3] - box[1]) > 180, f"{name} is small"
    canvas.button("emoji to flat").click()
    expect(canvas.part("examples")).to_be_hidden()
