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
from pix2pix.config.generator import takes_color_hint
from pix2pix.engines.signal_stack import signal_stack_kept
from pix2pix.errors import EngineError
from pix2pix.networks import Generator, noise_shapes
from pix2pix.networks.noise import COLOR_HINT, Noise, NoiseShapes, draw_noise

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
            self._fixed = _compiled(fixed)
        except RuntimeError as error:
            raise EngineError(f"OpenVINO refused the model: {first_line(error)}") from error

    def __call__(self, source: Tensor, noise: Noise) -> Tensor:
        inputs = [part.numpy() for part in (source, *noise.tensors)]
        with self._turn:
            fits = [part.shape for part in inputs] == self._shapes
            outputs = (self._fixed if fits else self._flexible)(inputs)
            return torch.from_numpy(outputs[0].copy())  # the next picture will be written there

    @cached_property
    def _flexible(self) -> openvino.CompiledModel:
        return _compiled(self._graph)


@signal_stack_kept()
def _compiled(graph: Graph) -> openvino.CompiledModel:
    return openvino.Core().compile_model(graph, "CPU", HINTS)


def input_shapes(config: GeneratorConfig) -> list[tuple[int, ...]]:
    """Shapes of source and noise, as graphs list them, for one picture of the model's own size."""
    shapes = noise_shapes(config, *config.size)
    sized = [(1, *shape) for shape in (*shapes.masks, *shapes.pixels)]
    hint = [(1, COLOR_HINT)] if takes_color_hint(config) else []
    return [(1, config.in_channels, *config.size), *sized, *hint]


def example_inputs(config: GeneratorConfig) -> tuple[Tensor, Noise]:
    """A made-up source of that size, and the noise of a seed."""
    size = config.size
    drawn = torch.Generator().manual_seed(0)
    source = torch.rand(1, config.in_channels, *size, generator=drawn).mul(2).sub(1)
    return source, draw_noise(config, noise_shapes(config, *size), [0])


def export(generator: Generator, config: GeneratorConfig) -> Graph:
    """Make a graph of a generator.

    Raises:
        EngineError: OpenVINO cannot express the network.
    """
    flat = Flat(generator, noise_shapes(config, *config.size))
    return converted(flat, input_shapes(config))


def converted(network: nn.Module, shapes: list[tuple[int, ...]]) -> Graph:
    """Make a graph of a network whose inputs have such shapes, as an example.

    Raises:
        EngineError: OpenVINO cannot express the network.
    """
    example = tuple(torch.zeros(shape) for shape in shapes)
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tracing is what OpenVINO's converter does
            return openvino.convert_model(network, example_input=example)
    except RuntimeError as error:
        raise EngineError(f"OpenVINO cannot convert it: {first_line(error)}") from error


def first_line(error: RuntimeError) -> str:
    """What OpenVINO says, without its call stack."""
    return next((line for line in str(error).splitlines() if line.strip()), "no reason given")


class Flat(nn.Module):
    """A generator whose noise is listed among its inputs, as a graph needs it."""

    def __init__(self, generator: Generator, shapes: NoiseShapes) -> None:
        super().__init__()
        self.generator = generator
        self.shapes = shapes

    def forward(self, source: Tensor, *noise: Tensor) -> Tensor:
        return self.generator(source, Noise.of(noise, self.shapes))
