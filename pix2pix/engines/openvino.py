"""OpenVINO on a CPU: the same network, several times faster than PyTorch.

A graph takes the source and each part of the noise as inputs. It fits pictures of any size;
compiled for one size alone it is a third faster, so that is done for the model's own.
"""

import warnings
from functools import cached_property
from threading import Lock
from typing import TypeAlias

import openvino
import torch
from torch import Tensor, nn

from pix2pix.config import GeneratorConfig
from pix2pix.errors import EngineError
from pix2pix.networks import Generator
from pix2pix.noise import TINT, Noise

Graph: TypeAlias = openvino.Model
HINTS = {"PERFORMANCE_HINT": "LATENCY"}  # all cores on one picture


class OpenVINOEngine:
    """Runs a graph on the CPU; threads take turns, since one picture uses all cores.

    Args:
        shapes: Of the inputs that are to be fastest, as ``input_shapes`` gives them.

    Raises:
        EngineError: OpenVINO refuses the graph.
    """

    def __init__(self, graph: Graph, shapes: list[tuple[int, ...]], name: str) -> None:
        self.name = name
        self._graph = graph
        self._shapes = shapes
        self._turn = Lock()
        fixed = graph.clone()
        try:
            fixed.reshape(dict(enumerate(map(list, shapes))))
            self._fixed = openvino.Core().compile_model(fixed, "CPU", HINTS)
        except RuntimeError as error:
            raise EngineError(f"OpenVINO refused the model: {first_line(error)}") from error

    def __call__(self, source: Tensor, noise: Noise) -> Tensor:
        inputs = [part.numpy() for part in (source, *noise)]
        with self._turn:
            fits = [part.shape for part in inputs] == self._shapes
            outputs = (self._fixed if fits else self._flexible)(inputs)
            return torch.from_numpy(outputs[0].copy())  # the next picture will be written there

    @cached_property
    def _flexible(self) -> openvino.CompiledModel:
        return openvino.Core().compile_model(self._graph, "CPU", HINTS)


def input_shapes(generator: Generator, config: GeneratorConfig) -> list[tuple[int, ...]]:
    """Shapes of source and noise for one picture of the model's own size."""
    side = config.size
    masks = [(1, *shape) for shape in generator.mask_shapes(side, side)]
    return [(1, config.in_channels, side, side), *masks, *([(1, TINT)] if config.tint else [])]


def export(generator: Generator, config: GeneratorConfig) -> Graph:
    """Make a graph of a generator.

    Raises:
        EngineError: OpenVINO cannot express the network.
    """
    example = tuple(torch.zeros(shape) for shape in input_shapes(generator, config))
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tracing is what OpenVINO's converter does
            return openvino.convert_model(_Flat(generator), example_input=example)
    except RuntimeError as error:
        raise EngineError(f"OpenVINO cannot convert it: {first_line(error)}") from error


def first_line(error: RuntimeError) -> str:
    """What OpenVINO says, without its call stack."""
    return next((line for line in str(error).splitlines() if line.strip()), "no reason given")


class _Flat(nn.Module):
    """A generator whose noise is listed among its inputs, as a graph needs it."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, source: Tensor, *noise: Tensor) -> Tensor:
        return self.generator(source, noise)
