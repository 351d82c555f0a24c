"""Differentiable augmentation of what discriminators see, for a few hundred pictures.

Zhao et al. 2020, "Differentiable Augmentation for Data-Efficient GAN Training": a discriminator
that has few pictures learns them by heart. Pictures and outputs alike are recolored, shifted and
cut before it sees them, and gradients flow through that to the generator, which therefore does
not learn to make shifted pictures.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

SHIFT = 1 / 8  # of the side, at most, in either direction
CUT = 1 / 2  # of the side
STREAM = 1  # apart from whatever else is drawn from the seed of a pair
DRAWS = 7  # numbers for a picture: three for its colors, two for its place, two for the cut


class Augmentation:
    """Does nothing where ``enabled`` is false."""

    def __init__(self, enabled: bool) -> None:
        self.enabled = enabled

    def draw(self, seeds: Sequence[int], looks: int) -> Tensor:
        """The random numbers for so many looks at a batch, (looks, N, 7) in [0, 1)."""
        if not self.enabled:
            return torch.empty(looks, 0)
        rows = [np.random.default_rng((seed, STREAM)).random((looks, DRAWS)) for seed in seeds]
        return torch.from_numpy(np.stack(rows, axis=1)).float()

    def __call__(self, picture: Tensor, drawn: Tensor, condition: Tensor | None = None) -> Tensor:
        """A batch as a discriminator sees it.

        Args:
            picture: (N, C, H, W) in [-1, 1].
            drawn: One look of ``draw``, (N, 7).
            condition: What it sees before the picture's channels, (N, K, H, W): shifted and cut
                with the picture, its values left alone.
        """
        if self.enabled:
            picture = _recolor(picture, *drawn[:, :3].unbind(dim=1))
        seen = picture if condition is None else torch.cat([condition, picture], dim=1)
        if not self.enabled:
            return seen
        return _cut(_shift(seen, *drawn[:, 3:5].unbind(dim=1)), *drawn[:, 5:].unbind(dim=1))


def _recolor(picture: Tensor, brightness: Tensor, saturation: Tensor, contrast: Tensor) -> Tensor:
    """Add up to 0.5 either way, scale colors by up to 2, contrast by 0.5 to 1.5; not of alpha."""
    picture, alpha = picture[:, :3], picture[:, 3:]
    brightness, saturation, contrast = (
        each[:, None, None, None].to(picture.dtype) for each in (brightness, saturation, contrast)
    )
    picture = picture + brightness - 0.5
    grey = picture.mean(dim=1, keepdim=True)
    picture = grey + (picture - grey) * (2 * saturation)
    level = picture.mean(dim=(1, 2, 3), keepdim=True)
    return torch.cat([level + (picture - level) * (contrast + 0.5), alpha], dim=1)


def _shift(pictures: Tensor, down: Tensor, right: Tensor) -> Tensor:
    """Move by up to an eighth; what comes in from outside is 0."""
    for dim, share in ((2, down), (3, right)):
        side = pictures.shape[dim]
        most = round(SHIFT * side)
        by = (share * (2 * most + 1)).long() - most  # whole pixels, each as likely
        here = torch.arange(side, device=pictures.device) - by[:, None]
        inside = _along(((here >= 0) & (here < side)), dim)
        index = _along(here.clamp(0, side - 1), dim).expand_as(pictures)
        pictures = pictures.gather(dim, index) * inside
    return pictures


def _cut(pictures: Tensor, down: Tensor, right: Tensor) -> Tensor:
    """Empty a square of half the side whose middle is anywhere in the picture."""
    hit = []
    for dim, share in ((2, down), (3, right)):
        side = pictures.shape[dim]
        far = torch.arange(side, device=pictures.device) - (share * side).long()[:, None]
        half = round(CUT * side) // 2
        hit.append(_along((far >= -half) & (far < half), dim))
    return pictures * ~(hit[0] & hit[1])


def _along(values: Tensor, dim: int) -> Tensor:
    """(N, side) as (N, 1, side, 1) or (N, 1, 1, side)."""
    return values[:, None, :, None] if dim == 2 else values[:, None, None, :]
