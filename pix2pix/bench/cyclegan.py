"""Seconds per step of CycleGAN and its peak memory, against the usual code."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from pix2pix.bench.figures import Figures, Row, median, p95, take_turns
from pix2pix.bench.processes import in_fresh_process, peak_of_this_process
from pix2pix.bench.usual_cyclegan import UsualCycleGANStep
from pix2pix.config import CycleGANSettings, Recipe, ResNetConfig
from pix2pix.data.batches import Batch
from pix2pix.device import autocast_type
from pix2pix.methods.cyclegan import CycleGAN
from pix2pix.networks import build_discriminator, build_generator

SMALL = ResNetConfig(width=32, blocks=6, size=128)
PAPER = ResNetConfig()  # width 64, 9 blocks, 256 px: ten seconds a step on two cores
LABELS = {"usual": "usual code", "fp32": "fp32", "bf16": "bf16"}
Step = Callable[[Batch], object]


def measure_cyclegan(rounds: int = 8, config: ResNetConfig = SMALL) -> Figures:
    """Time steps on the CPU at batch size 1, by turns, then the memory of each."""
    half = autocast_type("auto", torch.device("cpu"))
    names = [name for name in LABELS if name != "bf16" or half is not None]
    batch = _batch(config)
    steps = {name: partial(step_of(name, config), batch) for name in names}
    seconds = take_turns(steps, rounds)
    usual = median(seconds["usual"])
    what = f"CycleGAN step {config.width}/{config.blocks}/{config.size}"  # width, blocks, px
    tree: dict[str, Any] = {}
    rows = []
    for name, taken in seconds.items():
        middle = median(taken)
        tree[name] = {"s": middle, "p95_s": p95(taken), "speedup": usual / middle}
        rows.append(Row(f"{what}, {LABELS[name]}", middle, p95(taken), "s", usual / middle))
    for name in names:
        peak = in_fresh_process(peak_memory, name, config)
        tree[name]["memory_mb"] = peak
        rows.append(Row(f"memory, {what}, {LABELS[name]}", peak, None, "MB"))
    key = f"width_{config.width}_blocks_{config.blocks}_size_{config.size}"
    return Figures({"cyclegan": {key: tree}}, rows)


def step_of(name: str, config: ResNetConfig) -> Step:
    """The usual step, ours, or ours in half precision."""
    torch.manual_seed(0)
    generators = [build_generator(config) for _ in range(2)]
    judged = Recipe.of("cyclegan").discriminator
    discriminators = [build_discriminator(judged, config) for _ in range(2)]
    networks: tuple[Any, ...] = (*generators, *discriminators, CycleGANSettings())
    if name == "usual":
        return UsualCycleGANStep(*networks).step
    return CycleGAN(*networks, autocast=torch.bfloat16 if name == "bf16" else None).step


def peak_memory(name: str, config: ResNetConfig, steps: int = 3) -> float:
    """Most memory in MB of this process after some steps of one kind."""
    step, batch = step_of(name, config), _batch(config)
    for _ in range(steps):
        step(batch)
    return peak_of_this_process()


def _batch(config: ResNetConfig) -> Batch:
    source, target = torch.rand(2, 1, 3, *config.size).mul(2).sub(1)
    return Batch(source=source, target=target, seed=torch.tensor([0]))
