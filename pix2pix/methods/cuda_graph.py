"""A training step recorded as a CUDA graph, which a GPU replays without waiting for Python.

A step of pix2pix is some 1500 short kernels, and at the paper's batch sizes a GPU is done with
each before Python has asked for the next. See "Whole-network capture" in the notes of PyTorch.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

PLAIN = 3  # steps before the recording, in which cuDNN and Adam set themselves up

logger = logging.getLogger(__name__)

Learn = Callable[..., dict[str, Tensor]]
Groups = list[dict[str, Any]]  # the param_groups of optimizers


class RecordedStep:
    """Takes training steps: the first few eagerly, then from a recording of its own.

    Args:
        learn: Updates the networks from tensors on the GPU, always of the same shapes, and
            returns the losses.
        optimizers: Those that ``learn`` uses. Their learning rates may change at any time.
    """

    def __init__(self, learn: Learn, optimizers: Mapping[str, Optimizer]) -> None:
        self._learn = learn
        self._optimizers = optimizers
        self._plain = 0
        self._recording: _Recording | None = None

    @property
    def is_recorded(self) -> bool:
        """Whether steps come from the recording by now."""
        return self._recording is not None

    def __call__(self, *inputs: Tensor) -> dict[str, Tensor]:
        """Take a step; the losses before the update."""
        if self._plain == PLAIN:
            self._record(inputs)
        self._plain += 1
        if self._recording is not None:
            return self._recording.replay(inputs)
        return self._learn(*inputs)

    def forget(self) -> None:
        """Record anew: what the recording refers to has moved in memory."""
        self._plain = 0
        self._recording = None

    def _record(self, inputs: Sequence[Tensor]) -> None:
        # Looked up now: an optimizer that has loaded a state has other groups than before.
        groups = [group for each in self._optimizers.values() for group in each.param_groups]
        try:
            self._recording = _Recording(self._learn, inputs, groups)
        except RuntimeError as error:  # of the driver, too; nothing was computed yet
            logger.warning("No CUDA graph: %s", str(error).partition("\n")[0])


class _Recording:
    def __init__(self, learn: Learn, inputs: Sequence[Tensor], groups: Groups) -> None:
        self._groups = groups
        self._inputs = [part.clone() for part in inputs]
        self._rates = [torch.tensor(group["lr"], device=inputs[0].device) for group in groups]
        self._graph = torch.cuda.CUDAGraph()
        # Other threads may use the GPU meanwhile; this one is captured alone.
        with (
            rates_on_the_gpu(groups, self._rates),
            torch.cuda.graph(self._graph, capture_error_mode="thread_local"),
        ):
            self._losses = learn(*self._inputs)

    def replay(self, inputs: Sequence[Tensor]) -> dict[str, Tensor]:
        for place, part in zip(self._inputs, inputs, strict=True):
            place.copy_(part)
        for rate, group in zip(self._rates, self._groups, strict=True):
            rate.fill_(group["lr"])
        self._graph.replay()
        # The next step will be written to the same place.
        return {name: loss.clone() for name, loss in self._losses.items()}


@contextmanager
def rates_on_the_gpu(groups: Groups, rates: list[Tensor]) -> Iterator[None]:
    """Let a recording read learning rates from tensors, not keep today's numbers."""
    eager = [(group["lr"], group["capturable"]) for group in groups]
    for group, rate in zip(groups, rates, strict=True):
        group.update(lr=rate, capturable=True)
    try:
        yield
    finally:
        for group, (rate, capturable) in zip(groups, eager, strict=True):
            group.update(lr=rate, capturable=capturable)
