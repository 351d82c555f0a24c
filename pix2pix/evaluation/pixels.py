"""Distances between pictures and their targets, pixel by pixel and in small windows.

Of pictures with opacity these are taken on premultiplied colors (``pix2pix.images.opacity``), so a
color that nobody sees counts for nothing. How well the opacity alone is met, as it matters where
something is cut out of a photo, say two figures more: IoU (Everingham et al. 2010, "The PASCAL
Visual Object Classes Challenge") and mean absolute error (Perazzi et al. 2012, "Saliency Filters").
"""

from typing import NotRequired, TypedDict

import torch
from torch import Tensor

from pix2pix.config.generator import WITH_OPACITY
from pix2pix.evaluation.lab_histogram import LabIntersection

THERE = 0.5  # of [0, 1]: what is more opaque counts as there
WHITE = 0.98  # of [0, 1]: where all channels of the target exceed it, there is background


class PixelFigures(TypedDict):
    """Means over a set of pictures on [0, 1]."""

    n: int
    l1: float
    psnr: float
    ssim: float
    background: float
    lab_intersection: tuple[float, float, float]
    alpha_iou: NotRequired[float]
    """Of targets with opacity: what is there in both by what is there in either."""
    alpha_mae: NotRequired[float]


class PixelScores:
    """Collects distances over a set; outputs are rounded to 8 bits, as they would be saved."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = {"l1": [], "psnr": [], "ssim": []}
        self._alpha: dict[str, list[float]] = {"alpha_iou": [], "alpha_mae": []}
        self._background: list[float] = []
        self.lab = LabIntersection()

    def update(self, output: Tensor, target: Tensor) -> None:
        """Add one picture and its target, (C, H, W) uint8 each."""
        # Imported when needed: it takes a second, and a run begins with a step.
        from torchmetrics.functional.image import (
            peak_signal_noise_ratio,
            structural_similarity_index_measure,
        )

        made, true = output[None].float() / 255, target[None].float() / 255
        self._values["l1"].append((made - true).abs().mean().item())
        psnr = peak_signal_noise_ratio(made, true, data_range=1.0)
        self._values["psnr"].append(psnr.clamp(max=100).item())
        ssim = structural_similarity_index_measure(made, true, data_range=1.0)
        assert isinstance(ssim, Tensor)
        self._values["ssim"].append(ssim.item())
        if len(target) in WITH_OPACITY:
            self._alpha["alpha_iou"].append(iou(made[0, -1] > THERE, true[0, -1] > THERE))
            self._alpha["alpha_mae"].append((made[0, -1] - true[0, -1]).abs().mean().item())
        seen, wanted = _on_paper(output), _on_paper(target)
        paper = (wanted > WHITE * 255).all(dim=0)
        if paper.any():
            self._background.append((1 - seen[:, paper].float() / 255).mean().item())
        self.lab.update(_as_rgb(seen).numpy(), _as_rgb(wanted).numpy())

    def compute(self) -> PixelFigures:
        """Means so far: L1 on [0, 1], PSNR in dB, SSIM, ink on white, Lab intersection, alpha."""
        count = len(self._values["l1"])
        mean = {name: sum(values) / count for name, values in self._values.items()}
        background = sum(self._background) / len(self._background) if self._background else 0.0
        figures: PixelFigures = {
            "n": count,
            "l1": mean["l1"],
            "psnr": mean["psnr"],
            "ssim": mean["ssim"],
            "background": background,
            "lab_intersection": self.lab.compute(),
        }
        if self._alpha["alpha_iou"]:
            overlap, error = (sum(each) / len(each) for each in self._alpha.values())
            figures["alpha_iou"], figures["alpha_mae"] = overlap, error
        return figures


def iou(one: Tensor, other: Tensor) -> float:
    """Intersection over union of two masks, bool; 1 where both are empty."""
    either = int((one | other).sum())
    return int((one & other).sum()) / either if either else 1.0


def _on_paper(picture: Tensor) -> Tensor:
    """(C, H, W) uint8 as it is seen on white paper, without opacity."""
    if len(picture) not in WITH_OPACITY:
        return picture
    return (picture[:-1].int() + 255 - picture[-1:].int()).clamp(max=255).to(torch.uint8)


def _as_rgb(picture: Tensor) -> Tensor:
    """(C, H, W) -> (H, W, 3) of the same bytes; grey becomes three equal channels."""
    channels = picture[:3] if picture.shape[0] >= 3 else picture[:1].expand(3, -1, -1)
    return channels.permute(1, 2, 0).contiguous().to(torch.uint8)
