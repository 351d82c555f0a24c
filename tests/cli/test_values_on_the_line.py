"""Ranges, bands and class numbers from the files to the results, through the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from conftest import LITTLE, SMALL, SMALL_MODEL, write_folders
from PIL import Image

from pix2pix import Translator
from pix2pix.checkpoint.folder import save_generator
from pix2pix.cli import main
from pix2pix.config import ModelConfig, Recipe, ValuesConfig
from pix2pix.evaluation.evaluate import held_out
from pix2pix.images import Samples, open_picture
from pix2pix.networks import build_generator

SIDE = 32
FEW = (*LITTLE, "--steps", 2, "--device", "cpu", "--precision", "fp32")


@pytest.fixture
def done(monkeypatch, capsys):
    """A command in this process: what it prints, and what it says beside."""

    def run(*arguments: object) -> tuple[str, str]:
        monkeypatch.setattr("sys.argv", ["pix2pix", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "300")
        main.main()
        printed = capsys.readouterr()
        return printed.out, printed.err

    return run


@pytest.fixture
def depths(tmp_path):
    """Pairs of 16-bit depths from 300 to 4075 and something red."""
    write_folders(tmp_path / "depths", "A", "B", ("1", "2", "3", "4"))
    whole = np.linspace(300, 4075, 4 * SIDE * SIDE).astype(np.uint16).reshape(4, SIDE, SIDE)
    for number, depth in enumerate(whole, 1):
        Image.fromarray(depth).save(tmp_path / f"depths/A/{number}.png")
    return tmp_path / "depths"


def test_inspect_gives_ranges_in_the_units_of_the_files(depths, done):
    found = json.loads(done("inspect", depths, "--json")[0])
    assert found["ranges"] == {"source": [300, 4075], "target": [0, 255]}
    found = json.loads(done("inspect", depths, "--json", "--source-range", 0, 4095)[0])
    assert found["ranges"]["source"] == [0, 4095]


def test_a_run_keeps_its_ranges_with_its_model_and_resumes_with_them(depths, done, tmp_path):
    model = tmp_path / "model"
    done("train", depths, "--out", model, *FEW)
    kept = ModelConfig.read(model / "config.json").values
    assert (kept.source_values, kept.source_range) == ("integer", (300, 4075))
    assert (kept.target_values, kept.target_range) == ("8-bit", (0, 255))
    Image.fromarray(np.full((SIDE, SIDE), 60_000, np.uint16)).save(depths / "A/1.png")
    done("train", depths, "--out", model, "--resume", "--steps", 3)
    assert ModelConfig.read(model / "config.json").values == kept
    assert Recipe.read(model / "train.json").values == kept
    pictures = held_out(model, depths, Translator.load(model))
    assert pictures.values == kept


def test_a_range_can_be_given_to_train_and_to_translate(depths, done, tmp_path):
    model = tmp_path / "model"
    done("train", depths, "--out", model, *FEW, "--source-range", 0, 4095)
    assert ModelConfig.read(model / "config.json").values.source_range == (0, 4095)
    done("translate", model, depths / "A", "--out", tmp_path / "kept")
    done("translate", model, depths / "A", "--out", tmp_path / "same", "--source-range", 0, 4095)
    done("translate", model, depths / "A", "--out", tmp_path / "other", "--source-range", 0, 500)
    kept, same, other = (
        (tmp_path / name / "1.png").read_bytes() for name in ("kept", "same", "other")
    )
    assert kept == same != other


def test_depths_come_out_again_in_millimetres(depths, done, tmp_path):
    model = tmp_path / "model"
    done("train", depths, "--out", model, *FEW, "--direction", "b2a")
    done("translate", model, depths / "B", "--out", tmp_path / "out", "--bits", 16)
    with Image.open(tmp_path / "out/1.png") as whole:
        integers = np.asarray(whole)
        assert whole.mode == "I;16"
    done("translate", model, depths / "B", "--out", tmp_path / "out", "--bits", 32)
    floats = tifffile.imread(tmp_path / "out/1.tif")
    assert (floats.dtype, floats.shape) == (np.float32, (SIDE, SIDE))
    assert floats.min() >= 300 and floats.max() <= 4075
    assert np.array_equal(floats.round(), integers)
    assert (floats % 1).any()


def test_a_format_holds_as_many_bits_as_are_asked_for_or_is_refused(depths, done, tmp_path, capsys):
    save_generator(tmp_path / "model", build_generator(SMALL), SMALL_MODEL)
    grey = tmp_path / "grey.png"
    Image.new("L", (SIDE, SIDE), 90).save(grey)

    def written(bits: int, *more: object) -> Path:
        out = tmp_path / f"{bits}{''.join(map(str, more))}"
        done("translate", tmp_path / "model", grey, "--out", out, "--bits", bits, *more)
        (file,) = out.iterdir()
        return file

    assert written(8).suffix == written(16).suffix == ".png"
    assert tifffile.imread(written(16, "--format", "tiff")).dtype == np.uint16
    assert tifffile.imread(written(32)).dtype == np.float32
    with Image.open(written(8, "--format", "webp")) as found:
        assert found.format == "WEBP"
    for bits, refused, able in ((16, "jpeg", "png or tiff"), (32, "png", "tiff")):
        with pytest.raises(SystemExit):
            written(bits, "--format", refused)
        told = f"{refused} holds no {bits} bits. Choose --format {able}, or --bits 8."
        assert told in capsys.readouterr().err


def test_8_bit_targets_come_out_finer(done, tmp_path):
    save_generator(tmp_path / "model", build_generator(SMALL), SMALL_MODEL)
    Image.linear_gradient("L").resize((SIDE, SIDE)).save(tmp_path / "grey.png")
    out = tmp_path / "out"
    done("translate", tmp_path / "model", tmp_path / "grey.png", "--out", out)
    eight = np.asarray(Image.open(out / "grey.png")).astype(float)
    done("translate", tmp_path / "model", tmp_path / "grey.png", "--out", out, "--bits", 16)
    sixteen = open_picture(out / "grey.png")
    assert isinstance(sixteen, Samples)
    assert np.abs(sixteen.values / 257 - eight).max() <= 0.51


def test_what_is_taken_for_granted_is_said_once(depths, done, tmp_path):
    save_generator(tmp_path / "model", build_generator(SMALL), SMALL_MODEL)
    said = done("translate", tmp_path / "model", depths / "A", "--out", tmp_path / "out")[1]
    assert said.count("holds 16-bit integers, and the model learnt from 8-bit pictures") == 1
    deep = SMALL_MODEL.changed(values=ValuesConfig(source_values="integer", source_range=(0, 4095)))
    save_generator(tmp_path / "deep", build_generator(SMALL), deep)
    said = done("translate", tmp_path / "deep", depths / "B", "--out", tmp_path / "out2")[1]
    assert said.count("its black is taken for 0, its white for 4095") == 1


def test_hounsfield_targets_refuse_unsigned_integers(done, tmp_path, depths, monkeypatch, capsys):
    values = ValuesConfig(target_values="float", target_range=(-1000, 1500))
    save_generator(tmp_path / "hu", build_generator(SMALL), SMALL_MODEL.changed(values=values))
    with pytest.raises(SystemExit):
        done("translate", tmp_path / "hu", depths / "B", "--out", tmp_path / "out", "--bits", 16)
    assert "which 16-bit integers do not hold. Choose --bits 32" in capsys.readouterr().err


def test_a_model_of_class_numbers_gets_a_palette(done, tmp_path):
    write_folders(tmp_path, "A", "B", ("1", "2", "3"))
    for number in "123":
        mask = np.repeat([0, 1, 2, 3], SIDE * SIDE // 4).reshape(SIDE, SIDE).astype(np.uint8)
        Image.fromarray(mask).save(tmp_path / f"A/{number}.png")
    done("train", tmp_path, "--out", tmp_path / "model", *FEW)
    kept = ModelConfig.read(tmp_path / "model/config.json")
    assert kept.values.source_values == "classes"
    assert [label.name for label in kept.domains.labels] == [f"class {n}" for n in range(4)]
    assert kept.domains.labels[1].color == "#800000"
    assert kept.domains.input_kind == "labels"
    translator = Translator.load(tmp_path / "model")
    painted = open_picture(tmp_path / "A/1.png").convert("P")
    painted.putpalette([0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0])
    drawn = painted.convert("RGB")  # as a person draws it on the canvas
    numbers = translator(open_picture(tmp_path / "A/1.png"))
    assert np.array_equal(np.asarray(translator(drawn)), np.asarray(numbers))


def test_a_preview_shows_what_the_network_was_given(done, tmp_path):
    write_folders(tmp_path, "A", "B", ("1", "2", "3"))
    rng = np.random.default_rng(0)
    for number in "123":
        dark = rng.integers(0, 32, (SIDE, SIDE, 3), np.uint8)
        Image.fromarray(dark).save(tmp_path / f"A/{number}.png")
    model = tmp_path / "model"
    done("train", tmp_path, "--out", model, *FEW, "--source-range", 0, 31)
    translator = Translator.load(model)
    pictures = held_out(model, tmp_path, translator)
    (preview,) = (model / "previews").iterdir()
    with Image.open(preview) as sheet:
        source, output = (np.asarray(sheet.crop((x, 0, x + SIDE, SIDE))) for x in (0, SIDE + 4))
    plain = pictures.plain(0)[0]
    assert np.array_equal(source, plain.permute(1, 2, 0).numpy()) and source.max() == 255
    assert np.abs(output.astype(int) - translator.scaled(plain)).max() <= 1  # another engine
    stored = open_picture(pictures.pairs[0].a)
    assert np.abs(output.astype(int) - translator(stored)).max() <= 1


def test_a_wrong_range_is_refused_in_a_sentence(done, depths, capsys, tmp_path):
    with pytest.raises(SystemExit):
        done("train", depths, "--out", tmp_path / "x", "--source-range", 9, 3)
    assert "source_range is 9 3; the first number is black" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        done("inspect", depths, "--source-bands", 4, 3)
    assert "name three bands for red, green and blue" in capsys.readouterr().err


def test_a_model_from_before_reads_8_bit_pictures(tmp_path):
    save_generator(tmp_path / "old", build_generator(SMALL), SMALL_MODEL)
    config = json.loads((tmp_path / "old/config.json").read_text())
    del config["values"]
    (tmp_path / "old/config.json").write_text(json.dumps(config))
    values = ModelConfig.read(tmp_path / "old/config.json").values
    assert (values.source.kind, values.source.range) == ("8-bit", (0, 255))
    assert values.settled.target_range == (0, 255)
