"""Exports a checkpoint to a file that ONNX Runtime runs, once its pictures were compared.

The engine here is for that comparison; pictures on a CPU come faster from OpenVINO.
"""

from pathlib import Path

import onnx
import onnxruntime
import torch
from torch import Tensor

from pix2pix.checkpoint.card import terms
from pix2pix.checkpoint.folder import load_generator
from pix2pix.data.pictures import Pictures
from pix2pix.engines.choose import require_alike
from pix2pix.engines.compare import LEAST_SSIM, Comparison, compare
from pix2pix.engines.onnx_graph import Graph, color_of, to_onnx
from pix2pix.engines.onnx_weights import Precision, store
from pix2pix.engines.openvino import example_inputs
from pix2pix.engines.torch import TorchEngine
from pix2pix.errors import EngineError
from pix2pix.files import replace
from pix2pix.networks.noise import Noise


class OnnxEngine:
    """Runs a graph on the CPU; any number of threads may share one.

    Raises:
        EngineError: ONNX Runtime refuses the graph.
    """

    name = "CPU, ONNX Runtime"

    def __init__(self, graph: Graph) -> None:
        try:
            self._session = onnxruntime.InferenceSession(
                graph.SerializeToString(), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # of classes that it does not publish
            raise EngineError(f"ONNX Runtime refused the model: {error}") from error
        self._names = [each.name for each in self._session.get_inputs()]

    def __call__(self, source: Tensor, noise: Noise) -> Tensor:
        """See ``Engine``; for pictures of the size that the graph was made for."""
        parts = [source, *noise.masks, *noise.pixels]
        if noise.color_hint is not None:
            parts.append(color_of(noise.color_hint))
        return self.run(*parts)

    def run(self, *inputs: Tensor) -> Tensor:
        """What comes out of the graph for its inputs, in order."""
        feed = {name: part.numpy() for name, part in zip(self._names, inputs, strict=True)}
        (output,) = self._session.run(None, feed)
        return torch.from_numpy(output)


def export(
    folder: Path, out: Path, precision: Precision = "fp32", held_out: Pictures | None = None
) -> Comparison | None:
    """Write a checkpoint's generator as ONNX, if its pictures stay the same.

    Args:
        precision: Of the stored weights.
        held_out: Pictures to compare on; without them, made-up inputs are.

    Returns:
        How close the pictures are, where there were held-out ones.

    Raises:
        CheckpointError: There is no such checkpoint.
        EngineError: ONNX cannot express the network, or its pictures differ from PyTorch's by more
            than is allowed; nothing is written.
        DiskError: There is no room.
    """
    generator, model = load_generator(folder)
    graph = to_onnx(generator, model, license=terms(folder))
    store(graph, precision)
    engine, reference = OnnxEngine(graph), TorchEngine(generator)
    found = None
    if held_out is None:
        require_alike(engine, reference, *example_inputs(model.generator))
    else:
        found = compare(engine, reference, model.generator, held_out)
        if not found.alike():
            raise EngineError(
                f"{folder} as ONNX in {precision} was not written: {found} (at least "
                f"{LEAST_SSIM:g}, and at most 1 % more). Choose a finer --precision."
            )
    replace(out, lambda beside: onnx.save_model(graph, beside))
    return found
