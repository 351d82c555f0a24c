"""Seconds per training step against the usual code, the wait for data, and peak memory."""

import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from PIL import Image

from pix2pix.bench.baseline import UsualStep
from pix2pix.bench.figures import Figures, Row, median, p95, take_turns
from pix2pix.bench.models import random_scribble
from pix2pix.bench.processes import peak_of_this_process
from pix2pix.config import DataConfig, DiscriminatorConfig, Size, UNetConfig
from pix2pix.data.batches import Batch, Batches
from pix2pix.data.paired import PairedPictures
from pix2pix.device import autocast_type
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import build_discriminator, build_generator

LABELS = {"usual": "usual code", "ours": "fp32", "bf16": "bf16 on matrix units"}


def measure_steps(rounds: int = 8, config: UNetConfig | None = None) -> Figures:
    """Time steps on the CPU at batch size 1, by turns; the paper's network by default."""
    config = config or UNetConfig()
    steps = {"usual": UsualStep(*_networks(config)).step, "ours": _method(config, None).step}
    half = autocast_type("auto", torch.device("cpu"))
    if half is not None:
        steps["bf16"] = _method(config, half).step
    source, target = torch.rand(2, 1, 3, *config.size).mul(2).sub(1)
    batch = Batch(source=source, target=target, seed=torch.tensor([0]))
    seconds = take_turns({name: partial(step, batch) for name, step in steps.items()}, rounds)

    times = {name: median(values) for name, values in seconds.items()}
    rows = []
    for name, taken in seconds.items():
        ratio = times["usual"] / times[name]
        rows.append(Row(f"training step, {LABELS[name]}", times[name], p95(taken), "s", ratio))
    train = {"baseline_s": times["usual"], "ours_s": times["ours"]}
    train["speedup"] = times["usual"] / times["ours"]
    if half is not None:
        train["bf16_s"] = times["bf16"]
    return Figures({"train": train}, rows)


def measure_waiting(steps: int = 30, config: UNetConfig | None = None) -> Figures:
    """Share of a run that is spent waiting for pictures; width 32 by default."""
    config = config or UNetConfig(width=32)
    method = _method(config, autocast_type("auto", torch.device("cpu")))
    waited = 0.0
    with TemporaryDirectory(prefix="pix2pix-bench-") as room:
        pictures = PairedPictures.find(_pairs(Path(room), config.size), config, DataConfig(), 0)[0]
        batches = Batches(pictures, 1, seed=0).between(0, steps)
        method.step(next(batches))
        began = time.perf_counter()
        while True:
            asked = time.perf_counter()
            batch = next(batches, None)
            waited += time.perf_counter() - asked
            if batch is None:
                break
            method.step(batch)
        share = waited / (time.perf_counter() - began)
    row = Row(f"waiting for data, width {config.width}", 100 * share, None, "%")
    return Figures({"train": {"waiting_share": share}}, [row])


def measure_memory(steps: int = 3, config: UNetConfig | None = None) -> Figures:
    """Most memory of this process while it trains in fp32; run it in one of its own."""
    config = config or UNetConfig()
    method = _method(config, None)
    source, target = torch.rand(2, 1, 3, *config.size).mul(2).sub(1)
    for _ in range(steps):
        method.step(Batch(source=source, target=target, seed=torch.tensor([0])))
    peak = peak_of_this_process()
    return Figures({"memory": {"train_mb": peak}}, [Row("memory, training", peak, None, "MB")])


def _networks(config: UNetConfig) -> tuple[Any, Any]:
    torch.manual_seed(0)
    return build_generator(config), build_discriminator(DiscriminatorConfig(), config)


def _method(config: UNetConfig, half: torch.dtype | None) -> Pix2Pix:
    return Pix2Pix(*_networks(config), autocast=half)


def _pairs(folder: Path, size: Size, count: int = 40) -> Path:
    height, width = size
    for number in range(count):
        pair = Image.new("RGB", (2 * width, height), (number, 90, 160))
        pair.paste(random_scribble(number).resize((width, height)), (0, 0))
        pair.save(folder / f"{number}.jpg")
    return folder
