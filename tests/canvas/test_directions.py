"""Models that learnt both directions: what the server answers, and the switch on the page."""

import base64
import io
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from app import gradio_app
from app.canvas.models import ModelCache
from pix2pix import ModelConfig, ResNetConfig, Translator
from pix2pix.checkpoint.files import CONFIG, MODEL, REVERSE
from pix2pix.config import Domains
from tests.browser import SHOE, Open, save_both_ways, save_model

HORSES = ModelConfig(
    generator=ResNetConfig(size=16, width=4, blocks=1),
    domains=Domains(source="horse", target="ink", input_kind="photo", reverse_input_kind="colors"),
)
ONE_WAY = "This model translates horse to ink only, not the other way. Leave out “reverse”"


@pytest.fixture
def horse2ink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model of both directions, which the canvas offers, beside one of one direction."""
    save_both_ways(tmp_path / "horse2ink", HORSES)
    save_model(tmp_path / "one-way", HORSES)
    monkeypatch.setattr(gradio_app, "models", ModelCache(tmp_path, "horse2ink", {}))
    return tmp_path / "horse2ink"


def picture() -> Image.Image:
    return Image.linear_gradient("L").resize((16, 16)).convert("RGB")


def png() -> bytes:
    file = io.BytesIO()
    picture().save(file, "PNG")
    return file.getvalue()


def url() -> str:
    return "data:image/png;base64," + base64.b64encode(png()).decode()


def translated(model: str, *, reverse: bool) -> Image.Image:
    """What the endpoint gives a program."""
    with Image.open(gradio_app.translate_file(png(), model, reverse=reverse)) as answer:
        return answer.convert("RGB")


def opened(model: str, *, reverse: bool) -> dict[str, object]:
    return gradio_app.open_model({"model": model, "reverse": reverse})


def test_either_direction_is_translated_by_its_own_generator(horse2ink: Path) -> None:
    for reverse, folder in ((False, horse2ink), (True, horse2ink / REVERSE)):
        expected = np.asarray(Translator.load(folder)(picture()))
        assert np.array_equal(translated("horse2ink", reverse=reverse), expected)
        message = {"picture": url(), "model": "horse2ink", "reverse": reverse, "seed": None}
        answer = str(gradio_app.translate(message, None)["picture"]).partition(",")[2]
        shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(answer))), int)
        assert np.abs(shown - expected).mean() < 12  # JPEG
    assert not np.array_equal(
        translated("horse2ink", reverse=False), translated("horse2ink", reverse=True)
    )


def test_a_page_is_told_of_both_directions_and_how_one_draws_for_each(horse2ink: Path) -> None:
    ways = [{"source": "horse", "target": "ink"}, {"source": "ink", "target": "horse"}]
    for reverse, kind in ((False, "photo"), (True, "colors")):
        answer = opened("horse2ink", reverse=reverse)
        assert (answer["directions"], answer["reverse"]) == (ways, reverse)
        assert (answer["input_kind"], answer["source"]) == (kind, ways[reverse]["source"])
    assert opened("one-way", reverse=False)["directions"] == ways[:1]


def test_reverse_of_a_model_of_one_direction_is_a_sentence_everywhere(horse2ink: Path) -> None:
    asked = {"model": "one-way", "reverse": True}
    answers = [
        gradio_app.open_model(asked),
        gradio_app.translate({**asked, "picture": url(), "seed": None}, None),
        gradio_app.open_photo({**asked, "content": url(), "name": "horse.png"}, None),
    ]
    for answer in answers:
        assert str(answer["error"]).startswith(ONE_WAY)
    with pytest.raises(gr.Error, match=ONE_WAY):
        translated("one-way", reverse=True)


def test_a_damaged_direction_leaves_the_other_as_it_was(horse2ink: Path) -> None:
    before = np.asarray(translated("horse2ink", reverse=False))
    for name, sentence in ((MODEL, "damaged"), (CONFIG, CONFIG)):
        kept = (horse2ink / REVERSE / name).read_bytes()
        (horse2ink / REVERSE / name).write_bytes(b"{")
        assert sentence in str(opened("horse2ink", reverse=True)["error"])
        assert "error" not in opened("horse2ink", reverse=False)
        assert np.array_equal(translated("horse2ink", reverse=False), before)
        (horse2ink / REVERSE / name).write_bytes(kept)
    (horse2ink / REVERSE / MODEL).unlink()
    assert len(opened("horse2ink", reverse=False)["directions"]) == 1
    assert str(opened("horse2ink", reverse=True)["error"]).startswith(ONE_WAY)


def test_the_generators_of_both_directions_may_differ_in_width(horse2ink: Path) -> None:
    wide = HORSES.changed(generator=ResNetConfig(size=16, width=8, blocks=1)).reversed()
    save_model(horse2ink / REVERSE, wide)
    assert translated("horse2ink", reverse=True).size == (16, 16)


def test_the_switch_turns_the_direction_and_the_address_remembers_it(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji")
    there, back = canvas.button("flat to emoji"), canvas.button("emoji to flat")
    expect(there).to_have_attribute("aria-pressed", "true")
    canvas.draw(*SHOE)
    drawn = canvas.photo()
    back.press("Enter")
    expect(back).to_have_attribute("aria-pressed", "true")
    expect(back).to_be_focused()
    expect(canvas.part("start")).to_be_visible()  # a direction of its own kind of paper
    assert canvas.photo() == "" and canvas.page.url.endswith("?model=flat2emoji&reverse=1")
    canvas.page.reload()
    expect(back).to_have_attribute("aria-pressed", "true")
    there.click()
    expect(there).to_have_attribute("aria-pressed", "true")
    assert "reverse" not in canvas.page.url
    expect(canvas.button("Undo")).to_be_enabled()  # the drawing has survived the reload
    assert canvas.photo() == drawn


def test_a_drawing_that_was_left_at_once_survives_a_reload(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji")
    there, back = canvas.button("flat to emoji"), canvas.button("emoji to flat")
    canvas.draw(*SHOE)
    back.click()  # before it was kept by itself
    expect(back).to_have_attribute("aria-pressed", "true")
    canvas.page.wait_for_timeout(1_000)  # until the new paper has been kept
    canvas.page.reload()
    expect(back).to_have_attribute("aria-pressed", "true")
    there.click()
    expect(canvas.button("Undo")).to_be_enabled()


def test_a_model_of_one_direction_has_no_switch(open_canvas: Open) -> None:
    canvas = open_canvas("flat2emoji")
    expect(canvas.button("Another take")).to_be_hidden()  # it has no noise, so there is none
    canvas.button("emoji to flat").click()
    expect(canvas.part("start")).to_be_visible()
    canvas.part("model").select_option("edges2photo")
    expect(canvas.part("about")).to_contain_text("edges2photo ·")
    expect(canvas.part("direction")).to_be_hidden()
    expect(canvas.button("Another take")).to_be_visible()
    assert "reverse" not in canvas.page.url
    canvas.draw(*SHOE)
    assert canvas.photo() != ""


def test_a_direction_that_cannot_be_opened_leaves_the_page_in_the_other(
    open_canvas: Open, checkpoints: Path
) -> None:
    canvas = open_canvas("flat2emoji")
    canvas.draw(*SHOE)
    drawn = canvas.photo()
    model = checkpoints / "flat2emoji" / REVERSE / MODEL
    away = model.rename(model.with_suffix(".away"))
    try:
        canvas.button("emoji to flat").click()
        expect(canvas.part("notice")).to_contain_text("translates flat to emoji only")
    finally:
        away.rename(model)
    expect(canvas.button("flat to emoji")).to_have_attribute("aria-pressed", "true")
    expect(canvas.part("about")).to_contain_text("flat2emoji ·")
    canvas.draw((100, 100), (140, 160))
    assert canvas.photo() not in ("", drawn)
    expect(canvas.part("notice")).to_be_hidden()
