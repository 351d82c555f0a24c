"""Pictures and training steps on a GPU: asked for layer by layer, and replayed from a recording."""

from functools import partial
from typing import Any

import torch

from pix2pix.bench.figures import Figures, Row, compare, take_turns
from pix2pix.bench.models import build, config_of, sample
from pix2pix.config import DiscriminatorConfig, UNetConfig
from pix2pix.data.batches import Batch
from pix2pix.device import autocast_type, gpus
from pix2pix.engines.torch import TorchEngine
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import build_discriminator, build_generator

WIDTHS = (32, 64)
BATCHES = (1, 4)
LABELS = {"fp32": "fp32", "fp16": "fp16", "recorded": "fp16, CUDA graph"}


def measure_gpu(
    rounds: int = 100, widths: tuple[int, ...] = WIDTHS, batches: tuple[int, ...] = BATCHES
) -> Figures:
    """Time one picture, and one step of the bundled models' network; nothing without a GPU."""
    if not gpus():
        return Figures({"gpu": None}, [])
    tree: dict[str, Any] = {"name": torch.cuda.get_device_name()}
    rows: list[Row] = []
    for width in widths:
        tree[f"picture_{width}"], more = _pictures(config_of(width), rounds)
        rows += more
    for size in batches:
        tree[f"step_{size}"], more = _steps(size, rounds)
        rows += more
    return Figures({"gpu": tree}, rows)


def _pictures(config: UNetConfig, rounds: int) -> Figures:
    generator = build(config)
    engines = {
        "fp32": TorchEngine(generator, dtype=torch.float32, record=False),
        "fp16": TorchEngine(generator, record=False),
        "recorded": TorchEngine(generator),
    }
    inputs = sample(config, 0)
    runs = {name: partial(engine, *inputs) for name, engine in engines.items()}
    seconds = take_turns(runs, rounds, warm_up=5)
    return compare(seconds, f"picture on the GPU, width {config.width}", LABELS, "fp32")


def _steps(size: int, rounds: int) -> Figures:
    config = config_of(32).model_copy(update={"upsampling": "resize"})
    device = torch.device("cuda")
    discriminator = DiscriminatorConfig(discriminator_width=config.width)
    draws = torch.rand(2, size, 3, *config.size, device=device).mul(2).sub(1)
    batch = Batch(source=draws[0], target=draws[1], seed=torch.arange(size))

    def method(record: bool) -> Pix2Pix:
        torch.manual_seed(0)
        network = build_generator(config).to(device)
        patches = build_discriminator(discriminator, config).to(device)
        half = autocast_type("auto", device)
        return Pix2Pix(
            network, patches, discriminator_config=discriminator, autocast=half, record=record
        )

    def step(method: Pix2Pix) -> None:
        method.step(batch)
        torch.cuda.synchronize()

    methods = {"plain": method(record=False), "recorded": method(record=True)}
    runs = {name: partial(step, each) for name, each in methods.items()}
    seconds = take_turns(runs, rounds, warm_up=8)
    labels = {"plain": "bf16", "recorded": "bf16, CUDA graph"}
    return compare(seconds, f"training step on the GPU, batch {size}", labels, "plain")
