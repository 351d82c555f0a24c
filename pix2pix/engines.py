"""What runs a generator: each engine takes (source, noise) and gives the output."""

from typing import Literal, Protocol

import torch
from torch import Tensor

from pix2pix.device import choose_device
from pix2pix.networks import Generator
from pix2pix.noise import Noise

EngineName = Literal["auto", "torch"]


class Engine(Protocol):
    """Runs a generator on tensors; any number of threads may share one."""

    name: str

    def __call__(self, source: Tensor, noise: Noise) -> Tensor:
        """(N, C, H, W) in [-1, 1] -> (N, C, H, W) in [-1, 1], both on the CPU."""
        ...


class TorchEngine:
    """PyTorch, on the best device there is; half precision on a GPU."""

    def __init__(self, generator: Generator) -> None:
        self.device = choose_device()
        self.half = self.device.type == "cuda"
        self.generator = generator.to(self.device).eval()
        self.name = "GPU, PyTorch" if self.half else "CPU, PyTorch"

    @torch.inference_mode()
    def __call__(self, source: Tensor, noise: Noise) -> Tensor:
        with torch.autocast(self.device.type, torch.float16, enabled=self.half):
            output = self.generator(
                source.to(self.device), tuple(part.to(self.device) for part in noise)
            )
        return output.float().cpu()
