"""Targets in other colours, so that a hint is followed whatever colour it names.

Few photos are yellow or cyan, so a model told such a colour knows neither how far to trust it nor
where it ends. The same photo in another hue shows it.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Matrix = NDArray[np.float64]

STRENGTH = (0.5, 2.5)  # times as colourful as it was, least and most


def recoloured(pictures: Tensor, seeds: Sequence[int], chances: Sequence[float]) -> Tensor:
    """Pictures in a hue and a strength of colour that their seeds draw.

    Args:
        pictures: (N, C, H, W) in [-1, 1]. What is white or grey stays as it is, and so does
            alpha; pictures of one channel have no hue.
        seeds: One per picture.
        chances: That a picture is changed at all, from 0 to 1; its seed draws this, too.

    Returns:
        Pictures of the same lightness, the mean of R, G and B, where no channel overflows.
    """
    if pictures.shape[1] < 3:
        return pictures
    drawn = [_draw(*each) for each in zip(seeds, chances, strict=True)]
    change = torch.tensor(np.stack(drawn)).to(pictures)
    colours = torch.einsum("nij,njhw->nihw", change, pictures[:, :3])
    return torch.cat([colours.clamp(-1, 1), pictures[:, 3:]], dim=1)


def _draw(seed: int, chance: float) -> Matrix:
    rng = np.random.default_rng((seed, 2))
    if rng.random() >= chance:
        return np.eye(3)
    return hue_matrix(rng.uniform(0, 2 * math.pi), rng.uniform(*STRENGTH))


def hue_matrix(angle: float, strength: float) -> Matrix:
    """Turns colours (R, G, B) round the axis of greys by ``angle`` and moves them away from it."""
    part, across = (1 - math.cos(angle)) / 3, math.sin(angle) / math.sqrt(3)
    same, following, before = math.cos(angle) + part, part - across, part + across
    turn = np.array(
        [[same, following, before], [before, same, following], [following, before, same]]
    )
    return strength * turn + (1 - strength) / 3
