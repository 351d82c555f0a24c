"""Milliseconds per picture: PyTorch in eager mode against OpenVINO in int8."""

from functools import partial
from typing import Any

from pix2pix.bench.figures import Figures, Row, compare, take_turns
from pix2pix.bench.models import build, config_of, in_int8, sample
from pix2pix.engines.openvino import OpenVINOEngine, export, input_shapes
from pix2pix.engines.protocol import Engine
from pix2pix.engines.torch import TorchEngine

WIDTHS = (32, 64)
LABELS = {"torch": "PyTorch", "openvino_float": "OpenVINO", "openvino": "OpenVINO int8"}


def measure_engines(rounds: int = 30, widths: tuple[int, ...] = WIDTHS) -> Figures:
    """Time every engine on one picture of 256 x 256 px, noise included."""
    figures: dict[str, Any] = {}
    rows: list[Row] = []
    for width in widths:
        config = config_of(width)
        generator = build(config)
        shapes = input_shapes(config)
        engines: dict[str, Engine] = {
            "torch": TorchEngine(generator),
            "openvino_float": OpenVINOEngine(export(generator, config), shapes, ""),
            "openvino": OpenVINOEngine(in_int8(generator, config), shapes, ""),
        }
        source, noise = sample(config, 0)
        runs = {name: partial(engine, source, noise) for name, engine in engines.items()}
        seconds = take_turns(runs, rounds)
        entry, more = compare(seconds, f"picture, width {width}", LABELS, "torch")
        rows += more
        entry["speedup"] = entry["torch"]["ms"] / entry["openvino"]["ms"]
        figures[str(width)] = entry
    return Figures({"engines": figures}, rows)
