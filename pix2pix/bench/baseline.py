"""The training step that ours is measured against: the same algorithm, written the usual way.

Plain Adam, PyTorch's own layers, contiguous tensors, and a discriminator that sees one
picture after the other (Isola et al. 2017, Eq. 4, with the vanilla and the L1 loss). A test
holds the losses of both.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Adam

from pix2pix.data.batches import Batch
from pix2pix.networks import Generator
from pix2pix.networks.noise import draw_without_hint
from pix2pix.networks.upsample import TransposedConvolution

L1_WEIGHT = 100.0


class UsualStep:
    """A generator and a discriminator, and how both take a step in the usual code."""

    def __init__(self, generator: Generator, discriminator: nn.Module) -> None:
        self.generator = in_plain_layers(generator)
        self.discriminator = discriminator
        self.for_generator = Adam(generator.parameters(), 2e-4, (0.5, 0.999))
        self.for_discriminator = Adam(discriminator.parameters(), 2e-4, (0.5, 0.999))

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """Update both networks on ``source`` and ``target``, with noise from ``seed``."""
        source, target = batch["source"], batch["target"]
        shapes = self.generator.noise_shapes(*source.shape[-2:])
        output = self.generator(source, draw_without_hint(shapes, batch["seed"].tolist()))

        self.discriminator.requires_grad_(True)
        self.for_discriminator.zero_grad()
        d_fake = self._loss(source, output.detach(), real=False)
        d_real = self._loss(source, target, real=True)
        ((d_fake + d_real) / 2).backward()
        self.for_discriminator.step()

        self.discriminator.requires_grad_(False)
        self.for_generator.zero_grad()
        g_gan = self._loss(source, output, real=True)
        g_l1 = F.l1_loss(output, target)
        (g_gan + L1_WEIGHT * g_l1).backward()
        self.for_generator.step()
        losses = {"d_real": d_real, "d_fake": d_fake, "g_gan": g_gan, "g_l1": g_l1}
        return {name: loss.detach() for name, loss in losses.items()}

    def _loss(self, source: Tensor, picture: Tensor, *, real: bool) -> Tensor:
        logits = self.discriminator(torch.cat([source, picture], dim=1))
        goal = torch.ones_like(logits) if real else torch.zeros_like(logits)
        return F.binary_cross_entropy_with_logits(logits, goal)


def in_plain_layers(generator: Generator) -> Generator:
    """The same generator, enlarging by PyTorch's transposed convolutions alone."""
    for module in list(generator.modules()):
        for name, layer in module.named_children():
            if isinstance(layer, TransposedConvolution):
                plain = nn.ConvTranspose2d(layer.in_channels, layer.out_channels, 4, 2, 1)
                plain.weight, plain.bias = layer.weight, layer.bias
                setattr(module, name, plain)
    return generator
