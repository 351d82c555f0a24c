"""The critic: what the discriminator believes of the photo, laid over it while one draws."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from pix2pix import Translator
from pix2pix.checkpoint.files import DISCRIMINATOR
from tests.browser import MODELS, SHOE, Canvas, Open, laid_over, pixels_of, save_model
from tests.conftest import save_discriminator

pytestmark = pytest.mark.slow


def turn_on(canvas: Canvas) -> None:
    canvas.button("More tools").click()
    canvas.button("Critic").click()


def test_the_map_lies_over_the_photo_while_one_draws(open_canvas: Open, checkpoints: Path) -> None:
    canvas = open_canvas("edges2photo")
    canvas.draw(*SHOE)
    photo = canvas.photo()
    sketch = canvas.saved("Save the sketch")
    turn_on(canvas)
    shown = canvas.belief()
    belief = Translator.load(checkpoints / "edges2photo").scored(sketch).belief
    assert shown.std() > 20
    expected = laid_over(belief, pixels_of(photo))
    apart = np.abs(shown - expected).mean()  # each smooths in its own way
    moved = [np.abs(np.roll(shown, 8, axis) - expected).mean() for axis in (0, 1)]
    assert apart < 6 and 2 * apart < min(moved), "a patch lies where it was seen"
    share = f"{(np.asarray(belief) > 127).mean():.0%}".replace("%", " %")
    expect(canvas.part("share-believed")).to_have_text(f"{share} believed")
    expect(canvas.part("critic")).to_contain_text("it takes what is blue for real")
    assert canvas.photo() == photo, "the photo itself, as it is saved, stays as it is"
    canvas.draw((40, 60), (200, 70))
    assert np.abs(canvas.belief() - shown).mean() > 1
    canvas.button("Clear").click()
    expect(canvas.part("belief")).to_be_hidden()
    canvas.button("Undo").click()
    canvas.belief()
    canvas.button("Critic").click()
    expect(canvas.part("belief")).to_be_hidden()
    expect(canvas.part("critic")).to_be_hidden()


def test_without_a_connection_the_map_comes_with_the_message(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo")
    turn_on(canvas)
    canvas.draw(*SHOE)
    expected = canvas.belief()
    canvas = open_canvas("edges2photo", connected=False)
    turn_on(canvas)
    canvas.draw(*SHOE)
    assert np.array_equal(canvas.belief(), expected)


@pytest.fixture
def misfit(checkpoints: Path) -> Iterator[str]:
    """A model whose discriminator is of another width than its recipe says."""
    folder = checkpoints / "misfit"
    save_model(folder, MODELS["edges2photo"])
    save_discriminator(folder, patch=70)
    weights = (folder / DISCRIMINATOR).read_bytes()
    save_discriminator(folder, patch=16)
    (folder / DISCRIMINATOR).write_bytes(weights)
    yield folder.name
    shutil.rmtree(folder)


def test_what_does_not_fit_is_said_and_pictures_go_on(
    open_canvas: Open, misfit: str, checkpoints: Path
) -> None:
    canvas = open_canvas(misfit)
    canvas.draw(*SHOE)
    photo = canvas.photo()
    turn_on(canvas)
    expect(canvas.part("notice")).to_contain_text("The discriminator of this model is missing or")
    assert str(checkpoints) not in canvas.part("notice").inner_text()
    expect(canvas.button("Critic")).to_have_attribute("aria-pressed", "false")
    assert canvas.photo() == photo
    canvas.draw((40, 60), (200, 70))
    assert canvas.photo() not in ("", photo)
    canvas.part("model").select_option("labels2house")  # which has none at all
    expect(canvas.part("about")).to_contain_text("labels2house ·")
    expect(canvas.part("drawer")).to_be_visible()
    expect(canvas.button("Critic")).to_be_hidden()
