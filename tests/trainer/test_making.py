"""The trainer page asks what one wants to make, and begins with the settings of that recipe."""

import io

import pytest
from PIL import Image

from pix2pix.jobs.drafts import Draft
from pix2pix.jobs.starting_points import starting_point
from tests.trainer.test_streamlit_app import asked, button, field, opened, packed, send, text
from tests.trainer.test_unpaired_page import unmatched

pytestmark = pytest.mark.slow
QUESTION = "What do you want to make?"


def choose(page, name):
    field(page.selectbox, QUESTION).set_value(name).run()
    assert not page.exception


def test_the_settings_of_a_recipe_are_filled_in_for_the_pairs_that_come(root, tmp_path):
    page = opened()
    choose(page, "lines2color")
    point = starting_point("lines2color")
    assert point.pairs in text(page)
    assert "npm install --prefix emoji openmoji@17.0.0" in text(page)  # its page
    page = send(page, packed(tmp_path))
    draft = Draft.find(root, asked(page, "draft"))
    kept = draft.read()
    assert (kept.making, kept.length, kept.init) == ("lines2color", "recipe", "")
    for part in ("generator", "domains", "discriminator", "method"):
        assert getattr(kept.recipe, part) == getattr(point.settings, part), part
    assert kept.recipe.data.hand_drawn == point.settings.data.hand_drawn
    assert kept.recipe.train.steps == point.settings.train.steps
    assert field(page.radio, "How long").value == "recipe"
    field(page.radio, "How long").set_value("evening").run()
    kept = draft.read()
    assert (kept.recipe.train.steps, kept.recipe.generator) == (8000, point.settings.generator)


def test_another_recipe_or_none_begins_the_form_anew(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    draft = Draft.find(root, asked(page, "draft"))
    before = draft.read()
    choose(page, "sketch2portrait")
    assert draft.read().recipe.domains.target == "portrait"
    assert field(page.text_input, "What it becomes, for example photo").value == "portrait"
    choose(page, "")
    assert draft.read() == before
    assert "recipe" not in field(page.radio, "How long").options


def test_single_pictures_become_the_pairs_of_the_recipe(root, tmp_path):
    photos = {}
    for number in range(4):
        encoded = io.BytesIO()
        Image.effect_noise((80, 60), 50).save(encoded, "PNG")
        photos[f"{number}.png"] = encoded.getvalue()
    page = opened()
    choose(page, "palette2picture")
    page = send(page, packed(tmp_path, 0, photos))
    assert field(page.radio, "What should the model learn?").value == "palette"
    button(page, "Make pairs").click().run()
    assert not page.exception
    kept = Draft.find(root, asked(page, "draft")).read()
    assert (kept.recipe.domains.input_kind, kept.length) == ("colors", "recipe")


def test_pictures_that_are_no_pairs_are_not_trained_with_its_settings(root, tmp_path):
    page = opened()
    choose(page, "lines2color")
    page = send(page, unmatched())
    assert "are no pairs, which this recipe takes" in "".join(w.value for w in page.warning)
    kept = Draft.find(root, asked(page, "draft")).read()
    assert (kept.recipe.method.method, kept.length) == ("cyclegan", "quick")
