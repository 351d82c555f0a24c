"""One training step of a segmenter: cross entropy of the class of each pixel of a photo.

Long, Shelhamer and Darrell 2015, "Fully Convolutional Networks for Semantic Segmentation", Sec. 4.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pix2pix.data.batches import Batch
from pix2pix.data.classes import Classes
from pix2pix.images.class_colors import VOID
from pix2pix.methods.optimize import Optimization

BETAS = (0.9, 0.999)


class Segmentation:
    """A network that learns which class each pixel of a photo is, from label maps in colors."""

    def __init__(
        self,
        network: nn.Module,
        classes: Classes,
        *,
        learning_rate: float,
        autocast: torch.dtype | None = None,
    ) -> None:
        self.network = network
        self.classes = classes
        self.generators: dict[str, nn.Module] = {}  # it makes no pictures
        self.networks = nn.ModuleDict({"segmenter": network})
        self._optimization = Optimization(
            self.networks, learning_rate, BETAS, autocast, record=False
        )
        self.optimizers = self._optimization.optimizers

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """Learn from photos, the sources, and their label maps, the targets."""
        colors = batch["target"].add(1).mul(127.5).round()
        truth = self.classes.numbers(colors).long()
        with self._optimization.autocast():
            logits = self.network(batch["source"])
        summed = F.cross_entropy(logits.float(), truth, ignore_index=VOID, reduction="sum")
        loss = summed / (truth != VOID).sum().clamp(min=1)  # a batch may be void altogether
        self._optimization.update("segmenter", loss)
        return {"cross_entropy": loss.detach()}

    def state_dict(self) -> dict[str, Any]:
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """It keeps nothing beyond network and optimizer."""
