import numpy as np
import pytest
import torch
from conftest import SMALL, SMALL_MODEL, recipe, write_folders, write_pairs
from PIL import Image

from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import DataConfig
from pix2pix.data.paired import PairedPictures, redrawn
from pix2pix.errors import DataError
from pix2pix.evaluation.evaluate import contact_sheet, evaluate, held_out
from pix2pix.networks import build_generator
from pix2pix.translator import Translator


@pytest.fixture
def white(tmp_path):
    """A checkpoint that answers white to everything."""
    generator = build_generator(SMALL)
    torch.nn.init.zeros_(generator.to_image[1].weight)
    torch.nn.init.constant_(generator.to_image[1].bias, 9.0)
    save_generator(tmp_path / "white", generator, SMALL_MODEL)
    return tmp_path / "white"


def val(folder, name, colour):
    """One pair, red on the left, in a folder with nothing but val."""
    (folder / "val").mkdir(parents=True)
    pair = Image.new("RGB", (64, 32), colour)
    pair.paste("red", (0, 0, 32, 32))
    pair.save(folder / "val" / name)
    return folder


def test_a_folder_with_nothing_but_val_and_a_bare_checkpoint_will_do(white, tmp_path):
    translator = Translator.load(white)
    pictures = held_out(white, val(tmp_path / "data", "1.png", "white"), translator)
    found = evaluate(translator, pictures)
    assert (found["n"], found["l1"], found["psnr"], found["background"]) == (1, 0, 100, 0)
    assert found["lab_intersection"] == (1, 1, 1)


def test_the_direction_is_that_of_the_checkpoint(white, tmp_path):
    translator = Translator.load(white)
    data = val(tmp_path / "data", "1.png", "white")
    made = recipe()
    turned = made.model_copy(update={"data": DataConfig(direction="b2a")})
    (white / RECIPE).write_text(turned.to_json())
    found = evaluate(translator, held_out(white, data, translator))
    assert found["l1"] == pytest.approx(2 / 3)  # the target is red now


def test_without_val_the_share_is_measured_that_training_held_out(white, pairs):
    translator = Translator.load(white)
    made = recipe(seed=5)
    (white / RECIPE).write_text(made.to_json())
    _, expected = PairedPictures.find(pairs, SMALL, made.data, 5)
    found = held_out(white, pairs, translator)
    assert [pair.name for pair in found.pairs] == [pair.name for pair in expected.pairs]
    assert len(found) == 2


def test_data_without_held_out_pairs_is_named(white, tmp_path):
    translator = Translator.load(white)
    data = write_folders(tmp_path / "data", "A", "B", names=("1",))
    with pytest.raises(DataError) as error:
        held_out(white, data, translator)
    assert str(error.value) == f"{data} holds no held-out pictures. Put some into a folder val/."


def test_a_limit_shortens_the_measurement(white, tmp_path):
    write_pairs(tmp_path / "data" / "val", 5)
    translator = Translator.load(white)
    pictures = held_out(white, tmp_path / "data", translator)
    assert evaluate(translator, pictures, limit=2)["n"] == 2
    assert evaluate(translator, pictures)["n"] == 5


def test_hand_drawn_sources_are_always_the_same(pairs):
    pictures = PairedPictures.find(pairs, SMALL, DataConfig(held_out=0), 0)[0]
    source, _ = pictures.plain(0)
    assert torch.equal(redrawn(source, 1), redrawn(source, 1))
    assert not torch.equal(redrawn(source, 1), redrawn(source, 2))
    assert not torch.equal(redrawn(source, 1), source)


def test_hand_drawn_sources_change_what_is_measured(checkpoint, pairs):
    translator = Translator.load(checkpoint)
    pictures = held_out(checkpoint, pairs, translator)
    plain, drawn = (evaluate(translator, pictures, hand_drawn=hand) for hand in (False, True))
    assert plain["l1"] != drawn["l1"]


def test_every_pair_gets_noise_of_its_own(checkpoint, tmp_path):
    write_pairs(tmp_path / "val", 3)
    translator = Translator.load(checkpoint)
    pictures = held_out(checkpoint, tmp_path, translator)
    distances = []
    for index in range(len(pictures)):
        target = np.asarray(pictures.plain(index)[1].permute(1, 2, 0), float)
        sample = np.asarray(translator(pictures.source(index), seed=index), float)
        distances.append(np.abs(sample - target).mean() / 255)
    assert evaluate(translator, pictures, samples=True)["l1"] == pytest.approx(np.mean(distances))
    assert evaluate(translator, pictures)["l1"] != pytest.approx(np.mean(distances))


def test_a_contact_sheet_is_a_grid_on_white():
    red, grey = Image.new("RGB", (10, 8), "red"), Image.new("L", (10, 8), 100)
    sheet = np.asarray(contact_sheet([[red, grey], [grey]], gap=2))
    assert sheet.shape == (18, 22, 3)
    assert sheet[0, 0].tolist() == [255, 0, 0]
    assert sheet[0, 12].tolist() == sheet[10, 0].tolist() == [100] * 3
    assert sheet[0, 10].tolist() == sheet[10, 12].tolist() == [255] * 3
