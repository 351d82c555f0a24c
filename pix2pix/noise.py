"""The noise z of G(x, z), made explicit as an input of the generator.

In the paper z is dropout, kept on at test time (Isola et al. 2017, Sec. 3.1). Here its
masks are tensors, drawn from a seed outside the network: the same picture and seed give the
same answer on every engine and from any thread, and a preview never disturbs a training run.

Dropout alone changes little. A generator with ``tint`` also takes a colour to lean towards,
learnt from the mean colours of the targets and told for a part of the pairs in training
(``methods/recolour.py`` shows some of those in colours that no photo has).
"""

from collections.abc import Sequence

import torch
from torch import Tensor

Noise = tuple[Tensor, ...]  # one mask per dropout level, innermost first; then the tint, if any
Shape = tuple[int, int, int]  # (C, H, W)

TINT = 4  # numbers of a hint
HUE = 4.0  # hues differ less than lightness does; this makes up for it
WHITE = 0.92  # of [-1, 1]: brighter than this in all channels is background


def draw_masks(shapes: Sequence[Shape], seeds: Sequence[int | None]) -> Noise:
    """Draw dropout masks that keep half of the values and double them.

    Args:
        shapes: Of the masks, as ``UNet.mask_shapes`` gives them.
        seeds: One per picture, any integer; ``None`` gives the mean of all masks, which is 1.

    Returns:
        One (N, C, H, W) mask per shape.
    """
    rows = []
    for seed in seeds:
        if seed is None:
            rows.append([torch.ones(shape) for shape in shapes])
        else:
            source = torch.Generator().manual_seed(seed % 2**63)
            rows.append([torch.rand(s, generator=source).lt(0.5).float().mul(2) for s in shapes])
    return tuple(torch.stack(masks) for masks in zip(*rows, strict=True))


def no_tint(count: int) -> Tensor:
    """The absent hint: (N, 4) zeros."""
    return torch.zeros(count, TINT)


def tint_of(colours: Tensor) -> Tensor:
    """Turn colours (N, 3) in [-1, 1] into hints (N, 4).

    Lightness, red against green, yellow against blue, and a 1 that says there is a hint. In
    photos R, G and B mostly rise and fall together; these do not, so that hues are learnt sooner.
    """
    red, green, blue = colours.unbind(dim=1)
    lightness = colours.mean(dim=1)
    hues = HUE * (red - green), HUE * ((red + green) / 2 - blue)
    return torch.stack([lightness, *hues, torch.ones_like(red)], dim=1)


def mean_colour(pictures: Tensor) -> Tensor:
    """Mean colour of what is not white background: (N, C, H, W) -> (N, 3), both in [-1, 1].

    A grey picture counts as three equal channels; alpha is ignored.
    """
    count, channels = pictures.shape[:2]
    colours = pictures[:, :3] if channels >= 3 else pictures[:, :1].expand(-1, 3, -1, -1)
    ink = (colours.amin(dim=1, keepdim=True) < WHITE).float()
    empty = ink.sum(dim=(1, 2, 3)).eq(0).view(count, 1, 1, 1)
    ink = torch.where(empty, torch.ones_like(ink), ink)
    return (colours * ink).sum(dim=(2, 3)) / ink.sum(dim=(2, 3))
