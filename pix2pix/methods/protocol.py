"""What a method is to the loop, the saver and the session. pix2pix is one; others fit, too."""

from typing import Any, Protocol

from torch import Tensor, nn
from torch.optim import Optimizer

from pix2pix.data.batches import Batch


class Method(Protocol):
    """What the loop, the saver and the session know of a method.

    Attributes:
        generators: What the method is for, by direction: ``forward``, for some also ``reverse``.
            The running average of each is kept, saved and previewed.
        networks: Everything that learns, discriminators included.
    """

    generators: dict[str, nn.Module]
    networks: nn.ModuleDict
    optimizers: dict[str, Optimizer]

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """Learn from a batch; returns the losses before that, as detached scalars."""
        ...

    def state_dict(self) -> dict[str, Any]:
        """What resuming needs beyond networks and optimizers: tensors and plain values."""
        ...

    def load_state_dict(self, state: dict[str, Any]) -> None: ...
