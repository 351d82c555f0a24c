"""Distances between pictures and their targets, pixel by pixel and in small windows."""

from typing import TypedDict

import torch
from torch import Tensor

from pix2pix.evaluation.lab_histogram import LabIntersection

WHITE = 0.98  # of [0, 1]: where all channels of the target exceed it, there is background


class PixelFigures(TypedDict):
    """Means over a set of pictures on [0, 1]."""

    n: int
    l1: float
    psnr: float
    ssim: float
    background: float
    lab_intersection: tuple[float, float, float]


class PixelScores:
    """Collects distances over a set; outputs are rounded to 8 bits, as they would be saved."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = {"l1": [], "psnr": [], "ssim": []}
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
        paper = (true > WHITE).all(dim=1, keepdim=True)
        if paper.any():
            self._background.append((1 - made).masked_select(paper).mean().item())
        self.lab.update(_as_rgb(output).numpy(), _as_rgb(target).numpy())

    def compute(self) -> PixelFigures:
        """Means so far: L1 on [0, 1], PSNR in dB, SSIM, ink on white, Lab intersection."""
        count = len(self._values["l1"])
        mean = {name: sum(values) / count for name, values in self._values.items()}
        background = sum(self._background) / len(self._background) if self._background else 0.0
        return {
            "n": count,
            "l1": mean["l1"],
            "psnr": mean["psnr"],
            "ssim": mean["ssim"],
            "background": background,
            "lab_intersection": self.lab.compute(),
        }


def _as_rgb(picture: Tensor) -> Tensor:
    """(C, H, W) -> (H, W, 3) of the same bytes; grey becomes three equal channels."""
    channels = picture[:3] if picture.shape[0] >= 3 else picture[:1].expand(3, -1, -1)
    return channels.permute(1, 2, 0).contiguous().to(torch.uint8)
