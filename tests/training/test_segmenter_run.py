"""A segmenter is trained, goes on as if never interrupted, and says what it is."""

import json
import signal
import subprocess
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
import torch
from PIL import Image

from pix2pix.checkpoint.files import CARD, RECIPE, SEGMENTER, STATUS
from pix2pix.checkpoint.folder import save_generator
from pix2pix.checkpoint.run import State, read_log, read_status
from pix2pix.cli.evaluate import evaluate
from pix2pix.config import BaseGeneratorConfig, DataConfig, Recipe, SegmenterConfig
from pix2pix.data import transform
from pix2pix.data.classes import Classes
from pix2pix.data.labelled_photos import LabelledPhotos
from pix2pix.errors import ConfigError, DataError, RunError
from pix2pix.evaluation.judges import judges_for
from pix2pix.evaluation.segmenter import Segmenter
from pix2pix.training.segmenter import open_segmenter, train_segmenter
from tests.conftest import command, run
from tests.label_maps import CLASSES, DOOR, NOTHING, TREE, WALL, columns, write_labelled
from tests.painters import BLUE, NETWORK, painter

SHAPE = BaseGeneratorConfig(size=32)
SMALL = {"size": 32, "batch_size": 2, "epochs": 2, "precision": "fp32", "device": "cpu"}
SMALL |= {"save_every": 2, "report_every": 1}
FLAGS = [word for name, value in SMALL.items() for word in (f"--{name.replace('_', '-')}", value)]
MAPS = [
    columns(WALL, DOOR, TREE, WALL),
    columns(DOOR, TREE, NOTHING, TREE),
    columns(TREE, TREE, WALL, DOOR),
    columns(WALL, WALL, DOOR, NOTHING),
]


