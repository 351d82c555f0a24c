"""How the weights of an ONNX graph are stored: smaller files, with the same arithmetic.

In 16 or 8 bits only the weights are; a runtime turns them into 32 bits once, when it loads the
graph. Arithmetic of 16 bits overflows without a word on some GPUs, and that of 8 bits is no faster
in a browser's WebAssembly.
"""

from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from onnx import NodeProto, TensorProto, helper, numpy_helper

from pix2pix.engines.onnx_graph import Graph

Precision = Literal["fp32", "fp16", "int8"]
FEW = 1024  # numbers that are not worth it
Array: TypeAlias = npt.NDArray[Any]
Stored = tuple[list[TensorProto], list[NodeProto]]


def store(graph: Graph, precision: Precision) -> None:
    """Store the weights of a graph in fewer bits; the graph is changed."""
    if precision == "fp32":
        return
    kind = _in_16_bits if precision == "fp16" else _in_8_bits
    kept, made, nodes = [], [], []
    for tensor in graph.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < FEW:
            kept.append(tensor)
            continue
        tensors, restoring = kind(tensor.name, values)
        made += tensors
        nodes += restoring
    rest = list(graph.graph.node)
    graph.graph.ClearField("initializer")
    graph.graph.initializer.extend([*kept, *made])
    graph.graph.ClearField("node")
    graph.graph.node.extend([*nodes, *rest])


def _in_16_bits(name: str, values: Array) -> Stored:
    half = numpy_helper.from_array(values.astype(np.float16), f"{name}.fp16")
    return [half], [helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT)]


def _in_8_bits(name: str, values: Array) -> Stored:
    """A scale for each row of the first axis."""
    rows = np.abs(values).max(axis=tuple(range(1, values.ndim)), keepdims=True)
    scales = np.where(rows == 0, 1, rows / 127).astype(np.float32)
    steps = np.round(values / scales).astype(np.int8)
    tensors = [
        numpy_helper.from_array(steps, f"{name}.int8"),
        numpy_helper.from_array(scales, f"{name}.scales"),
    ]
    whole = f"{name}.steps"
    return tensors, [  # plain operations, which every runtime works out when it loads a graph
        helper.make_node("Cast", [tensors[0].name], [whole], to=TensorProto.FLOAT),
        helper.make_node("Mul", [whole, tensors[1].name], [name]),
    ]
