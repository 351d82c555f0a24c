"""Runs of CycleGAN: from two folders that do not match to a model of two directions."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import psutil
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from pix2pix.checkpoint.files import FORWARD, REVERSE, STATE
from pix2pix.checkpoint.folder import load_generator, reverse_folder, starting_recipe
from pix2pix.checkpoint.run import Report, Run, read_log
from pix2pix.config import CycleGANSettings, DataConfig, Recipe, ResNetConfig
from pix2pix.data.unpaired import UnpairedPictures
from pix2pix.errors import CheckpointError, ConfigError
from pix2pix.training.progress import save_preview
from pix2pix.training.session import open_run, run_training
from pix2pix.translator import Translator
from tests.conftest import ROOT, SIDE, command, draw_pair, run, write_folders
from tests.painters import save_painters

pytestmark = pytest.mark.slow

SMALL = ("--size", "32", "--width", "4", "--blocks", "1", "--patch", "16")
SMALL += ("--discriminator-width", "4", "--precision", "fp32", "--save-every", "4")
SMALL += ("--decay", "0")  # which looks at the last step


def unpaired_recipe(steps: int, **method: object) -> Recipe:
    """A small run that reports every step and saves every four."""
    made = Recipe.of("cyclegan")
    return made.changed(
        generator=ResNetConfig(size=SIDE, width=4, blocks=1),
        discriminator=made.discriminator.changed(patch=16, discriminator_width=4),
        method=CycleGANSettings(**method),
        data=DataConfig(held_out=0.25),
        train=made.train.changed(
            steps=steps, report_every=1, save_every=4, precision="fp32", device="cpu"
        ),
    )


@pytest.fixture(scope="module")
def outlines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outlines, and other shapes in color: eight and five."""
    folder = tmp_path_factory.mktemp("outlines")
    for half, name, numbers in ((0, "trainA", range(8)), (1, "trainB", range(20, 25))):
        (folder / name).mkdir()
        for number in numbers:
            draw_pair(number)[half].save(folder / name / f"{number}.png")
    return folder


def train(data: Path, folder: Path, made: Recipe, *, resume: bool = False) -> Iterator[Report]:
    opened = open_run(folder, made, init=None, resume=resume)
    with closing(run_training(data, opened)) as reports:
        yield from reports


