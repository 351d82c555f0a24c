"""How close an engine's pictures come to those of another one, on held-out sources."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from pix2pix.config import GeneratorConfig
from pix2pix.data.paired import redrawn
from pix2pix.data.pictures import Pictures, spread
from pix2pix.engines.protocol import Engine
from pix2pix.networks import noise_shapes
from pix2pix.networks.noise import Noise, draw_noise
from pix2pix.plural import plural

PICTURES = 50  # that engines are compared on
LEAST_SSIM, MOST_L1 = 0.99, 1.01  # SSIM between the engines; held-out L1 against the reference's

Sample = tuple[Tensor, Noise]


@dataclass(frozen=True)
class Comparison:
    """Two engines on the same sources and noise.

    Attributes:
        pictures: That were compared.
        ssim: Mean SSIM between the pictures of both; 1 is equal.
        l1_reference: Mean distance of the reference's pictures to the targets, on [0, 1], where
            they are pairs.
        l1: The same for the engine.
    """

    pictures: int
    ssim: float
    l1_reference: float | None = None
    l1: float | None = None

    def alike(self, least_ssim: float = LEAST_SSIM) -> bool:
        """Whether one may stand for the other."""
        closer = self.l1 is None or self.l1 <= MOST_L1 * (self.l1_reference or 0)
        return self.ssim >= least_ssim and closer

    def __str__(self) -> str:
        ssim = f"on {plural(self.pictures, 'held-out picture')} its SSIM to PyTorch's is "
        ssim += f"{self.ssim:.4f}"
        if self.l1 is None:
            return ssim
        return f"{ssim} and its L1 {self.l1:.4f} against {self.l1_reference:.4f}"


def compare(
    engine: Engine, reference: Engine, config: GeneratorConfig, held_out: Pictures
) -> Comparison:
    """Translate held-out sources with both engines, with the same noise."""
    # Imported when needed: it takes a second, and what is wrong is said before.
    from torchmetrics.functional.image import structural_similarity_index_measure

    rows: list[list[Tensor]] = []
    sources = samples(config, held_out, PICTURES)
    for index, (source, noise) in zip(spread(len(held_out), PICTURES), sources, strict=True):
        target = held_out.plain(index)[1][None] / 255
        ours, theirs = (_on_unit(each(source, noise)) for each in (engine, reference))
        alike = structural_similarity_index_measure(ours, theirs, data_range=1.0)
        assert isinstance(alike, Tensor)
        rows.append([alike, (theirs - target).abs().mean(), (ours - target).abs().mean()])
    ssim, *distances = torch.tensor(rows).mean(dim=0).tolist()
    return Comparison(len(rows), ssim, *(distances if held_out.are_pairs else ()))


def samples(
    config: GeneratorConfig, pictures: Pictures, most: int, *, hand_drawn: bool = False
) -> Iterator[Sample]:
    """Sources spread over a data set, each with noise; every other one with its mean.

    Args:
        hand_drawn: Redraw every third as a hand would.
    """
    for place, index in enumerate(spread(len(pictures), most)):
        source = pictures.plain(index)[0]
        if hand_drawn and place % 3 == 0:
            source = redrawn(source, index)
        scaled = source[None].float().div(127.5).sub(1)
        shapes = noise_shapes(config, *scaled.shape[-2:])
        yield scaled, draw_noise(config, shapes, [place if place % 2 else None])


def _on_unit(output: Tensor) -> Tensor:
    """[-1, 1] -> [0, 1], in the 256 steps of a picture."""
    return output.clamp(-1, 1).add(1).mul(127.5).round().div(255)
