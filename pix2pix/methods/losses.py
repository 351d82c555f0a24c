"""The losses of the paper as functions of logits and pictures (Isola et al. 2017, Sec. 3.1)."""

import math
from typing import assert_never

import torch
import torch.nn.functional as F
from torch import Tensor

from pix2pix.config import AdversarialLoss, Reconstruction


def adversarial_loss(logits: Tensor, *, real: bool, kind: AdversarialLoss) -> Tensor:
    """How far the scores are from calling the pictures real (or generated), mean over patches.

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
        case _:
            assert_never(kind)


def scale_chroma_error(output: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """The output with its colors moved towards the target's, so that they count less.

    Args:
        output, target: Pictures (N, C, H, W). Lightness, the mean of R, G and B, stays as it is,
            and so do alpha and pictures without three channels.
        weight: What is left of the distance between the colors, (N, 1) from 0 to 1.
    """
    if output.shape[1] < 3:
        return output
    error = output[:, :3] - target[:, :3]
    lightness = error.mean(dim=1, keepdim=True)
    chroma = error - lightness
    near = target[:, :3] + lightness + weight[:, :, None, None] * chroma
    return torch.cat([near, output[:, 3:]], dim=1)


def blurred(pictures: Tensor, sigma: float) -> Tensor:
    """Pictures (N, C, H, W) through a Gaussian filter of ``sigma`` px; the same for 0.

    Grain that lies elsewhere than in the target is right to the eye, but costs an L1 loss more than
    no grain at all. Seen through the filter it costs little, and the discriminator asks for it.
    """
    if sigma == 0:
        return pictures
    reach = math.ceil(3 * sigma)
    line = torch.arange(-reach, reach + 1, device=pictures.device) / sigma
    line = torch.exp(-line.square() / 2)
    line = (line / line.sum()).expand(pictures.shape[1], 1, 1, -1)
    padded = F.pad(pictures.float(), (reach, reach, reach, reach), mode="replicate")
    across = F.conv2d(padded, line, groups=pictures.shape[1])
    return F.conv2d(across, line.transpose(2, 3), groups=pictures.shape[1])


def reconstruction_loss(output: Tensor, target: Tensor, kind: Reconstruction) -> Tensor:
    """Mean absolute (L1) or squared (L2) distance of two batches of pictures."""
    match kind:
        case "l1":
            return F.l1_loss(output.float(), target)
        case "l2":
            return F.mse_loss(output.float(), target)
        case _:
            assert_never(kind)
