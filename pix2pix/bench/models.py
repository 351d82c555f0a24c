"""Networks and drawings to measure with. Speed hardly depends on what a network has learnt."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from pix2pix.checkpoint.files import GRAPH, MODEL
from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import Domains, ModelConfig, UNetConfig
from pix2pix.engines.compare import Sample
from pix2pix.engines.int8 import Int8Figures, save_int8
from pix2pix.engines.openvino import Graph, export
from pix2pix.engines.quantize import in_integers
from pix2pix.hosting import ROOT
from pix2pix.images.tensors import to_tensor
from pix2pix.networks import Generator, build_generator, noise_shapes
from pix2pix.networks.noise import draw_noise

BUNDLED = "edges2photo"
SAMPLES = 4  # to calibrate int8 on: enough for speed, not for pictures


def config_of(width: int) -> UNetConfig:
    """The paper's U-Net at 256 px, or a narrower one, with all that the canvas asks of it."""
    return UNetConfig(width=width, color_hint=True, hint_colors=("#804020",))


def build(config: UNetConfig) -> Generator:
    """A generator with the first weights of seed 0."""
    torch.manual_seed(0)
    return build_generator(config).eval()


def scribble(strokes: Sequence[Sequence[tuple[float, float]]], side: int = 256) -> Image.Image:
    """Black lines on white; places from (0, 0) to (1, 1)."""
    paper = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(paper)
    for stroke in strokes:
        pen.line([(x * side, y * side) for x, y in stroke], fill="black", width=3)
    return paper


def random_scribble(seed: int) -> Image.Image:
    """A drawing of five random strokes."""
    places = np.random.default_rng(seed).random((5, 4, 2))
    return scribble([[(x, y) for x, y in stroke] for stroke in places.tolist()])


def sample(config: UNetConfig, seed: int) -> Sample:
    """A random drawing with noise, as an engine takes it."""
    source = to_tensor(random_scribble(seed))[None]
    return source, draw_noise(config, noise_shapes(config, *source.shape[-2:]), [seed])


def in_int8(generator: Generator, config: UNetConfig) -> Graph:
    """The graph of a generator in int8, calibrated on a few drawings."""
    samples = [sample(config, seed) for seed in range(SAMPLES)]
    return in_integers(export(generator, config), samples)


def bundled() -> Path:
    """The folder of the bundled model, which need not be there."""
    return ROOT / "checkpoints" / BUNDLED


def bundled_or_written(room: Path) -> Path:
    """The bundled model in int8, or one as large that has learnt nothing, written below ``room``.

    On a machine with a GPU, or where int8 is out of date, the canvas serves it in another way.
    """
    if all((bundled() / name).is_file() for name in (MODEL, GRAPH)):
        return bundled()
    write_model(room / BUNDLED, config_of(32))
    return room / BUNDLED


def write_model(folder: Path, config: UNetConfig) -> None:
    """A checkpoint as the bundled ones are, int8 graph included, that has learnt nothing."""
    generator = build(config)
    domains = Domains(source="edges", input_kind="lines")
    save_generator(folder, generator, ModelConfig(generator=config, domains=domains))
    figures = Int8Figures(pairs=0, ssim=1.0, l1_torch=0.0, l1_int8=0.0, calibrated_on=SAMPLES)
    save_int8(folder, in_int8(generator, config), figures)
