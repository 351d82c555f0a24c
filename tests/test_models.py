"""The scripts beside the bundled models, and what their cards say."""

import os
import subprocess
import sys
import tarfile

import numpy as np
import pytest
import tyro
from conftest import ROOT, write_pairs
from describe_models import command
from elsewhere import MADE, PART, join, pack, split
from huggingface_hub import metadata_load
from models import MODELS, Model
from PIL import Image
from sketches import DRAWINGS, bare, drawn, high_pass, lattice
from train_models import BUNDLED, bundle, train
from tyro.conf import DisallowNone, OmitArgPrefixes

from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.folder import load_generator
from pix2pix.checkpoint.run import State, read_status
from pix2pix.cli.flags import kept_recipe, registry
from pix2pix.config import (
    BaseGeneratorConfig,
    DataConfig,
    DiscriminatorConfig,
    Domains,
    MethodSettings,
    Pix2PixSettings,
    Recipe,
    TrainConfig,
    UNetConfig,
)
from pix2pix.hosting import BUNDLED as BUNDLED_MODELS

SETTINGS = "--width 8 --depth 5 --size 32 --patch 16 --precision fp32 --report-every 5"

each_model = pytest.mark.parametrize("name", MODELS)


def settings_of(model: Model) -> dict[str, object]:
    """What its command asks for."""

    def train(
        palette: str = "",
        train: TrainConfig = TrainConfig(),
        method: MethodSettings = Pix2PixSettings(),
        data: DataConfig = DataConfig(),
        domains: Domains = Domains(),
        generator: BaseGeneratorConfig = UNetConfig(),
        discriminator: DiscriminatorConfig = DiscriminatorConfig(),
    ) -> dict[str, object]:
        return locals()

    args = model.settings(0).split()
    config = (OmitArgPrefixes, DisallowNone)
    return tyro.cli(train, args=args, config=config, registry=registry(kept_recipe(args)))


@each_model
def test_the_card_tells_the_command_that_trains_the_model(name):
    card = (ROOT / "checkpoints" / name / "README.md").read_text()
    assert f"```sh\n{command(MODELS[name])}\n```" in card


@each_model
def test_the_bundled_model_was_trained_from_nothing_with_these_settings(name):
    kept = Recipe.read(ROOT / "checkpoints" / name / RECIPE)
    asked = settings_of(MODELS[name])
    assert kept.origins == ()
    for part in ("discriminator", "method", "data", "train"):
        assert getattr(kept, part) == asked[part]
    found = {"hint_colors": ()} if isinstance(kept.generator, UNetConfig) else {}
    assert kept.generator.changed(**found) == asked["generator"]


@pytest.mark.parametrize("name", BUNDLED_MODELS)
def test_terms_fit_those_of_all_that_the_weights_descend_from(name):
    folder = ROOT / "checkpoints" / name
    metadata = metadata_load(folder / "README.md")
    seen = [name]
    while base := metadata.get("base_model"):  # from card to card
        assert base not in seen
        seen.append(base)
        metadata = metadata_load(ROOT / "checkpoints" / base / "README.md")
    origins = Recipe.read(folder / RECIPE).origins
    assert [origin.name for origin in origins] == seen[1:]
    if any(origin.terms == "research use" for origin in origins):
        assert metadata_load(folder / "README.md")["license_name"] == "research-use"


@pytest.mark.slow
def test_a_run_is_carried_on_to_its_end_and_then_left_alone(pairs, tmp_path):
    folder = tmp_path / "run"
    train(folder, pairs, f"{SETTINGS} --steps 3")
    assert read_status(folder).state is State.FINISHED
    train(folder, pairs, f"{SETTINGS} --steps 3")
    assert read_status(folder).step == 3
    (folder / "status.json").unlink()  # as if it had been killed
    train(folder, pairs, f"{SETTINGS} --steps 5")
    assert read_status(folder).step == 5


@pytest.mark.slow
def test_a_run_that_fails_ends_the_script(pairs, tmp_path):
    with pytest.raises(SystemExit) as ended:
        train(tmp_path / "run", pairs, f"{SETTINGS} --stepps 3")
    assert ended.value.code == 2


def test_the_end_of_a_run_is_bundled_without_what_only_resuming_needs(tmp_path):
    run, model = tmp_path / "run", tmp_path / "model"
    for name in (*BUNDLED, "resume/state.pt", "status.json"):
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        (run / name).write_text(name)
    bundle(run, model)
    found = {file for file in model.rglob("*") if file.is_file()}
    assert found == {model / name for name in BUNDLED}
    assert all(file.read_text() == str(file.relative_to(model)) for file in found)


def test_there_are_thirty_drawings_and_most_have_bare_areas():
    areas = [bare(drawn(strokes)).sum() for strokes in DRAWINGS.values()]
    assert len(areas) == 30
    assert sum(area > 200 for area in areas) >= 25


def test_a_grid_is_told_from_grain():
    where = np.ones((256, 256), bool)
    rows, columns = np.mgrid[:256, :256]
    grid = np.where((rows % 8 < 4) ^ (columns % 8 < 4), 120, 136).astype(np.uint8)
    grain = np.random.default_rng(0).normal(128, 8, (256, 256)).astype(np.uint8)
    found = [lattice(high_pass(Image.fromarray(each)), where) for each in (grid, grain)]
    assert found[0] > 0.95
    assert found[1] < 0.05


def test_a_run_comes_back_in_parts_and_a_part_that_is_missing_is_told(tmp_path):
    run, parts, again = (tmp_path / name for name in ("run", "parts", "again"))
    for name in MADE:
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        (run / name).write_bytes(name.encode())
    (run / "model.safetensors").write_bytes(bytes(range(250)) * 100_000)  # 25 MB
    split(run, parts)
    assert all(part.stat().st_size <= PART for part in parts.iterdir())
    join(parts, again)
    assert all((again / name).read_bytes() == (run / name).read_bytes() for name in MADE)
    (parts / "model.safetensors.1").unlink()
    with pytest.raises(SystemExit, match="model.safetensors is not whole. Fetch its 1 parts"):
        join(parts, again)


@pytest.mark.slow
def test_another_machine_trains_from_the_parcel_alone(tmp_path, monkeypatch):
    data, there = tmp_path / "data", tmp_path / "there"
    write_pairs(data / "emoji" / "train", 3, side=256)
    write_pairs(data / "emoji" / "val", 1, side=256, first=3)
    pack(data, "edges2emoji", tmp_path / "parcel.tar")
    with tarfile.open(tmp_path / "parcel.tar") as parcel:
        parcel.extractall(there, filter="data")
    command = ["checkpoints/elsewhere.py", "train", "edges2emoji", "out", "--minutes", "0.6"]
    environment = {**os.environ, "PYTHONPATH": str(there)}
    subprocess.run([sys.executable, *command], cwd=there, env=environment, check=True)
    join(there / "out", tmp_path / "run")
    status = read_status(tmp_path / "run")
    assert status.state is State.STOPPED
    assert 0 < status.step < 16_000
    load_generator(tmp_path / "run")
