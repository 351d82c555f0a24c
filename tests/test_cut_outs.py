"""A model that makes opacity, from its pairs to its files: losses, previews, figures, engines."""

import json
from contextlib import closing
from pathlib import Path
from shutil import copytree

import numpy as np
import onnx
import pytest
import torch
from conftest import SIDE, recipe
from PIL import Image, ImageDraw

from pix2pix.checkpoint.card import write_card
from pix2pix.checkpoint.folder import load_discriminator
from pix2pix.checkpoint.run import read_log
from pix2pix.cli import main
from pix2pix.config import Recipe, UNetConfig
from pix2pix.data.paired import PairedPictures
from pix2pix.engines.onnx import export
from pix2pix.engines.quantize import quantize
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import build_discriminator, build_generator
from pix2pix.training.session import open_run, run_training
from pix2pix.translator import Translator

pytestmark = pytest.mark.slow
HIDDEN = (0, 255, 0)
CUTS = UNetConfig(size=SIDE, width=8, depth=4, dropout_levels=(0, 1), out_channels=4)


def write_cut_outs(folder: Path, count: int = 12, hidden: tuple[int, int, int] = HIDDEN) -> Path:
    """Photos of red discs in grey noise, and the discs alone."""
    for number in range(count):
        rng = np.random.default_rng(number)
        left, top = rng.integers(2, 14, 2).tolist()
        box = (left, top, left + 14, top + 14)
        mask = Image.new("L", (SIDE, SIDE))
        ImageDraw.Draw(mask).ellipse(box, 255)
        photo = Image.fromarray(rng.integers(90, 160, (SIDE, SIDE), np.uint8)).convert("RGB")
        photo.paste("red", (0, 0), mask)
        cut = Image.new("RGB", (SIDE, SIDE), hidden)
        cut.paste("red", (0, 0), mask)
        cut.putalpha(mask)
        for half, picture in (("photo", photo), ("cutout", cut)):
            (folder / half).mkdir(parents=True, exist_ok=True)
            picture.save(folder / half / f"{number}.png")
    return folder


def settings(**training: object) -> Recipe:
    made = recipe(save_every=200, learning_rate=2e-3, **training)
    domains = made.domains.changed(source="photo", target="cutout", input_kind="photo")
    return made.changed(generator=CUTS, domains=domains)


@pytest.fixture(scope="module")
def pairs_with_alpha(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cut_outs(tmp_path_factory.mktemp("cuts") / "pairs")


@pytest.fixture(scope="module")
def trained(pairs_with_alpha: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that has learnt to find red; not to be changed."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("runs") / "cutout"
    run = open_run(folder, settings(steps=200), init=None, resume=False)
    with closing(run_training(pairs_with_alpha, run)) as reports:
        list(reports)
    return folder


def held_out(folder: Path, pairs: Path) -> PairedPictures:
    made = Recipe.read(folder / "train.json")
    return PairedPictures.find(pairs, made.generator, made.data, made.held_out_seed)[1]


def test_a_run_learns_alpha_and_says_how_well(trained: Path, pairs_with_alpha: Path) -> None:
    logged = [entry["validation"] for entry in read_log(trained) if "validation" in entry]
    assert logged[-1]["alpha_iou"] > max(0.8, logged[0]["alpha_iou"])
    assert logged[-1]["alpha_mae"] < min(0.1, logged[0]["alpha_mae"])
    found = load_discriminator(trained)
    assert found is not None
    assert found[0].layers[0].weight.shape[1] == 3 + 4  # photo, and the cut-out with its alpha
    assert "| IoU of alpha (at 0.5) |" in write_card(trained).read_text()


def test_a_preview_shows_a_chequerboard_where_nothing_is(trained: Path) -> None:
    preview = Image.open(max((trained / "previews").glob("*.png")))
    assert preview.mode == "RGB"
    last = np.asarray(preview.crop((2 * (SIDE + 4), 0, 3 * SIDE + 8, SIDE)))  # a target
    assert {tuple(each) for each in last.reshape(-1, 3)} == {(255,) * 3, (204,) * 3, (255, 0, 0)}


def test_hidden_colors_do_not_change_a_step(tmp_path: Path) -> None:
    losses = []
    for hidden in (HIDDEN, (255, 0, 255)):
        folder = write_cut_outs(tmp_path / str(hidden[0]), 2, hidden)
        made = settings()
        pictures, _ = PairedPictures.find(folder, CUTS, made.data.changed(held_out=0.0), 0)
        source, target = (half[None] / 127.5 - 1 for half in pictures.plain(0))
        torch.manual_seed(0)
        judge = build_discriminator(made.discriminator, CUTS)
        method = Pix2Pix(build_generator(CUTS), judge, made.method, made.discriminator)
        losses.append(method.step({"source": source, "target": target, "seed": torch.tensor([0])}))
    assert losses[0] == losses[1]


def test_every_engine_finds_the_same(trained: Path, pairs_with_alpha: Path, tmp_path: Path) -> None:
    pictures = held_out(trained, pairs_with_alpha)
    photo = Image.open(pictures.file_of(0, 0))
    expected = np.asarray(Translator.load(trained, "torch")(photo, seed=1), float)
    shown = np.asarray(Translator.load(trained, "openvino")(photo, seed=1), float)
    assert expected.shape == shown.shape == (SIDE, SIDE, 4)
    assert np.abs(shown[..., 3] - expected[..., 3]).max() <= 3
    again = Translator.load(trained, "torch")(photo, seed=1, native=True)
    assert np.abs(np.asarray(again, float) - expected).mean() < 1
    coarse = copytree(trained, tmp_path / "coarse")
    assert quantize(coarse, pictures, pictures).alike()
    export(trained, tmp_path / "cutout.onnx", held_out=pictures)
    (output,) = onnx.load(tmp_path / "cutout.onnx").graph.output
    assert "multiplied" in output.doc_string
    measured = Translator.load(trained, "torch").measure(photo, seed=1)
    seen = expected[..., 3] > 128
    assert np.abs(measured[seen] - expected[seen]).max() <= 0.51  # unrounded, and straight


def test_a_terminal_translates_to_pictures_with_alpha(
    trained: Path, pairs_with_alpha: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    photos = pairs_with_alpha / "photo"
    words = ["translate", str(trained), str(photos), "--out", str(tmp_path)]
    for more, mode in ([], "RGBA"), (["--format", "webp"], "RGBA"), (["--format", "jpeg"], "RGB"):
        monkeypatch.setattr("sys.argv", ["", *words, *more])
        main.main()
        ending = more[1].replace("jpeg", "jpg") if more else "png"
        picture = Image.open(tmp_path / f"0.{ending}")
        assert picture.mode == mode
        corner = picture.convert("RGBA").getpixel((SIDE - 1, SIDE - 1))
        assert corner[3] < 64 if mode == "RGBA" else min(corner[:3]) > 190  # on white, not on black
    monkeypatch.setattr("sys.argv", ["", "evaluate", str(trained), str(pairs_with_alpha), "--json"])
    capsys.readouterr()
    main.main()
    assert json.loads(capsys.readouterr().out)["alpha_iou"] > 0.8
