"""A generator recorded as a CUDA graph, which a GPU replays without waiting for Python.

At batch size 1 a GPU is done with a layer before Python has asked for the next one. A recording
runs on memory of its own: inputs are copied in, the output is copied out. See "CUDA Graphs" in
the notes of PyTorch.
"""

from collections.abc import Sequence
from threading import Lock

import torch
from torch import Tensor

from pix2pix.networks import Generator
from pix2pix.networks.noise import Noise

IN_A_ROW = 3  # pictures of one shape before it is worth a recording
WARM_UP = 3  # eager runs before it, in which cuDNN chooses its algorithms
MOST = 2  # shapes that are recorded; each keeps its memory

Shapes = tuple[torch.Size, ...]


class Recorded:
    """Runs a generator on a GPU; threads take turns, since they share a recording's memory.

    Attributes:
        refusal: Why nothing is recorded, empty if nothing speaks against it.
    """

    def __init__(self, generator: Generator) -> None:
        self.refusal = ""
        self._generator = generator
        self._recordings: dict[Shapes, _Recording] = {}
        self._last: Shapes = ()
        self._in_a_row = 0
        self._turn = Lock()

    def __call__(self, source: Tensor, noise: Noise) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W), both on the GPU."""
        inputs = (source, *noise.tensors)
        shapes = tuple(part.shape for part in inputs)
        with self._turn:
            recording = self._recordings.get(shapes)
            if recording is None and self._is_worth_it(shapes):
                recording = self._record(source, noise, shapes)
            if recording is not None:
                return recording.replay(inputs)
        return self._generator(source, noise)

    def _is_worth_it(self, shapes: Shapes) -> bool:
        self._in_a_row = self._in_a_row + 1 if shapes == self._last else 1
        self._last = shapes
        return self._in_a_row >= IN_A_ROW and len(self._recordings) < MOST and not self.refusal

    def _record(self, source: Tensor, noise: Noise, shapes: Shapes) -> "_Recording | None":
        try:
            self._recordings[shapes] = _Recording(self._generator, source, noise)
        except RuntimeError as error:  # of the driver, too
            self.refusal = str(error).partition("\n")[0]
        return self._recordings.get(shapes)


class _Recording:
    def __init__(self, generator: Generator, source: Tensor, noise: Noise) -> None:
        self._inputs = [part.clone() for part in (source, *noise.tensors)]
        source = self._inputs[0]
        noise = Noise.of(self._inputs[1:], generator.noise_shapes(*source.shape[-2:]))
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_UP):
                generator(source, noise)
        torch.cuda.current_stream().wait_stream(stream)
        self._graph = torch.cuda.CUDAGraph()
        # Other threads may load models or record theirs meanwhile; this one is captured alone.
        with torch.cuda.graph(self._graph, stream=stream, capture_error_mode="thread_local"):
            self._output = generator(source, noise)

    def replay(self, inputs: Sequence[Tensor]) -> Tensor:
        for place, part in zip(self._inputs, inputs, strict=True):
            place.copy_(part)
        self._graph.replay()
        return self._output.clone()  # the next picture will be written there
