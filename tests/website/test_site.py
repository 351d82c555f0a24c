"""A visitor of the site draws; the network runs in Chromium, and must show what Python shows."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import run
from huggingface_hub import SpaceCard
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Error, expect

from pix2pix import Translator
from pix2pix.checkpoint.files import REVERSE
from pix2pix.data.edges import photo_to_edges
from pix2pix.networks.noise import NoiseShapes, draw_without_hint
from tests.browser import SHOE, Canvas, pixels_of
from tests.website.conftest import Visit, needs_npm

pytestmark = [pytest.mark.slow, needs_npm]


def shown(canvas: Canvas) -> np.ndarray:
    """The photo of a page, as numbers."""
    return pixels_of(canvas.photo())


def made(folder: Path, sketch: Image.Image, seed: int | None) -> np.ndarray:
    return np.asarray(Translator.load(folder, "torch")(sketch, seed=seed), float)


def test_a_drawing_becomes_the_picture_that_python_makes_of_it(
    visit: Visit, checkpoints: Path
) -> None:
    canvas = visit()
    expect(canvas.part("about")).to_contain_text("edges2photo · WebAssembly")
    canvas.draw(*SHOE)
    expect(canvas.part("photo")).to_be_visible()
    first = shown(canvas)
    sketch = canvas.saved("Save the sketch")
    canvas.button("Another take").click()
    expect(canvas.part("result")).to_have_attribute("aria-busy", "false")
    second = shown(canvas)
    apart = np.abs(second - first).mean()
    assert apart > 0.5
    for photo, seed in ((first, None), (second, 0)):
        assert np.abs(photo - made(checkpoints / "edges2photo", sketch, seed)).mean() < apart / 3


def test_a_cut_out_has_the_alpha_that_python_makes_of_it(
    visit: Visit, checkpoints: Path, tmp_path: Path
) -> None:
    photo = Image.effect_noise((256, 256), 60).filter(ImageFilter.GaussianBlur(9)).convert("RGB")
    photo.save(tmp_path / "photo.png")
    canvas = visit(model="photo2cutout")
    canvas.part("file").set_input_files(tmp_path / "photo.png")
    expect(canvas.part("photo")).to_be_visible()
    canvas.photo()
    found = np.asarray(canvas.saved("Save the result"), float)
    source = canvas.saved("Save the original").convert("RGB")
    expected = made(checkpoints / "photo2cutout", source, None)
    assert found.shape == expected.shape == (256, 256, 4)
    assert expected[..., 3].min() > 0 and expected[..., 3].max() < 255
    assert np.abs(found - expected).mean() < 3
    expect(canvas.part("photo")).to_have_class("see-through")


def test_models_and_directions_are_changed(visit: Visit, checkpoints: Path) -> None:
    canvas = visit(model="flat2emoji")
    canvas.draw(*SHOE)
    drawn = canvas.saved("Save the sketch")
    assert np.abs(shown(canvas) - made(checkpoints / "flat2emoji", drawn, None)).mean() < 2
    canvas.button("emoji to flat").click()
    expect(canvas.part("start")).to_be_visible()
    canvas.part("model").select_option("labels2house")
    expect(canvas.part("about")).to_contain_text("labels2house ·")
    canvas.draw((30, 30), (200, 200))
    house = canvas.saved("Save the sketch")
    assert np.abs(shown(canvas) - made(checkpoints / "labels2house", house, None)).mean() < 2


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """As large as the model's pictures, with soft, strong and faint edges and some grain."""
    rng = np.random.default_rng(0)
    picture = Image.new("RGB", (256, 256), "#d8d2c4")
    pen = ImageDraw.Draw(picture)
    for color in ("#883311", "#95401e", "#2244aa", "#b8c0a0"):
        left, top, wide, high = rng.integers(10, 120, 4).tolist()
        pen.ellipse((left, top, left + wide, top + high), fill=color)
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.7)), float)
    grainy = (soft + rng.normal(0, 3, soft.shape)).clip(0, 255).astype(np.uint8)
    Image.fromarray(grainy).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def test_a_photo_is_traced_in_the_page_as_the_server_does(visit: Visit, photo: Path) -> None:
    canvas = visit()
    canvas.part("file").set_input_files(photo)
    for threshold in (0.5, 0.2, 0.8):
        canvas.part("threshold").fill(str(threshold))
        expect(canvas.part("frame")).to_have_attribute("aria-busy", "false")
        assert canvas.photo()
        traced = np.asarray(canvas.saved("Save the sketch").convert("L")) < 128
        expected = np.asarray(photo_to_edges(Image.open(photo), threshold).convert("L")) < 128
        assert expected.sum() > 300
        assert (traced & expected).sum() / (traced | expected).sum() >= 0.9


