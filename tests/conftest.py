"""Pictures, pairs, small networks and checkpoints, all made here."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from torch import Tensor, nn

from pix2pix.checkpoint.files import DISCRIMINATOR, RECIPE
from pix2pix.checkpoint.folder import read_config, save_generator, save_weights
from pix2pix.config import (
    DataConfig,
    DiscriminatorConfig,
    Domains,
    ModelConfig,
    Pix2PixSettings,
    Recipe,
    TrainConfig,
    UNetConfig,
)
from pix2pix.networks import build_discriminator, build_generator
from pix2pix.networks.noise import Noise, NoiseShapes, draw_without_hint
from pix2pix.networks.patchgan import PatchDiscriminator

# The networks here are small: threads would spend their time waiting for each other.
os.environ["OMP_NUM_THREADS"] = "1"  # for the processes that tests start
torch.set_num_threads(1)

pytest_plugins = ["hub_fixtures", "tests.runs", "tests.quick"]  # a Hub on loopback, runs
ROOT = Path(__file__).parent.parent
SIDE = 32  # px
SMALL = UNetConfig(size=SIDE, width=8, depth=3, dropout_levels=(0, 1))
SMALL_MODEL = ModelConfig(generator=SMALL)
LITTLE = ("--size", "32", "--width", "8", "--depth", "3", "--dropout-levels", "0", "1")
LITTLE += ("--patch", "16", "--discriminator-width", "8")


class OneWeight(nn.Module):
    """Multiplies by its weight; the noise plays no part."""

    def __init__(self, weight: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(weight))

    def forward(self, image, noise=None):
        return self.weight * image

    def noise_shapes(self, height, width):
        return NoiseShapes([], [])


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: many tests wait for a browser or for other processes."""
    return (os.cpu_count() or 1) + 1


def draw_pair(seed: int, side: int = SIDE) -> tuple[Image.Image, Image.Image]:
    """An outline on white, and the same shape in colour: easy to tell apart, quick to learn."""
    rng = np.random.default_rng(seed)
    left, top = rng.integers(2, side // 2, size=2).tolist()
    box = (left, top, left + side // 3, top + side // 3)
    source, target = (Image.new("RGB", (side, side), "white") for _ in range(2))
    ImageDraw.Draw(source).ellipse(box, outline="black")
    ImageDraw.Draw(target).ellipse(box, fill=tuple(rng.integers(0, 200, size=3).tolist()))
    return source, target


def write_pairs(folder: Path, count: int = 8, side: int = SIDE, first: int = 0) -> Path:
    """Pairs side by side, as PNG files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        pair = Image.new("RGB", (2 * side, side))
        for half, picture in enumerate(draw_pair(number, side)):
            pair.paste(picture, (half * side, 0))
        pair.save(folder / f"{number:03}.png")
    return folder


def write_folders(root: Path, a: str, b: str, names: tuple[str, ...] = ("1", "2", "3")) -> Path:
    """Pairs in two folders, A red and B blue."""
    for folder, colour in ((a, "red"), (b, "blue")):
        (root / folder).mkdir(parents=True, exist_ok=True)
        for name in names:
            Image.new("RGB", (SIDE, SIDE), colour).save(root / folder / f"{name}.png")
    return root


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "pix2pix", *map(str, arguments)]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as a person would."""
    return subprocess.run(
        command(*arguments), cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of ``size`` at ``folder``; skips the test where none can be had."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.name == "nt" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk, and not everywhere")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def model_of(generator: UNetConfig, **domains: object) -> ModelConfig:
    """What a checkpoint with that generator is."""
    return ModelConfig(generator=generator, domains=Domains(**domains))


def save_discriminator(
    folder: Path, name: str = DISCRIMINATOR, *, patch: int = 16, gan: str = "vanilla", **more: Any
) -> PatchDiscriminator:
    """Give the checkpoint in ``folder`` a discriminator that is as often sure as it is not."""
    config = DiscriminatorConfig(patch=patch, discriminator_width=4, **more)
    method = Pix2PixSettings(gan=gan)
    generator = read_config(folder).generator
    network = build_discriminator(config, generator)
    with torch.no_grad():
        network.layers[-1].weight *= 20
    save_weights(network, folder / name, None)
    recipe = Recipe(generator=generator, discriminator=config, method=method)
    (folder / RECIPE).write_text(recipe.to_json())
    return network.eval()


def noise_for(network: nn.Module, image: Tensor, seeds: list[int | None]) -> Noise:
    """The noise of a network for a batch of images: all but a hint."""
    return draw_without_hint(network.noise_shapes(*image.shape[-2:]), seeds)


def recipe(**settings: object) -> Recipe:
    """A small run; reports every step and saves every five. Settings of training or of the loss."""
    values = {"report_every": 1, "save_every": 5, "precision": "fp32", "device": "cpu", **settings}
    method = {name: values.pop(name) for name in Pix2PixSettings.model_fields if name in values}
    return Recipe(
        generator=SMALL,
        domains=Domains(input_kind="lines"),
        discriminator=DiscriminatorConfig(patch=16, discriminator_width=8),
        method=Pix2PixSettings(**method),
        data=DataConfig(held_out=0.25),
        train=TrainConfig(**values),
    )


@pytest.fixture(autouse=True)
def _same_weights_every_time() -> None:
    torch.manual_seed(0)


@pytest.fixture(autouse=True)
def _same_main_module() -> Iterator[None]:
    """Streamlit's AppTest puts its script there, which new processes would then run."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight pairs of 32x32 px, side by side; not to be changed."""
    return write_pairs(tmp_path_factory.mktemp("data") / "pairs")


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained generator in its two files; not to be changed."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("checkpoints") / "small"
    save_generator(folder, build_generator(SMALL), SMALL_MODEL)
    return folder


@pytest.fixture
def sketch() -> Image.Image:
    return draw_pair(0)[0]


@pytest.fixture
def no_leftovers(tmp_path: Path) -> Callable[[], None]:
    """A check that no half-written file lies anywhere below ``tmp_path``."""

    def check() -> None:
        assert not list(tmp_path.rglob(".*.new"))

    return check
