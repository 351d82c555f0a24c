"""One training step of CycleGAN: translation between two domains without any pairs.

Zhu et al. 2017, Sec. 3. A generator G turns pictures x of the source domain into ones of the target
domain, another, F, turns pictures y back. Discriminators D_Y and D_X tell outputs from pictures of
either domain, and what went there and back again must be what it was:
``L(G, F, D_X, D_Y) = L_GAN(G, D_Y) + L_GAN(F, D_X) + lambda * L_cyc(G, F)`` (Eq. 3).
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.config import CycleGANSettings
from pix2pix.data.batches import Batch
from pix2pix.device import to_device
from pix2pix.methods.augmentation import Augmentation
from pix2pix.methods.image_pool import ImagePool
from pix2pix.methods.losses import adversarial_loss, reconstruction_loss
from pix2pix.methods.optimize import Optimization, frozen
from pix2pix.networks import Generator
from pix2pix.networks.noise import Noise, draw_without_hint

BETAS = (0.5, 0.999)  # of Adam, Sec. 4
Losses = dict[str, Tensor]


class CycleGAN:
    """Two generators, the two discriminators that teach them, and how all take a step.

    ``autocast`` and ``record`` are those of ``Optimization``.

    Args:
        forward, reverse: G and F.
        discriminator, reverse_discriminator: D_Y and D_X, for pictures of the target and of the
            source domain.
        mixes_batch: The networks' norms look at the whole batch, so that nothing else may be in it.
    """

    def __init__(
        self,
        forward: Generator,
        reverse: Generator,
        discriminator: nn.Module,
        reverse_discriminator: nn.Module,
        settings: CycleGANSettings,
        *,
        mixes_batch: bool = False,
        learning_rate: float = 2e-4,
        autocast: torch.dtype | None = None,
        record: bool = True,
    ) -> None:
        self.settings = settings
        self.mixes_batch = mixes_batch
        self.forward, self.reverse = forward, reverse
        self.d_target, self.d_source = discriminator, reverse_discriminator
        self.generators: dict[str, nn.Module] = {FORWARD: forward, REVERSE: reverse}
        self.networks = nn.ModuleDict(
            {
                "generator": forward,
                "reverse_generator": reverse,
                "discriminator": discriminator,
                "reverse_discriminator": reverse_discriminator,
            }
        )
        learning = {
            "generators": nn.ModuleList([forward, reverse]),
            "discriminators": nn.ModuleList([discriminator, reverse_discriminator]),
        }
        self.optimize = Optimization(
            nn.ModuleDict(learning), learning_rate, BETAS, autocast, record
        )
        self.optimizers = self.optimize.optimizers
        self.pools = {name: ImagePool(settings.pool_size) for name in self.generators}
        self.augment = Augmentation(settings.augmentation)
        self._translate = self.optimize.recorded(self._update_generators)
        self._discriminate = self.optimize.recorded(self._update_discriminators)

    def step(self, batch: Batch) -> Losses:
        """Update the generators, then the discriminators; the losses before that, as scalars."""
        x, y, seeds = batch["source"], batch["target"], batch["seed"].tolist()
        drawn = [
            to_device(part, x.device)
            for network in (self.forward, self.reverse)
            for part in draw_without_hint(network.noise_shapes(*x.shape[-2:]), seeds).tensors
        ]
        looks = to_device(self.augment.draw(seeds, looks=6), x.device)
        learnt = self._translate(x, y, looks[:2], *drawn)
        fake_y, fake_x = (
            pool.exchange(learnt.pop(name), seeds) for name, pool in self.pools.items()
        )
        return learnt | self._discriminate(x, y, fake_y, fake_x, looks[2:])

    def _update_generators(self, x: Tensor, y: Tensor, looks: Tensor, *drawn: Tensor) -> Losses:
        shapes = [each.noise_shapes(*x.shape[-2:]) for each in (self.forward, self.reverse)]
        own = len(shapes[0].masks) + len(shapes[0].pixels)
        to_y, to_x = Noise.of(drawn[:own], shapes[0]), Noise.of(drawn[own:], shapes[1])
        settings, losses = self.settings, Losses()
        with frozen(self.d_target, self.d_source), self.optimize.autocast():
            if settings.identity_weight:  # G should leave alone what is of its target (Sec. 5.2)
                fake_y, same_y = self._outputs(self.forward, to_y, x, y)
                fake_x, same_x = self._outputs(self.reverse, to_x, y, x)
                losses["identity"] = reconstruction_loss(same_y, y, "l1")
                losses["identity_reverse"] = reconstruction_loss(same_x, x, "l1")
            else:
                fake_y, fake_x = self.forward(x, to_y), self.reverse(y, to_x)
            losses["cycle"] = reconstruction_loss(self.reverse(fake_y, to_x), x, "l1")
            losses["cycle_reverse"] = reconstruction_loss(self.forward(fake_x, to_y), y, "l1")
            scores = (
                self.d_target(self.augment(fake_y, looks[0])),
                self.d_source(self.augment(fake_x, looks[1])),
            )
            losses["g_gan"], losses["g_gan_reverse"] = (
                adversarial_loss(each, real=True, kind=settings.gan) for each in scores
            )
        weights = {"g_gan": 1.0, "cycle": settings.cycle_weight}
        weights["identity"] = settings.cycle_weight * settings.identity_weight
        total = sum(weights[name.removesuffix("_reverse")] * loss for name, loss in losses.items())
        assert isinstance(total, Tensor)
        self.optimize.update("generators", total)
        losses |= {FORWARD: fake_y, REVERSE: fake_x}
        return {name: each.detach() for name, each in losses.items()}

    def _update_discriminators(
        self, x: Tensor, y: Tensor, fake_y: Tensor, fake_x: Tensor, looks: Tensor
    ) -> Losses:
        losses = Losses()
        with self.optimize.autocast():
            for name, network, shown, taken in (
                ("", self.d_target, (y, fake_y), looks[:2]),
                ("_reverse", self.d_source, (x, fake_x), looks[2:]),
            ):
                seen = (self.augment(*each) for each in zip(shown, taken, strict=True))
                scores = self._outputs(network, None, *seen)
                for said, score in zip(("real", "fake"), scores, strict=True):
                    loss = adversarial_loss(score, real=said == "real", kind=self.settings.gan)
                    losses[f"d_{said}{name}"] = loss
        # Halving slows them down relative to the generators (Sec. 4).
        total = sum(losses.values()) / 2
        assert isinstance(total, Tensor)
        self.optimize.update("discriminators", total)
        return {name: loss.detach() for name, loss in losses.items()}

    def _outputs(
        self, network: nn.Module, noise: Noise | None, *batches: Tensor
    ) -> Sequence[Tensor]:
        """What a network makes of several batches, in one pass where its norms allow."""
        inputs = () if noise is None else (noise,)
        if self.mixes_batch:
            return [network(each, *inputs) for each in batches]
        repeated = (each.repeated(len(batches)) for each in inputs)
        return network(torch.cat(batches), *repeated).chunk(len(batches))

    def state_dict(self) -> dict[str, Any]:
        return {name: pool.kept for name, pool in self.pools.items()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Fill the pools.

        Raises:
            ValueError: They held more than this run's pools may.
        """
        for name, pool in self.pools.items():
            pool.fill([to_device(each, self.optimize.device) for each in state[name]])
