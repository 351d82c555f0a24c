"""Figures of models that translate both ways."""

from pathlib import Path

import pytest
import torch
from PIL import Image

from pix2pix.checkpoint.files import DISCRIMINATOR, RECIPE, REVERSE
from pix2pix.checkpoint.folder import save_generator, save_weights
from pix2pix.config import Recipe
from pix2pix.errors import ConfigError, DataError
from pix2pix.evaluation.both_ways import evaluate_checkpoint
from pix2pix.evaluation.evaluate import held_out
from pix2pix.networks import build_discriminator
from pix2pix.translator import Translator
from tests.conftest import SIDE, write_folders
from tests.painters import BLACK, NETWORK, painter, save_painters


@pytest.fixture
def painters(tmp_path: Path) -> Path:
    folder = tmp_path / "red2blue"
    save_painters(folder)
    return folder


def measure(folder: Path, data: Path, **how: bool) -> dict[str, object]:
    translator = Translator.load(folder, engine="torch")
    return evaluate_checkpoint(folder, translator, held_out(folder, data, translator), **how)


def test_pairs_are_compared_in_both_directions(painters: Path, tmp_path: Path) -> None:
    data = write_folders(tmp_path / "val", "A", "B", ("ant", "bee")).parent
    figures = measure(painters, data)
    for each in (figures, figures[REVERSE]):
        assert each["n"] == 2
        assert each["l1"] == pytest.approx(0, abs=0.01)
        assert each["cycle_l1"] == pytest.approx(0, abs=0.01)
        assert "d_accuracy" not in each  # there are no discriminators


def test_without_pairs_only_the_way_back_is_measured(painters: Path, tmp_path: Path) -> None:
    data = write_folders(tmp_path / "val", "A", "B", ("1", "2")).parent
    Image.new("RGB", (SIDE, SIDE), "black").save(data / "val" / "A" / "3.png")
    figures = measure(painters, data)
    faults = {"input_l1", "input_correlation", "variety"}
    assert set(figures) == {"n", "cycle_l1", REVERSE} | faults
    assert figures["n"] == 3
    assert figures["cycle_l1"] == pytest.approx(1 / 9, abs=0.01)  # one black of three came back red


def test_one_direction_alone_is_measured_on_pairs_or_says_why_not(
    painters: Path, tmp_path: Path
) -> None:
    (painters / REVERSE).rename(tmp_path / "gone")
    pairs = write_folders(tmp_path / "pairs" / "val", "A", "B", ("ant", "bee")).parent
    assert measure(painters, pairs)["l1"] == pytest.approx(0, abs=0.01)
    others = write_folders(tmp_path / "others" / "val", "A", "B", ("1", "2")).parent
    with pytest.raises(DataError, match="has one direction only, and the held-out pictures are no"):
        measure(painters, others)


@pytest.mark.parametrize("asked", ["hand_drawn", "samples"])
def test_what_pairs_are_needed_for_is_refused(painters: Path, tmp_path: Path, asked: str) -> None:
    data = write_folders(tmp_path / "val", "A", "B", ("ant", "bee")).parent
    with pytest.raises(ConfigError, match=f"{asked} is true, but .* trained without pairs"):
        measure(painters, data, **{asked: True})


def test_a_discriminator_is_right_where_it_tells_pictures_from_outputs(
    painters: Path, tmp_path: Path
) -> None:
    """One that takes for real what is blue, as all pictures of the target domain are."""
    data = write_folders(tmp_path / "val", "A", "B", ("ant", "bee")).parent
    seen = {"patch": 1, "conditional": False, "discriminator_norm": "none"}
    made = Recipe.read(painters / RECIPE).changed(discriminator=seen)
    (painters / RECIPE).write_text(made.to_json())
    judge = build_discriminator(made.discriminator, NETWORK)
    with torch.no_grad():
        for weight in judge.parameters():
            weight.zero_()
        layers = [weight for weight in judge.parameters() if weight.dim() == 4]
        for place, weight in enumerate(layers):
            weight[0, 2 if place == 0 else 0] = 1
    save_weights(judge, painters / DISCRIMINATOR)
    assert measure(painters, data)["d_accuracy"] == 0.5  # outputs are blue, too
    save_generator(painters, painter(BLACK), made.model)
    assert measure(painters, data)["d_accuracy"] == 1
