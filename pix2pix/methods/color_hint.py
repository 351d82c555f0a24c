"""The color hint: which pairs get one, and what it says.

Not in the paper. A generator that is given the mean color of the target for a part of the pairs
can later be asked for a color; given none, it still chooses one itself.
"""

import torch
from torch import Tensor, nn

from pix2pix.config import Pix2PixSettings
from pix2pix.data.batches import Batch
from pix2pix.data.colors import jitter_hue, mean_color
from pix2pix.methods.losses import scale_chroma_error
from pix2pix.networks.noise import encode_color

HINT_EVERY = 3  # one pair in so many gets the hint


class ColorHint:
    """The part of pix2pix that concerns hints; does nothing for generators that take none."""

    def __init__(self, generator: nn.Module, settings: Pix2PixSettings) -> None:
        self.enabled = getattr(generator, "hint_layers", None) is not None
        self._hue_jitter = settings.hue_jitter
        self._chroma_weight = settings.chroma_weight

    def mask(self, batch: Batch) -> Tensor:
        """The ``hint_mask`` of a batch, (N, 1): 1 where a pair gets its hint, else 0."""
        seeds = batch["seed"]
        return (hint_mask(seeds) if self.enabled else torch.zeros_like(seeds)).float()[:, None]

    def targets(self, batch: Batch) -> Tensor:
        """The targets of a batch, a share of those with a hint in other hues.

        Few photos are yellow or cyan, so a model would rarely see such a hint, and learn neither
        to follow it nor where the color ends. The same photo in another hue shows both.
        """
        target, seeds = batch["target"], batch["seed"]
        if not (self.enabled and self._hue_jitter):
            return target
        shares = hint_mask(seeds) * self._hue_jitter
        return jitter_hue(target, seeds.tolist(), shares.tolist())

    def hint(self, target: Tensor, hint_mask: Tensor) -> Tensor | None:
        """The hints of a batch, (N, 4), zeros where none is given."""
        return encode_color(mean_color(target)) * hint_mask if self.enabled else None

    def weigh(self, output: Tensor, target: Tensor, hint_mask: Tensor) -> Tensor:
        """The output as the reconstruction sees it: colors that no hint names count less."""
        weight = self._chroma_weight
        if weight == 1:
            return output
        return scale_chroma_error(output.float(), target, hint_mask + weight * (1 - hint_mask))


def hint_mask(seeds: Tensor) -> Tensor:
    """Which pairs get the hint, (N,) bool."""
    return seeds.remainder(HINT_EVERY).eq(0)
