"""The models that come with the repository are whole, fast, small, and say where they are from."""

import numpy as np
import pytest
from conftest import ROOT
from huggingface_hub import ModelCard
from PIL import Image, ImageDraw

from pix2pix import Translator
from pix2pix.checkpoint.folder import load_discriminator, read_config
from pix2pix.config import Label, Recipe
from pix2pix.data.classes import Classes
from pix2pix.engines.int8 import Int8Report, fingerprint
from pix2pix.hub.spaces import BUNDLED
from pix2pix.images import open_picture

LARGEST_FILE = 30_000_000  # bytes
BOOT = ROOT / "assets" / "sketches" / "boot.png"
MODELS = [ROOT / "checkpoints" / name for name in BUNDLED]


def house(labels: tuple[Label, ...]) -> Image.Image:
    """A wall with six windows under a strip of roof, in the colours of these labels."""
    colours = {label.name: label.color for label in labels}
    picture = Image.new("RGB", (256, 256), colours["background"])
    pen = ImageDraw.Draw(picture)
    pen.rectangle((20, 50, 236, 250), fill=colours["wall"])
    for left in (40, 110, 180):
        for top in (80, 160):
            pen.rectangle((left, top, left + 36, top + 56), fill=colours["window"])
    return picture


each_model = pytest.mark.parametrize("folder", MODELS, ids=BUNDLED)


@each_model
def test_a_bundled_model_is_whole_and_ready_for_fine_tuning(folder):
    beside = load_discriminator(folder)
    recipe = Recipe.read(folder / "train.json")
    assert beside is not None and beside[1] == recipe.discriminator
    assert recipe.model == read_config(folder)
    assert all(file.stat().st_size <= LARGEST_FILE for file in folder.iterdir() if file.is_file())


@each_model
def test_its_int8_graph_belongs_to_its_weights_and_was_close_to_them(folder):
    report = Int8Report.read(folder / "int8.json")
    assert report.fingerprint == fingerprint(folder)
    assert report.figures.ssim >= 0.99
    assert report.figures.l1_int8 <= 1.01 * report.figures.l1_torch


@each_model
def test_its_card_names_its_terms_and_shows_pictures_that_are_there(folder):
    card = ModelCard.load(folder / "README.md")
    free = card.data.license in ("mit", "apache-2.0")
    assert free or card.data.license_name == "research-use"
    assert card.data.pipeline_tag == "image-to-image"
    assert "**Terms.**" in card.text
    for picture in ("sketches.jpg", "held_out.jpg"):
        assert f"]({picture})" in card.text and (folder / picture).is_file()


@each_model
def test_pytorch_and_the_engine_of_this_machine_draw_the_same(folder):
    labels = read_config(folder).domains.labels
    drawn = house(labels) if labels else open_picture(BOOT)
    pictures = [
        np.asarray(Translator.load(folder, engine)(drawn, seed=3), dtype=float)
        for engine in ("torch", "auto")
    ]
    assert np.abs(pictures[0] - pictures[1]).mean() < 0.03 * 255


@pytest.mark.parametrize("name", ["edges2photo", "edges2emoji"])
def test_a_line_drawing_is_filled_and_the_paper_around_it_stays_white(name):
    translator = Translator.load(ROOT / "checkpoints" / name)
    photo = np.asarray(translator(open_picture(BOOT)), dtype=float) / 255
    assert photo[:60, :60].mean() > 0.95  # nothing was drawn there
    assert photo[170:210, 60:120].mean() < 0.85  # inside the boot
    other = np.asarray(translator(open_picture(BOOT), seed=0), dtype=float) / 255
    assert np.abs(photo - other)[170:210, 60:120].mean() > 0.05


def test_the_palette_of_facades_is_that_of_its_data():
    kept = read_config(ROOT / "checkpoints" / "labels2facade").domains.labels
    assert kept == Classes.read("facades").labels
    assert len(kept) == 12
