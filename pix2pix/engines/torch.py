"""The engine that runs everywhere, and against which every other one is checked."""

from copy import deepcopy

import torch
from torch import Tensor

from pix2pix.device import choose_device
from pix2pix.engines.cuda_graph import Recorded
from pix2pix.errors import OutOfMemory
from pix2pix.networks import Generator
from pix2pix.networks.noise import Noise


class TorchEngine:
    """PyTorch, on the best device there is; in half precision and recorded on a GPU.

    Args:
        why: Why nothing faster runs here, for the status line.
        dtype: Arithmetic, if not the usual one of the device.
        record: Replay pictures from a recording on a GPU.
    """

    def __init__(
        self,
        generator: Generator,
        why: str = "",
        *,
        dtype: torch.dtype | None = None,
        record: bool = True,
    ) -> None:
        self.device = choose_device()
        on_gpu = self.device.type == "cuda"
        self.dtype = dtype or (torch.float16 if on_gpu else torch.float32)
        if self.dtype != torch.float32:
            generator = deepcopy(generator)  # whoever gave it keeps it as it is
        self.generator = generator.to(self.device, self.dtype).eval()
        self._recorded: Recorded | None = None
        if on_gpu:  # tensor cores want it; on a CPU the U-Net is slower with it
            self.generator.to(memory_format=torch.channels_last)
            self._recorded = Recorded(self.generator) if record else None
        self._title = "GPU, PyTorch" if on_gpu else "CPU, PyTorch"
        self.name = _with_reason(self._title, why)

    @torch.inference_mode()
    def __call__(self, source: Tensor, noise: Noise) -> Tensor:
        """See ``Engine``.

        Raises:
            OutOfMemory: The GPU has too little for a picture of this size.
        """
        try:
            placed = source.to(self.device, self.dtype), noise.to(self.device, self.dtype)
            return self._run(*placed).float().cpu()
        except torch.OutOfMemoryError as error:
            height, width = source.shape[-2:]
            raise OutOfMemory(
                f"The GPU has too little memory for {width}x{height} px. Choose a smaller "
                "picture, or end what else uses the GPU."
            ) from error

    def _run(self, source: Tensor, noise: Noise) -> Tensor:
        if self._recorded is None:
            return self.generator(source, noise)
        output = self._recorded(source, noise)
        if self._recorded.refusal:
            self.name = _with_reason(self._title, f"no CUDA graph: {self._recorded.refusal}")
        return output


def _with_reason(title: str, why: str) -> str:
    return f"{title} ({why})" if why else title