def test_a_photo_is_what_another_model_begins_with(
    visit: Visit, photo: Path, checkpoints: Path
) -> None:
    canvas = visit(model="flat2emoji&reverse=1")
    expect(canvas.part("start")).to_be_visible()
    canvas.part("file").set_input_files(photo)
    expect(canvas.part("photo")).to_be_visible()
    opened = canvas.saved("Save the original").convert("RGB")
    assert np.abs(np.asarray(opened, float) - np.asarray(Image.open(photo), float)).max() <= 1
    back = made(checkpoints / "flat2emoji" / REVERSE, opened, None)
    assert np.abs(shown(canvas) - back).mean() < 2


def test_nothing_leaves_the_page_and_nothing_else_may_run_in_it(visit: Visit) -> None:
    asked: list[tuple[str, str]] = []
    canvas = visit(
        prepare=lambda context: context.on("request", lambda r: asked.append((r.method, r.url)))
    )
    before = len(asked)
    canvas.draw(*SHOE)
    assert canvas.photo()
    own = canvas.page.url.split("?")[0]
    assert asked and all(method == "GET" for method, _ in asked)
    assert all(url.startswith((own, "blob:", "data:")) for _, url in asked)
    drawn = [url for _, url in asked[before:] if not url.startswith(("blob:", "data:"))]
    assert all(Path(url.split("?")[0]).suffix for url in drawn), "files of the site, nothing else"
    with pytest.raises(Error, match="Content Security Policy"):
        canvas.page.add_script_tag(content="window.foreign = true")
    assert canvas.page.evaluate("window.foreign") is None


DRAW = """async (seed) => {
  const { drawNoise } = await import("./site/noise.js");
  const inputs = [{name: "source", shape: [1]}, {name: "mask_0", shape: [1, 8, 5, 3]},
    {name: "mask_1", shape: [1, 4, 4, 4]}, {name: "pixels_0", shape: [1, 1, 9, 7]},
    {name: "color_hint", shape: [1, 4]}];
  const drawn = drawNoise(inputs, seed, [[255, 0, 51], [0, 102, 204]]);
  return Object.fromEntries(Object.entries(drawn).map(([name, values]) => [name, [...values]]));
}"""


def test_the_page_draws_the_same_noise_bit_for_bit(visit: Visit) -> None:
    page = visit().page
    for seed in (0, 5, 2**31 - 1, 2**40 + 3):
        drawn = page.evaluate(DRAW, seed)
        noise = draw_without_hint(NoiseShapes([(8, 5, 3), (4, 4, 4)], [(1, 9, 7)]), [seed])
        for name, part in zip(("mask_0", "mask_1", "pixels_0"), noise.tensors, strict=True):
            assert drawn[name] == part.flatten().tolist()
        red, blue = [1, -1, -0.6, 1], [-1, -0.2, 0.6, 1]
        assert drawn["color_hint"] == pytest.approx(blue if seed % 2 else red)
    mean = page.evaluate(DRAW, None)
    assert set(mean["mask_0"]) == {1} and set(mean["pixels_0"]) == {0}
    assert mean["color_hint"] == [0, 0, 0, 0]


def test_a_site_is_built_anew_in_its_own_folder_alone(site: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "photos"
    foreign.mkdir()
    (foreign / "mine.png").write_bytes(b"mine")
    refused = run("site", "--out", foreign, "--model", "edges2photo")
    assert refused.returncode == 2
    assert "holds something else than a site" in refused.stderr
    assert [each.name for each in foreign.iterdir()] == ["mine.png"]
    files = json.loads((site / "files.json").read_text())["files"]
    assert {".", "index.html", "static/canvas.js", "site/worker.js", "models.json"} <= set(files)
    assert all((site / name).exists() for name in files)
    assert not any(name.startswith("models/") for name in files), "a model is fetched when opened"


def test_without_npm_a_sentence_says_what_to_install(
    tmp_path: Path, checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = run("site", "--out", tmp_path / "site", "--model", checkpoints / "labels2house")
    assert refused.returncode == 2
    assert "Install Node 20.19 or newer" in refused.stderr
    assert not (tmp_path / "site").exists()


def test_a_site_is_uploaded_as_a_static_space_with_its_headers(
    writer: Any, checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = run("space", "site", "me/canvas", "--model", checkpoints / "labels2house")
    assert made.returncode == 0, made.stderr
    assert "A static Space is free for everybody" in made.stderr
    assert made.stdout.strip() == f"{writer.url}/spaces/me/canvas"
    repository = writer.repositories["me/canvas"]
    assert (repository.kind, repository.settings["sdk"]) == ("space", "static")
    files = repository.files()
    card = SpaceCard(files["README.md"].decode()).data.to_dict()
    assert card["sdk"] == "static" and card["app_file"] in files
    assert card["custom_headers"] == {
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "cross-origin",
    }
    assert {"models/labels2house/forward/model.onnx", "site/worker.js"} <= files.keys()
