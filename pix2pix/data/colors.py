"""The colors of pictures: their mean, the typical ones of a set, and the same picture in others."""

import math
from collections.abc import Iterable, Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pix2pix.config.generator import WITH_OPACITY
from pix2pix.device import to_device

Matrix = NDArray[np.float64]

WHITE = 0.92  # of [-1, 1]: brighter than this in all channels is background
TYPICAL = 24  # colors, at most, that are typical of a set
STRENGTH = (0.5, 2.5)  # times as colorful as it was, least and most


def mean_color(pictures: Tensor) -> Tensor:
    """Mean color of what is not white background: (N, C, H, W) -> (N, 3), both in [-1, 1].

    A grey picture counts as three equal channels. Where there is opacity, that says what is
    background, and colors are multiplied by it (``pix2pix.images.opacity``).
    """
    count, channels = pictures.shape[:2]
    colors = pictures[:, :3] if channels >= 3 else pictures[:, :1].expand(-1, 3, -1, -1)
    if channels in WITH_OPACITY:
        shares = (pictures[:, -1:] + 1) / 2
        seen = shares.sum(dim=(2, 3)).clamp(min=1e-6)
        return ((colors + 1).sum(dim=(2, 3)) / seen - 1).clamp(max=1)
    ink = (colors.amin(dim=1, keepdim=True) < WHITE).float()
    empty = ink.sum(dim=(1, 2, 3)).eq(0).view(count, 1, 1, 1)
    ink = torch.where(empty, torch.ones_like(ink), ink)
    return (colors * ink).sum(dim=(2, 3)) / ink.sum(dim=(2, 3))


def typical_colors(pictures: Iterable[Tensor]) -> tuple[str, ...]:
    """Colors around which the mean colors of pictures gather, as #rrggbb.

    k-means through OpenCV, in the order in which seeds go through them: each one as far as
    possible from those before it.

    Args:
        pictures: (C, H, W) in [-1, 1] each.
    """
    colors = torch.cat([mean_color(picture[None]) for picture in pictures]).numpy()
    count = min(TYPICAL, len(np.unique(colors, axis=0)))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 50, 1e-4)
    cv2.setRNGSeed(0)
    groups = np.zeros((len(colors), 1), np.int32)  # filled in
    _, _, centres = cv2.kmeans(colors, count, groups, criteria, 3, cv2.KMEANS_PP_CENTERS)
    tones = centres - centres.mean(axis=1, keepdims=True) / 2  # hue before lightness
    order = [int(np.ptp(centres, axis=1).argmax())]  # the most colorful one first
    while len(order) < count:
        distance = np.linalg.norm(tones[:, None] - tones[order][None], axis=2).min(axis=1)
        order.append(int(distance.argmax()))
    shades = ((centres[order] + 1) * 127.5).round().clip(0, 255).astype(int)
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in shades)


def jitter_hue(pictures: Tensor, seeds: Sequence[int], chances: Sequence[float]) -> Tensor:
    """Pictures in a hue and a strength of color that their seeds draw.

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
    change = to_device(torch.tensor(np.stack(drawn)).to(pictures.dtype), pictures.device)
    colors = torch.einsum("nij,njhw->nihw", change, pictures[:, :3])
    return torch.cat([colors.clamp(-1, 1), pictures[:, 3:]], dim=1)


def _draw(seed: int, chance: float) -> Matrix:
    rng = np.random.default_rng((seed, 2))
    if rng.random() >= chance:
        return np.eye(3)
    return hue_matrix(rng.uniform(0, 2 * math.pi), rng.uniform(*STRENGTH))


def hue_matrix(angle: float, strength: float) -> Matrix:
    """Turns colors (R, G, B) round the axis of greys by ``angle`` and moves them away from it."""
    part, across = (1 - math.cos(angle)) / 3, math.sin(angle) / math.sqrt(3)
    same, following, before = math.cos(angle) + part, part - across, part + across
    turn = np.array(
        [[same, following, before], [before, same, following], [following, before, same]]
    )
    return strength * turn + (1 - strength) / 3
