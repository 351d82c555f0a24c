"""How networks take a step down their losses, whatever the method.

Adam in mixed precision, with gradients averaged over all processes, and on a GPU replayed from a
recording where nothing speaks against it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from pix2pix.distributed import average_gradients, world
from pix2pix.methods.cuda_graph import Learn, RecordedStep


class Optimization:
    """The optimizers of a method and the arithmetic of its networks.

    Args:
        learning: What learns, on its device, by the name of its optimizer: a network, or a list
            of several that share one.
        betas: Of Adam.
        autocast: Arithmetic of the networks; ``None`` is full precision.
        record: Replay steps from a recording on a GPU; not for compiled networks.
    """

    def __init__(
        self,
        learning: nn.ModuleDict,
        learning_rate: float,
        betas: tuple[float, float],
        autocast: torch.dtype | None = None,
        record: bool = True,
    ) -> None:
        self.device = next(learning.parameters()).device
        if self.device.type == "cuda":  # tensor cores want it; on a CPU the U-Net is slower with it
            learning.to(memory_format=torch.channels_last)
        self.optimizers: dict[str, Optimizer] = {
            name: Adam(network.parameters(), learning_rate, betas, fused=True)
            for name, network in learning.items()
        }
        for optimizer in self.optimizers.values():
            optimizer.register_load_state_dict_post_hook(self._loaded)
        self._autocast = autocast
        # fp16 has no room for small gradients, so losses are scaled up before each backward.
        # The scales are not saved: a resumed run finds them again within a few steps.
        scaled = autocast is torch.float16
        self._scalers = {
            name: torch.amp.GradScaler(self.device.type, enabled=scaled) for name in self.optimizers
        }
        # Other processes and the search for a scale need Python at each step.
        self._records = record and self.device.type == "cuda" and world() == 1 and not scaled
        self._recorded: list[RecordedStep] = []

    def autocast(self) -> torch.autocast:
        """The arithmetic in which networks compute."""
        half = self._autocast or torch.bfloat16
        return torch.autocast(self.device.type, half, enabled=self._autocast is not None)

    def update(self, name: str, loss: Tensor) -> None:
        """Take one step of an optimizer down the gradient of ``loss``."""
        optimizer, scaler = self.optimizers[name], self._scalers[name]
        optimizer.zero_grad(set_to_none=True)
        scaler.scale(loss).backward()
        average_gradients(optimizer)
        scaler.step(optimizer)
        scaler.update()

    def recorded(self, learn: Learn) -> Learn:
        """The same function, replayed from a recording after its first calls where that helps."""
        if not self._records:
            return learn
        self._recorded.append(RecordedStep(learn, self.optimizers))
        return self._recorded[-1]

    def _loaded(self, optimizer: Optimizer) -> None:
        keep_layout(optimizer)
        for step in self._recorded:
            step.forget()  # the averages of Adam lie elsewhere now


def keep_layout(optimizer: Optimizer) -> None:
    """Give the averages of Adam that were loaded the memory layout of their parameters.

    A run that was saved on a CPU has another one, and a fused step goes through memory in order.
    """
    for parameter, state in optimizer.state.items():
        for name in ("exp_avg", "exp_avg_sq"):
            state[name] = torch.empty_like(parameter).copy_(state[name])


@contextmanager
def frozen(*networks: nn.Module) -> Iterator[None]:
    """Let gradients flow through ``networks`` without being stored in them."""
    for network in networks:
        network.requires_grad_(False)
    try:
        yield
    finally:
        for network in networks:
            network.requires_grad_(True)
