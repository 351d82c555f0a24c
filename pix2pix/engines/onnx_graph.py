"""A checkpoint's generator as an ONNX graph: for browsers, other programs, other languages.

The graph takes the source and each part of the noise as inputs, at the model's own size, for
pictures in [-1, 1]. Its metadata hold the config, so that a program can prepare them.
"""

import json
import warnings
from dataclasses import dataclass
from typing import TypeAlias

import onnx
import torch
from torch import Tensor, nn

from pix2pix.config import GeneratorConfig, ModelConfig
from pix2pix.config.generator import WITH_OPACITY, takes_color_hint
from pix2pix.engines.openvino import Flat, input_shapes
from pix2pix.errors import EngineError
from pix2pix.networks import Generator, noise_shapes
from pix2pix.networks.noise import decode_color, encode_color

Graph: TypeAlias = onnx.ModelProto
OPSET = 18  # the newest that all engines of onnxruntime-web run
HINT = "color_hint"
OUTPUT = "output"
MULTIPLIED = "the last channel is opacity, by which the others are multiplied"
TOLD = {
    "source": "the input picture, from -1 to 1",
    "mask": "dropout: 0 or 2 as a seed chooses, 1 for the mean of all noise",
    "pixels": "noise from N(0, 1), 0 for the mean of all noise",
    "picture": "the picture whose patches are scored, from -1 to 1",
    HINT: "red, green and blue from -1 to 1, then 1; four zeros for no hint",
}


@dataclass(frozen=True)
class Input:
    """An input of the graph: its name, shape, and what belongs there."""

    name: str
    shape: tuple[int, ...]

    @property
    def told(self) -> str:
        words = TOLD[self.name.rstrip("_0123456789")]
        is_picture = self.name in ("source", "picture")
        return f"{words}; {MULTIPLIED}" if is_picture and self.shape[1] in WITH_OPACITY else words


def inputs_of(config: GeneratorConfig) -> list[Input]:
    """The inputs of a generator's graph, in order."""
    shapes = noise_shapes(config, *config.size)
    names = ["source"]
    names += [f"mask_{level}" for level in range(len(shapes.masks))]
    names += [f"pixels_{level}" for level in range(len(shapes.pixels))]
    names += [HINT] if takes_color_hint(config) else []
    return [Input(*row) for row in zip(names, input_shapes(config), strict=True)]


def to_onnx(generator: Generator, model: ModelConfig, *, license: str = "") -> Graph:
    """Make the graph of a generator, in full precision.

    Args:
        license: Identifier of the terms of the weights, which the metadata repeat.

    Raises:
        EngineError: ONNX cannot express the network.
    """
    config = model.generator
    inputs = inputs_of(config)
    network = _Colored(generator, noise_shapes(config, *config.size))
    graph = traced(network, [each.name for each in inputs], [each.shape for each in inputs])
    describe(graph, inputs, model, license=license)
    return graph


def describe(graph: Graph, inputs: list[Input], model: ModelConfig, **told: str) -> None:
    """Say in a graph what goes in and comes out, what model it is of, and whatever else is told."""
    for value, given in zip(graph.graph.input, inputs, strict=True):
        value.doc_string = given.told
    for value in graph.graph.output:
        if value.name == OUTPUT and model.generator.makes_opacity:
            value.doc_string = f"the picture, from -1 to 1; {MULTIPLIED}"
    told = {"pix2pix": json.dumps(model.model_dump(mode="json")), **told}
    onnx.helper.set_model_props(graph, {key: value for key, value in told.items() if value})


def traced(
    network: nn.Module, names: list[str], shapes: list[tuple[int, ...]], output: str = OUTPUT
) -> Graph:
    """The graph of a network with one output of that name.

    Raises:
        EngineError: ONNX cannot express it.
    """
    example = tuple(torch.zeros(shape) for shape in shapes)
    try:
        with torch.no_grad(), warnings.catch_warnings():  # with gradients, other layers are chosen
            warnings.simplefilter("ignore")  # about what PyTorch's own converter calls
            program = torch.onnx.export(
                network.eval(),
                example,
                input_names=names,
                output_names=[output],
                opset_version=OPSET,
                dynamo=True,
                verbose=False,
            )
    except torch.onnx.errors.OnnxExporterError as error:
        raise EngineError(f"ONNX cannot express the network: {error}") from error
    assert program is not None
    graph = program.model_proto
    _without_traces(graph)
    return graph


def _without_traces(graph: Graph) -> None:
    """Drop what the converter notes of the source code, which is longer than the graph."""
    for node in graph.graph.node:
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    graph.graph.ClearField("metadata_props")
    for value in (*graph.graph.input, *graph.graph.output, *graph.graph.value_info):
        value.ClearField("metadata_props")


def hint_of(color: Tensor) -> Tensor:
    """The hint at a color (N, 4): red, green, blue, and whether it is given."""
    color, given = color.split([3, 1], dim=1)
    return encode_color(color) * given


def color_of(hint: Tensor) -> Tensor:
    """The way back from ``hint_of``."""
    given = hint[:, 3:]
    return torch.cat([decode_color(hint) * given, given], dim=1)


class _Colored(Flat):
    """The same, with colors instead of hints."""

    def forward(self, source: Tensor, *noise: Tensor) -> Tensor:
        sized = len(self.shapes.masks) + len(self.shapes.pixels)
        parts = noise[:sized]
        if len(noise) > sized:
            parts = (*parts, hint_of(noise[sized]))
        return super().forward(source, *parts)