def noisy(labels: torch.Tensor, seed: int) -> torch.Tensor:
    """A photo of these labels: a negative of their colors with noise."""
    drawn = torch.Generator().manual_seed(seed)
    noise = torch.randint(-60, 60, labels.shape, generator=drawn)
    return (255 - labels.int() + noise).clamp(0, 255).to(torch.uint8)


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos of 32 px and their label maps: four to train on, two held out."""
    folder = tmp_path_factory.mktemp("labelled")
    photos = [noisy(labels, seed) for seed, labels in enumerate(MAPS)]
    write_labelled(folder / "train", MAPS, photos)
    write_labelled(folder / "val", MAPS[:2], photos[:2])
    return folder


def train(
    data: Path,
    folder: Path,
    *,
    classes: Classes | None = CLASSES,
    stop_after: int = 0,
    resume: bool = False,
    **settings: object,
) -> Path:
    asked = SegmenterConfig(**{**SMALL, **settings})
    opened = open_segmenter(folder, asked, classes, resume=resume)
    with closing(train_segmenter(data, opened)) as reports:
        for report in reports:
            if report.step == stop_after:
                break
    return folder


@pytest.fixture(scope="module")
def whole(labelled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(labelled, tmp_path_factory.mktemp("segmenters") / "whole")


def test_what_was_stopped_goes_on_as_if_it_had_not_been(labelled, whole, tmp_path):
    folder = train(labelled, tmp_path / "stopped", stop_after=3)
    assert read_status(folder).state is State.STOPPED
    assert not (folder / CARD).exists()
    train(labelled, folder, classes=None, resume=True)
    assert read_status(folder).state is State.FINISHED
    assert (folder / SEGMENTER).read_bytes() == (whole / SEGMENTER).read_bytes()


def test_a_last_save_that_was_cut_short_is_made_whole(labelled, whole, tmp_path):
    folder = train(labelled, tmp_path / "cut")
    for name in (SEGMENTER, CARD, STATUS):  # the state is written first
        (folder / name).unlink()
    train(labelled, folder, classes=None, resume=True)
    assert (folder / SEGMENTER).read_bytes() == (whole / SEGMENTER).read_bytes()
    assert read_status(folder).state is State.FINISHED
    assert (folder / CARD).is_file()


@pytest.mark.slow
def test_a_killed_process_loses_nothing_that_was_saved(labelled, whole, tmp_path):
    folder, listed = tmp_path / "killed", tmp_path / "classes.json"
    listed.write_text("[" + ",".join(each.model_dump_json() for each in CLASSES.labels) + "]")
    asked = ("segmenter", labelled, "--out", folder)
    process = subprocess.Popen(command(*asked, "--classes", listed, *FLAGS))
    while not (folder / SEGMENTER).is_file() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    resumed = run(*asked, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert (folder / SEGMENTER).read_bytes() == (whole / SEGMENTER).read_bytes()


def test_the_card_tells_classes_figures_and_hash(whole):
    card = (whole / CARD).read_text()
    assert f"`{sha256((whole / SEGMENTER).read_bytes()).hexdigest()}`" in card
    assert "- Classes: wall, door, tree.\n- Void, so in no figure: unlabeled." in card
    assert "4 pairs to train on, 2 held out" in card
    figures = [entry["validation"] for entry in read_log(whole) if "validation" in entry]
    assert len(figures) == 2  # one a round
    assert f"| pixel accuracy | {figures[-1]['pixel']:.3f} |" in card
    assert Segmenter.load(whole).sha256 in card


def test_evaluate_shows_the_three_rows_of_a_trained_segmenter(labelled, whole, tmp_path, capsys):
    made = Recipe(generator=NETWORK, data=DataConfig(direction="b2a"))
    save_generator(tmp_path / "painter", painter(BLUE), made.model)
    (tmp_path / "painter" / RECIPE).write_text(made.to_json())
    evaluate(tmp_path / "painter", labelled, segmenter=whole)
    shown = capsys.readouterr().out
    assert all(row in shown for row in ("real photos", "generated", "shuffled"))
    assert f"segmenter {Segmenter.load(whole).sha256[:12]}" in shown
    evaluate(tmp_path / "painter", labelled, segmenter=whole, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["fcn_score"]["real"]["pixel"] == pytest.approx(_last_figures(whole)["pixel"])
    assert found["segmenter"] == Segmenter.load(whole).sha256


def test_a_segmenter_that_is_still_learning_is_told(labelled, tmp_path, caplog):
    folder = train(labelled, tmp_path / "early", stop_after=2)
    photos = LabelledPhotos.find(labelled, SHAPE, DataConfig(direction="b2a"), 0)[1]
    judges_for(photos, Segmenter.load(folder))
    assert "not trained to its end: stopped, step 2 of 4" in caplog.text


def _last_figures(folder: Path) -> dict[str, float]:
    return [entry["validation"] for entry in read_log(folder) if "validation" in entry][-1]


def test_labels_of_another_size_are_seen_without_a_mix_of_colors(labelled):
    shape = BaseGeneratorConfig(size=24)
    photos = LabelledPhotos.find(labelled, shape, DataConfig(jitter=1, mirror=False), 0)[0]
    small = photos.plain(0)[1]
    assert small.shape == (3, 24, 24)
    colors = {tuple(color) for color in small.flatten(1).T.tolist()}
    assert colors == {tuple(color) for color in MAPS[0].flatten(1).T.tolist()}


def test_classes_are_found_by_their_colors_where_none_are_given(labelled, tmp_path, caplog):
    with caplog.at_level("INFO"):
        folder = train(labelled, tmp_path / "found", classes=None, epochs=1)
    assert "The label maps have the 4 classes of the list of the colors" in caplog.text
    assert len(Segmenter.load(folder).classes) == 4  # black is one, as nobody called it void


def test_data_without_labels_or_with_one_class_are_refused(tmp_path):
    noise = torch.randint(0, 256, (3, 32, 32), dtype=torch.uint8)
    plain = write_labelled(tmp_path / "plain", [noise] * 4, [noise] * 4)
    with pytest.raises(DataError, match="plain holds no label maps"):
        train(plain, tmp_path / "1")
    turned = write_labelled(tmp_path / "turned", [noise] * 4, MAPS)
    with pytest.raises(DataError, match="are the other half. Add --direction b2a"):
        train(turned, tmp_path / "2")
    alone = write_labelled(tmp_path / "alone", [columns(WALL, side=32)] * 4, [noise] * 4)
    with pytest.raises(DataError, match="show nothing but wall: there is nothing to tell apart"):
        train(alone, tmp_path / "3")
    assert not any((tmp_path / name / SEGMENTER).exists() for name in "123")


def test_colors_of_no_class_are_refused_before_anything_is_learnt(labelled, tmp_path):
    fewer = Classes(CLASSES.labels[:3], "fewer.json")
    with pytest.raises(DataError, match="fewer.json has no class for 1 color .* #2020c0 .*0.png"):
        train(labelled, tmp_path / "fewer", classes=fewer)


def test_what_stands_there_is_neither_overwritten_nor_mixed(labelled, whole, tmp_path):
    with pytest.raises(RunError, match="is in use already. Add --resume"):
        train(labelled, whole)
    with pytest.raises(RunError, match="holds no segmenter to resume"):
        train(labelled, tmp_path, resume=True)
    with pytest.raises(ConfigError, match="size is 32 in .*, but 64 was asked for"):
        train(labelled, whole, resume=True, size=64)
    with pytest.raises(ConfigError, match="learns other classes than those of facades"):
        train(labelled, whole, resume=True, classes=Classes.read("facades"))


def test_a_grey_photo_of_another_size_is_told_apart_too(whole):
    grey = transform.from_picture(Image.new("L", (48, 48), 100))
    found = Segmenter.load(whole)(grey)
    assert found.shape == (48, 48)
    assert found.max() < 3
