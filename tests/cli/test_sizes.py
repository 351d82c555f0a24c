"""Pictures that are not square, from training on crops of them to their translation."""

import numpy as np
import pytest
from conftest import LITTLE, write_folders
from PIL import Image

from pix2pix.cli import main
from pix2pix.config import ModelConfig, Recipe
from pix2pix.errors import Pix2PixError

WIDTH, HEIGHT = 90, 50
CPU = ("--device", "cpu", "--precision", "fp32")
FEW = (*LITTLE, "--steps", "2", *CPU)


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
@pytest.mark.parametrize("more", [(), ("--crop", "24x64"), ("--random-placement", 0.5)])
def test_a_model_of_another_shape_goes_all_the_way(wide, done, tmp_path, more):
    model, made = tmp_path / "model", tmp_path / "made"
    flags = (*FEW, "--size", "24x64", "--batch-size", 2)
    done("train", wide, "--out", model, *flags, *more)
    assert Recipe.read(model / "train.json").generator.size == (24, 64)
    (preview,) = (model / "previews").iterdir()
    with Image.open(preview) as sheet:
        assert sheet.size == (3 * 64 + 2 * 4, 24)  # source, output and target of one held-out pair
    done("train", wide, "--out", model, "--resume", "--steps", 3)
    done("evaluate", model, wide)
    done("translate", model, wide / "A", "--out", made)
    for file in made.iterdir():
        with Image.open(file) as picture:
            assert picture.size == (WIDTH, HEIGHT)
    finer = tmp_path / "finer"
    done("train", wide, "--out", finer, "--init", model, "--size", "48x64", "--steps", 1, *CPU)
    assert ModelConfig.read(finer / "config.json").generator.size == (48, 64)


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--size", "256x"), "size: '256x' is no size; give one number for squares, such as 256"),
        (("--size", "0x256"), "size: 0x256 px is out of bounds; each side must have 8 to 2048 px"),
        (("--size", "256x300"), "size 256x300 is not a multiple of 256 in width (2**depth); "),
        (("--crop", "256x"), "crop: '256x' is no size; "),
        (("--crop", "256x512"), "crop is 256x512 and size is 256, but crops are what the model is"),
    ],
)
def test_what_is_no_size_is_refused_in_a_sentence(wide, done, tmp_path, capsys, flags, sentence):
    with pytest.raises(SystemExit) as ended:
        done("train", wide, "--out", tmp_path / "model", *flags)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"pix2pix: {sentence}")
    assert not (tmp_path / "model").exists()


def test_help_says_that_the_height_comes_first(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["pix2pix", "train", "--help"])
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main.main()
    said = " ".join(capsys.readouterr().out.replace("│", " ").split())
    words = "Height x width of the pictures it is trained on, in px, such as 256x512"
    assert f"--size PX|HEIGHTxWIDTH {words}; 256 for squares. (default: 256)" in said
    assert "--crop PX|HEIGHTxWIDTH Take random crops of this height x width at the" in said


@pytest.mark.slow
def test_a_crop_that_is_too_large_is_refused_before_a_step(wide, done, tmp_path, capsys):
    with pytest.raises((SystemExit, Pix2PixError)):
        done("train", wide, "--out", tmp_path / "model", *FEW, "--size", 64, "--crop", 64)
    said = capsys.readouterr().err
    assert "is 90x50 px, less than a crop of 64 x 64 px. 4 of 4 are too small." in said
