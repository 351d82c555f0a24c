"""The engine that runs everywhere, and against which every other one is checked."""

import torch
from torch import Tensor

from pix2pix.device import choose_device
from pix2pix.networks import Generator
from pix2pix.noise import Noise


class TorchEngine:
    """PyTorch, on the best device there is; half precision on a GPU.

    Args:
        why: Why nothing faster runs here, for the status line.
    """

    def __init__(self, generator: Generator, why: str = "") -> None:
        self.device = choose_device()
        self.half = self.device.type == "cuda"
        self.generator = generator.to(self.device).eval()
        if self.half:  # tensor cores want it; on a CPU the U-Net is slower with it
            self.generator.to(memory_format=torch.channels_last)
        self.name = "GPU, PyTorch" if self.half else "CPU, PyTorch"
        if why:
            self.name += f" ({why})"

    @torch.inference_mode()
    def __call__(self, source: Tensor, noise: Noise) -> Tensor:
        with torch.autocast(self.device.type, torch.float16, enabled=self.half):
            output = self.generator(
                source.to(self.device), tuple(part.to(self.device) for part in noise)
            )
        return output.float().cpu()
