import shutil

import pytest
from huggingface_hub import ModelCard
from PIL import Image

from pix2pix.checkpoint.card import terms, write_card
from pix2pix.checkpoint.files import CARD, RECIPE
from pix2pix.checkpoint.folder import save_generator
from pix2pix.checkpoint.run import Run
from pix2pix.config import Domains, Origin, Recipe, ResNetConfig
from pix2pix.errors import CheckpointError
from pix2pix.networks import build_generator
from tests.conftest import SMALL, SMALL_MODEL, recipe

FIGURES = {"n": 6, "l1": 0.2933, "psnr": 9.58, "ssim": 0.07}


@pytest.fixture
def run(tmp_path):
    made = Run(tmp_path / "shoes", recipe(steps=2))
    made.begin()
    save_generator(made.folder, build_generator(SMALL), SMALL_MODEL)
    return made


def test_a_card_tells_the_logged_figures(run):
    run.log({"step": 5, "epoch": 1.0, "seconds_per_step": 0.5, "g_l1": 0.4})
    run.log({"step": 5, "validation": FIGURES | {"l1": 0.9}})
    run.log({"step": 9, "validation": FIGURES})
    card = ModelCard.load(write_card(run.folder, license="mit", data="six shoes"))
    results = {each.metric_type: each.metric_value for each in card.data.eval_results}
    assert results == {"l1": 0.2933, "psnr": 9.58, "ssim": 0.07}
    assert card.data.license == "mit"
    assert card.data.pipeline_tag == "image-to-image"
    assert "Mean over 6 held-out pairs, after step 9." in card.text
    assert "- Data: six shoes." in card.text


def test_a_card_without_a_log_has_no_figures(run):
    card = ModelCard.load(write_card(run.folder, name="boots"))
    assert card.data.eval_results is None
    assert "How good it is" not in card.text
    assert "# boots" in card.text
    assert card.data.base_model is None
    assert "- Weights: trained from nothing." in card.text


def test_a_card_tells_whether_pictures_are_scaled(run):
    assert ", at 32 x 32 px. A generator" in write_card(run.folder).read_text()
    save_generator(run.folder, build_generator(SMALL), SMALL_MODEL.changed(native=True))
    text = write_card(run.folder).read_text()
    assert ", learnt from crops of 32 x 32 px and seen at their own size. A generator" in text


def test_a_card_names_all_that_its_weights_descend_from(run):
    shoes, photos = Origin(name="me/shoes", terms="MIT"), Origin(name="photos")
    descended = recipe().changed(origins=(shoes, photos))
    (run.folder / RECIPE).write_text(descended.to_json())
    card = ModelCard.load(write_card(run.folder))
    assert card.data.base_model == "me/shoes"
    assert "fine-tuned from me/shoes (MIT), that from photos (no terms named)." in card.text


def test_the_last_preview_is_shown_only_if_wanted(run):
    run.save_preview(Image.new("RGB", (20, 20), "red"), 1)
    run.save_preview(Image.new("RGB", (20, 20), "blue"), 2)
    assert "preview.png" not in write_card(run.folder, pictures=False).read_text()
    assert "![source, what the model made of it" in write_card(run.folder).read_text()
    assert Image.open(run.folder / "preview.png").getpixel((0, 0)) == (0, 0, 255)


def test_a_folder_without_a_checkpoint_gets_no_card(tmp_path):
    with pytest.raises(CheckpointError, match="is not a folder"):
        write_card(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_the_terms_are_those_that_the_card_names(run):
    assert terms(run.folder) == ""
    write_card(run.folder)
    assert terms(run.folder) == ""
    for license, said in {
        "cc-by-4.0": "CC BY 4.0",
        "mit": "MIT",
        "apache-2.0": "Apache 2.0",
        "bsd-3-clause": "BSD 3 Clause",
    }.items():
        write_card(run.folder, license=license)
        assert terms(run.folder) == said
    write_card(run.folder, license_name="research-use")
    assert terms(run.folder) == "research use"


@pytest.mark.parametrize("text", ["", "# words", "---\nlicense: [a\n---", "---\nlicense: [a]\n---"])
def test_a_card_that_cannot_be_read_names_no_terms(run, text):
    (run.folder / CARD).write_text(text)
    assert terms(run.folder) == ""


@pytest.fixture
def both_ways(tmp_path):
    """A model of two directions, and its run."""
    made = Run(tmp_path / "horse2zebra", recipe())
    made.recipe = unpaired = Recipe.of("cyclegan").changed(
        generator=ResNetConfig(size=32, width=4, blocks=1),
        origins=(Origin(name="me/apple2orange", terms="MIT"),),
    )
    made.begin()
    model = unpaired.model.changed(domains=Domains(source="horse", target="zebra"))
    for folder, config in ((made.folder, model), (made.folder / "reverse", model.reversed())):
        save_generator(folder, build_generator(config.generator), config)
    return made


def test_a_card_of_two_directions_says_both_and_cites_cyclegan(both_ways):
    figures = {"n": 4, "cycle_l1": 0.05, "d_accuracy": 0.6}
    both_ways.log({"step": 9, "epoch": 1.0, "seconds_per_step": 0.5, "cycle": 0.1})
    both_ways.log({"step": 9, "validation": {**figures, "reverse": figures | {"cycle_l1": 0.07}}})
    card = ModelCard.load(write_card(both_ways.folder, data="two folders", license="mit"))
    assert card.data.tags == ["pix2pix", "cyclegan", "unpaired", "image-to-image"]
    assert card.data.base_model == "me/apple2orange"
    assert "Turns horse into zebra, and zebra into horse, at 32 x 32 px." in card.text
    assert "Zhu et al. 2017" in card.text
    assert "Isola" not in card.text
    assert "| figure | horse to zebra | zebra to horse |" in card.text
    assert "| L1 there and back (on [0, 1]) | 0.0500 | 0.0700 |" in card.text
    assert "Mean over 4 held-out pictures, after step 9." in card.text
    assert "1 picture of each kind a step" in card.text
    assert "in the folder `reverse`" in card.text
    results = {each.metric_name: each.metric_value for each in card.data.eval_results}
    assert results["L1 there and back (on [0, 1]), zebra to horse"] == 0.07
    assert {each.dataset_type for each in card.data.eval_results} == {"unpaired-pictures"}


def test_a_card_without_the_other_direction_promises_none(both_ways):
    shutil.rmtree(both_ways.folder / "reverse")
    text = write_card(both_ways.folder).read_text()
    assert "Turns horse into zebra, at 32 x 32 px. Learnt without pairs" in text
    assert "`reverse`" not in text
