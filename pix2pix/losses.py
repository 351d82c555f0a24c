"""The losses of the paper as functions of logits and pictures (Isola et al. 2017, Sec. 3.1)."""

from typing import assert_never

import torch
import torch.nn.functional as F
from torch import Tensor

from pix2pix.config import Gan, Reconstruction


def adversarial_loss(logits: Tensor, *, real: bool, kind: Gan) -> Tensor:
    """How far the scores are from calling the pictures real (or made), averaged over patches.

    ``vanilla`` is the log loss; a generator that asks for ``real=True`` then maximises
    log D(x, G(x, z)) and does not saturate (Sec. 3.3; Goodfellow et al. 2014). ``least_squares``
    is that of Mao et al. 2017. The scores are taken in full precision.
    """
    logits = logits.float()
    match kind:
        case "vanilla":
            return F.softplus(-logits if real else logits).mean()
        case "least_squares":
            return (logits - float(real)).square().mean()
        case "none":
            return torch.zeros((), device=logits.device)
        case _:
            assert_never(kind)


def muted(output: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """The output with its colours moved towards the target's, so that they count less.

    Args:
        output, target: Pictures (N, C, H, W). Lightness, the mean of R, G and B, stays as it is,
            and so do alpha and pictures without three channels.
        weight: What is left of the distance between the colours, (N, 1) from 0 to 1.
    """
    if output.shape[1] < 3:
        return output
    apart = output[:, :3] - target[:, :3]
    light = apart.mean(dim=1, keepdim=True)
    near = target[:, :3] + light + weight[:, :, None, None] * (apart - light)
    return torch.cat([near, output[:, 3:]], dim=1)


def reconstruction_loss(output: Tensor, target: Tensor, kind: Reconstruction) -> Tensor:
    """Mean absolute (L1) or squared (L2) distance of two batches of pictures."""
    match kind:
        case "l1":
            return F.l1_loss(output.float(), target)
        case "l2":
            return F.mse_loss(output.float(), target)
        case "none":
            return torch.zeros((), device=target.device)
        case _:
            assert_never(kind)
