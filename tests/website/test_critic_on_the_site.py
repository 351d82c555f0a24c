"""The critic where the network runs in the page, and what goes wrong with its file."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from pix2pix import Translator
from tests.browser import SHOE, Canvas, laid_over, pixels_of
from tests.website.conftest import Visit, needs_npm

pytestmark = [pytest.mark.slow, needs_npm]


def turn_on(canvas: Canvas) -> None:
    canvas.button("More tools").click()
    canvas.button("Critic").click()


def test_the_page_believes_what_python_does(visit: Visit, checkpoints: Path) -> None:
    canvas = visit()
    canvas.draw(*SHOE)
    sketch = canvas.saved("Save the sketch")
    turn_on(canvas)
    shown = canvas.belief()
    belief = Translator.load(checkpoints / "edges2photo", "torch").scored(sketch).belief
    assert shown.std() > 20
    expected = laid_over(belief, pixels_of(canvas.photo()))
    assert np.abs(shown - expected).mean() < 7  # weights of the page are in 8 bits
    canvas.draw((40, 60), (200, 70))
    assert np.abs(canvas.belief() - shown).mean() > 1
    canvas.part("model").select_option("labels2house")  # which has no discriminator
    expect(canvas.part("about")).to_contain_text("labels2house ·")
    expect(canvas.part("belief")).to_be_hidden()
    expect(canvas.button("Critic")).to_be_hidden()


@pytest.mark.parametrize("fault", ["damaged", "missing", "scores otherwise"])
def test_a_critic_that_does_not_load_is_said_and_pictures_go_on(
    visit: Visit, site: Path, tmp_path: Path, fault: str
) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    models = json.loads((copy / "models.json").read_text())
    critic = models[0]["directions"][0]["discriminator"]
    graph = copy / critic["graph"]["url"]
    if fault == "damaged":
        graph.write_bytes(b"x" + graph.read_bytes()[1:])
    elif fault == "missing":
        graph.unlink()
    else:
        critic["undecided"] = 3
        (copy / "models.json").write_text(json.dumps(models))
    canvas = visit(copy)
    canvas.draw(*SHOE)
    photo = canvas.photo()
    turn_on(canvas)
    sentence = {
        "damaged": "The discriminator arrived damaged",
        "missing": "The discriminator could not be fetched",
        "scores otherwise": "This browser could not run the discriminator",
    }
    expect(canvas.part("notice")).to_contain_text(sentence[fault])
    expect(canvas.button("Critic")).to_have_attribute("aria-pressed", "false")
    canvas.draw((40, 60), (200, 70))
    assert canvas.photo() not in ("", photo)
