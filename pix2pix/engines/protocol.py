"""What an engine is: the one thing that a translator asks of it."""

from typing import Protocol

from torch import Tensor

from pix2pix.networks.noise import Noise


class Engine(Protocol):
    """Runs a generator on tensors; any number of threads may share one.

    Attributes:
        name: What it runs on, for people.
    """

    name: str

    def __call__(self, source: Tensor, noise: Noise) -> Tensor:
        """(N, C, H, W) in [-1, 1] -> (N, C, H, W) in [-1, 1], both on the CPU."""
        ...
