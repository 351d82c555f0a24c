"""Pictures that are not square, from training on crops of them to their translation."""

import numpy as np
import pytest
from conftest import LITTLE, write_folders
from PIL import Image

from pix2pix.cli import main
from pix2pix.config import ModelConfig
from pix2pix.errors import Pix2PixError

WIDTH, HEIGHT = 90, 50
FEW = (*LITTLE, "--steps", "2", "--device", "cpu", "--precision", "fp32")


@pytest.fixture
def done(monkeypatch):
    """A command in this process."""

    def run(*arguments: object) -> None:
        monkeypatch.setattr("sys.argv", ["pix2pix", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "300")
        main.main()

    return run


@pytest.fixture
def wide(tmp_path):
    """Pairs of 90 x 50 px."""
    write_folders(tmp_path / "pairs", "A", "B", ("1", "2", "3", "4"))
    rng = np.random.default_rng(0)
    for file in (tmp_path / "pairs").rglob("*.png"):
        Image.fromarray(rng.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)).save(file)
    return tmp_path / "pairs"


@pytest.mark.slow
def test_a_model_learns_from_crops_and_translates_at_the_same_scale(wide, done, tmp_path):
    model, made = tmp_path / "model", tmp_path / "made"
    done("train", wide, "--out", model, *FEW, "--crop", 32)
    assert ModelConfig.read(model / "config.json").native
    done("train", wide, "--out", model, *FEW, "--crop", 32, "--steps", 3, "--resume")
    done("evaluate", model, wide)
    done("translate", model, wide / "A", "--out", made / "usual")
    done("translate", model, wide / "A", "--out", made / "native", "--native")
    for file in (made / "usual").iterdir():
        with Image.open(file) as usual, Image.open(made / "native" / file.name) as native:
            assert usual.size == (WIDTH, HEIGHT)
            assert usual.tobytes() == native.tobytes()


@pytest.mark.slow
def test_a_crop_that_is_too_large_is_refused_before_a_step(wide, done, tmp_path, capsys):
    with pytest.raises((SystemExit, Pix2PixError)):
        done("train", wide, "--out", tmp_path / "model", *FEW, "--size", 64, "--crop", 64)
    said = capsys.readouterr().err
    assert "is 90x50 px, less than a crop of 64 px. 4 of 4 pairs are too small." in said
