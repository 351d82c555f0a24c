"""Small studies, of pictures made here and of networks that have learnt nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import StudySettings
from pix2pix.files import replace_text
from pix2pix.networks import build_generator
from pix2pix.study.folder import STUDY, Study
from pix2pix.study.prepare import Prepared, prepare
from tests.conftest import SMALL, SMALL_MODEL, recipe, write_pairs

FEW = StudySettings(practice=2, trials=8, checks=5, pictures=12)
Prepare = Callable[..., Study]


def save_model(folder: Path, seed: int) -> Path:
    """A checkpoint that has learnt nothing, as if from the pairs of ``held_out``."""
    torch.manual_seed(seed)
    save_generator(folder, build_generator(SMALL), SMALL_MODEL)
    replace_text(folder / RECIPE, recipe().to_json())
    return folder


@pytest.fixture(scope="session")
def held_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pairs to train on and twelve held out; not to be changed."""
    folder = tmp_path_factory.mktemp("held-out")
    write_pairs(folder / "train", 2)
    write_pairs(folder / "val", 12, first=2)
    return folder


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("models")
    return [save_model(folder / name, seed) for seed, name in enumerate(("l1", "cgan"))]


@pytest.fixture(scope="session")
def template(held_out: Path, models: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of both models; not to be changed."""
    folder = tmp_path_factory.mktemp("studies") / "study"
    *_, last = prepare(models, held_out, folder, FEW)
    assert isinstance(last, Prepared)
    return folder


@pytest.fixture
def prepared(template: Path, tmp_path: Path) -> Prepare:
    """That study with other settings, in a folder of its own."""

    def make(**settings: object) -> Study:
        folder = shutil.copytree(template, tmp_path / "study")
        contents = Study.open(folder).contents
        chosen = contents.changed(settings=contents.settings.changed(**settings))
        replace_text(folder / STUDY, chosen.to_json())
        return Study.open(folder)

    return make
