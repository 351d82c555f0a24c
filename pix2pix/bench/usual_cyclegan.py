"""The step of CycleGAN that ours is measured against: the same algorithm, written the usual way.

Plain Adam, contiguous tensors, one network after the other, and one picture after the other
through each (Zhu et al. 2017, Sec. 3 and 4, in the order of the reference code). A test holds the
losses of both.
"""

from itertools import chain

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Adam

from pix2pix.bench.baseline import in_plain_layers
from pix2pix.config import CycleGANSettings
from pix2pix.data.batches import Batch
from pix2pix.methods.image_pool import ImagePool
from pix2pix.networks import Generator
from pix2pix.networks.noise import draw_without_hint


class UsualCycleGANStep:
    """Two generators and two discriminators, and how all take a step in the usual code."""

    def __init__(
        self,
        forward: Generator,
        reverse: Generator,
        d_target: nn.Module,
        d_source: nn.Module,
        settings: CycleGANSettings,
    ) -> None:
        self.forward, self.reverse = in_plain_layers(forward), in_plain_layers(reverse)
        self.d_target, self.d_source = d_target, d_source
        self.settings = settings
        generators = chain(forward.parameters(), reverse.parameters())
        discriminators = chain(d_target.parameters(), d_source.parameters())
        self.for_generators = Adam(generators, 2e-4, (0.5, 0.999))
        self.for_discriminators = Adam(discriminators, 2e-4, (0.5, 0.999))
        self.pools = ImagePool(settings.pool_size), ImagePool(settings.pool_size)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """Update the generators, then the discriminators; with noise from ``seed``."""
        x, y, seeds = batch["source"], batch["target"], batch["seed"].tolist()
        to_y, to_x = (
            draw_without_hint(each.noise_shapes(*x.shape[-2:]), seeds)
            for each in (self.forward, self.reverse)
        )
        fake_y, fake_x = self.forward(x, to_y), self.reverse(y, to_x)
        back_x, back_y = self.reverse(fake_y, to_x), self.forward(fake_x, to_y)

        self._let_discriminators_learn(False)
        self.for_generators.zero_grad()
        losses = {
            "identity": F.l1_loss(self.forward(y, to_y), y),
            "identity_reverse": F.l1_loss(self.reverse(x, to_x), x),
            "g_gan": _loss(self.d_target(fake_y), real=True),
            "g_gan_reverse": _loss(self.d_source(fake_x), real=True),
            "cycle": F.l1_loss(back_x, x),
            "cycle_reverse": F.l1_loss(back_y, y),
        }
        cycle = self.settings.cycle_weight
        weights = {"identity": cycle * self.settings.identity_weight, "g_gan": 1.0, "cycle": cycle}
        parts = [weights[name.removesuffix("_reverse")] * loss for name, loss in losses.items()]
        torch.stack(parts).sum().backward()
        self.for_generators.step()

        self._let_discriminators_learn(True)
        self.for_discriminators.zero_grad()
        to_target, to_source = self.pools
        for name, network, real, fake in (
            ("", self.d_target, y, to_target.exchange(fake_y, seeds)),
            ("_reverse", self.d_source, x, to_source.exchange(fake_x, seeds)),
        ):
            d_real, d_fake = _loss(network(real), real=True), _loss(network(fake), real=False)
            ((d_real + d_fake) / 2).backward()
            losses |= {f"d_real{name}": d_real, f"d_fake{name}": d_fake}
        self.for_discriminators.step()
        return {name: loss.detach() for name, loss in losses.items()}

    def _let_discriminators_learn(self, learn: bool) -> None:
        self.d_target.requires_grad_(learn)
        self.d_source.requires_grad_(learn)


def _loss(scores: Tensor, *, real: bool) -> Tensor:
    return F.mse_loss(scores, torch.ones_like(scores) if real else torch.zeros_like(scores))