@pytest.fixture(scope="module")
def finished(outlines: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of ten steps; not to be changed."""
    folder = tmp_path_factory.mktemp("runs") / "outline2shape"
    list(train(outlines, folder, unpaired_recipe(10, pool_size=3)))
    return folder


def test_a_run_leaves_a_checkpoint_of_two_directions(finished: Path) -> None:
    files = {path.relative_to(finished).as_posix() for path in finished.rglob("*.safetensors")}
    assert files == {
        "discriminator.safetensors",
        "model.safetensors",
        "reverse/model.safetensors",
        "reverse_discriminator.safetensors",
    }
    forward, reverse = load_generator(finished)[1], load_generator(reverse_folder(finished))[1]
    assert (forward.domains.source, reverse.domains.source) == ("source", "target")
    assert (forward.domains.input_kind, reverse.domains.input_kind) == ("lines", "labels")
    assert reverse.domains.reverse_input_kind == "lines"


def test_each_direction_is_a_model_of_its_own(finished: Path, tmp_path: Path) -> None:
    picture, _ = draw_pair(3)
    alone = (finished / REVERSE).rename(tmp_path / "shape2outline")
    try:
        assert Translator.load(alone)(picture).size == picture.size
        assert Translator.load(finished)(picture).size == picture.size
        with pytest.raises(CheckpointError, match="source to target only: it has no folder rev"):
            reverse_folder(finished)
    finally:
        alone.rename(finished / REVERSE)


def test_previews_show_both_round_trips(finished: Path) -> None:
    (*_, last) = sorted((finished / "previews").glob("*.png"))
    with Image.open(last) as preview:
        assert (
            preview.width == 6 * SIDE + 5 * 4
        )  # A, its translation, back; B, its translation, back


def test_previews_go_there_and_back_again_in_either_direction(tmp_path: Path) -> None:
    made = save_painters(tmp_path / "red2blue")
    run_here = Run(tmp_path / "red2blue", made)
    data = write_folders(tmp_path / "data", "A", "B", ("ant", "bee"))
    kept = UnpairedPictures.find(data, made.generator, DataConfig(held_out=0.5), 0)[1]
    ways = {FORWARD: run_here.folder, REVERSE: run_here.folder / REVERSE}
    translators = {name: Translator.load(way, engine="torch") for name, way in ways.items()}
    save_preview(run_here, kept, 1, translators)
    with Image.open(run_here.folder / "previews" / "000001.png") as sheet:
        middles = [
            sheet.getpixel((place * (SIDE + 4) + SIDE // 2, SIDE // 2)) for place in range(6)
        ]
    red, blue = (255, 0, 0), (0, 0, 255)
    assert middles == [red, blue, red, blue, red, blue]


def test_held_out_figures_are_of_both_directions(finished: Path) -> None:
    (*_, figures) = [each["validation"] for each in read_log(finished) if "validation" in each]
    names = {"n", "cycle_l1", "d_accuracy", "input_l1", "input_correlation", "variety"}
    assert set(figures) == names | {"reverse"}
    assert set(figures["reverse"]) == names
    assert 0 < figures["cycle_l1"] < 1
    assert 0 <= figures["d_accuracy"] <= 1


def same(one: Path, other: Path) -> bool:
    """Whether two runs have learnt the same, pools included."""
    states = [torch.load(folder / STATE, weights_only=True) for folder in (one, other)]
    return json.dumps(_plain(states[0])) == json.dumps(_plain(states[1]))


def _plain(state: object) -> object:
    if isinstance(state, dict):
        return {str(key): _plain(value) for key, value in state.items()}
    if isinstance(state, list | tuple):
        return [_plain(value) for value in state]
    return state.tolist() if isinstance(state, torch.Tensor) else state


def test_a_run_that_was_left_and_resumed_is_the_one_that_never_stopped(
    finished: Path, outlines: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "left"
    settings = unpaired_recipe(10, pool_size=3)
    for steps in (3, 4):
        reports = train(outlines, folder, settings, resume=folder.exists())
        assert len(list(islice(reports, steps))) == steps
        reports.close()
    list(train(outlines, folder, settings, resume=True))
    assert same(folder, finished)


def test_a_killed_run_goes_on_as_if_nothing_had_been(outlines: Path, tmp_path: Path) -> None:
    arguments = ("train", outlines, "--method", "cyclegan", *SMALL, "--pool-size", "3")
    whole = run(*arguments, "--out", tmp_path / "whole", "--steps", "12")
    assert whole.returncode == 0, whole.stderr
    killed = tmp_path / "killed"
    process = subprocess.Popen(
        command(*arguments, "--out", killed, "--steps", "100000"),
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while not (killed / STATE).exists():
        assert process.poll() is None
        time.sleep(0.02)
    psutil.Process(process.pid).kill()
    process.wait(30)
    step = torch.load(killed / STATE, weights_only=True)["step"]
    assert step < 12
    again = run(*arguments, "--out", killed, "--resume", "--steps", "12")
    assert again.returncode == 0, again.stderr
    assert same(killed, tmp_path / "whole")


def test_a_run_is_not_resumed_with_a_smaller_pool(outlines: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    list(train(outlines, folder, unpaired_recipe(4, pool_size=4)))
    with pytest.raises(CheckpointError, match=r"cannot be resumed from .*pool"):
        list(train(outlines, folder, unpaired_recipe(8, pool_size=2), resume=True))


def test_fine_tuning_takes_both_directions_along(
    finished: Path, outlines: Path, tmp_path: Path
) -> None:
    recipe = starting_recipe(finished)
    assert isinstance(recipe.method, CycleGANSettings)
    made = recipe.changed(train=unpaired_recipe(1).train.changed(learning_rate=1e-12))
    opened = open_run(tmp_path / "tuned", made, init=finished, resume=False)
    list(run_training(outlines, opened, init=finished))
    for name in ("model.safetensors", f"{REVERSE}/model.safetensors"):
        before, after = load_file(finished / name), load_file(tmp_path / "tuned" / name)
        assert all(torch.allclose(before[key], after[key], atol=1e-3) for key in before)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"collage": 0.5}, "collage is 0.5, but"),
        ({"random_placement": 0.5}, "random_placement is 0.5, but"),
        ({"hand_drawn": 0.5}, "hand_drawn is 0.5, but"),
    ],
)
def test_what_needs_pairs_is_refused(settings: dict[str, float], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        Recipe.of("cyclegan").changed(data=DataConfig(**settings))
