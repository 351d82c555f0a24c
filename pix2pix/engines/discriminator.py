"""Runs the discriminator that taught a generator, on the generator's own pictures.

"This discriminator tries to classify if each N x N patch in an image is real or fake" (Isola et
al. 2017, Sec. 3.2.2). In the paper its scores are averaged and serve to train alone; as a map they
say where a picture convinces.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Self

import torch
from torch import Tensor, nn

from pix2pix.checkpoint.discriminator import TrainedDiscriminator, trained_discriminator
from pix2pix.checkpoint.folder import read_config
from pix2pix.config import GeneratorConfig
from pix2pix.device import choose_device
from pix2pix.engines.choose import TOLERANCE, EngineName, require_openvino
from pix2pix.errors import EngineError
from pix2pix.networks.noise import Noise
from pix2pix.networks.patchgan import condition_of

Runs = Callable[[Tensor], Tensor]
logger = logging.getLogger(__name__)


class Belief(nn.Module):
    """How far a discriminator takes each patch for real.

    Shapes:
        What the discriminator sees -> (N, 1, h, w) from -1, generated, over 0, undecided, to 1.
    """

    def __init__(self, trained: TrainedDiscriminator) -> None:
        super().__init__()
        self.network = trained.network
        self.scale = trained.scale

    def forward(self, seen: Tensor) -> Tensor:
        scores = self.network(seen)
        return ((scores - self.scale.undecided) / self.scale.certain).clamp(-1, 1)


class Discriminator:
    """Scores pictures of a model on the fastest engine; any number of threads may share one.

    Args:
        generator: Whose pictures they are.
        name: Of the engine; ``auto`` takes OpenVINO where there is no GPU and it is right.
        training: It belongs to a run at work: its next save comes sooner than a graph would pay.
    """

    def __init__(
        self,
        trained: TrainedDiscriminator,
        generator: GeneratorConfig,
        name: EngineName = "auto",
        *,
        training: bool = False,
    ) -> None:
        self._conditional = trained.config.conditional
        belief = Belief(trained)
        shape = (1, trained.network.in_channels, *generator.size)
        on_torch = name == "torch" or training
        self._runs = _OnTorch(belief) if on_torch else _fastest(belief, shape)

    @classmethod
    def load(cls, folder: Path, name: EngineName = "auto", *, training: bool = False) -> Self:
        """Load that of a checkpoint.

        Raises:
            CheckpointError: It has none, or its weights do not fit its config.
        """
        trained = trained_discriminator(folder)
        return cls(trained, read_config(folder).generator, name, training=training)

    def __call__(self, source: Tensor, hint: Tensor | None, picture: Tensor) -> Tensor:
        """What it believes of a picture that was made of a source.

        Args:
            source, picture: (N, C, H, W) in [-1, 1].
            hint: The color hint that the generator was given, (N, 4).

        Returns:
            (N, 1, h, w) in [-1, 1]; see ``Belief``.
        """
        if self._conditional:  # it sees the source beside the picture (Sec. 3.1)
            picture = torch.cat([condition_of(source, hint), picture], dim=1)
        return self._runs(picture)


class _OnTorch:
    """PyTorch in 32 bits: scores of a GPU, too, are to be compared with those of training."""

    def __init__(self, belief: Belief) -> None:
        self._device = choose_device()
        self._belief = belief.to(self._device)

    @torch.inference_mode()
    def __call__(self, seen: Tensor) -> Tensor:
        return self._belief(seen.to(self._device)).cpu()


def _fastest(belief: Belief, shape: tuple[int, ...]) -> Runs:
    on_torch = _OnTorch(belief)
    if choose_device().type == "cuda":
        return on_torch
    try:
        require_openvino()
        on_openvino = _on_openvino(belief, shape)
        seen = torch.rand(shape, generator=torch.Generator().manual_seed(0)).mul(2).sub(1)
        if (on_openvino(seen) - on_torch(seen)).abs().mean() < TOLERANCE:
            return on_openvino
        logger.warning("The discriminator scores otherwise on OpenVINO; it runs on PyTorch.")
    except EngineError as error:
        logger.warning("The discriminator runs on PyTorch: %s", error)
    return on_torch


def _on_openvino(belief: Belief, shape: tuple[int, ...]) -> Runs:
    from pix2pix.engines.openvino import OpenVINOEngine, converted

    engine = OpenVINOEngine(converted(belief, [shape]), [shape], "CPU, OpenVINO")
    return lambda seen: engine(seen, Noise())
