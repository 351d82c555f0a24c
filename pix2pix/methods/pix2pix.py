"""One training step of pix2pix: cGAN + L1 on paired pictures.

Isola et al. 2017, Eq. 4: ``min_G max_D  L_cGAN(G, D) + lambda * L_L1(G)``.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from pix2pix.checkpoint.files import FORWARD
from pix2pix.config import DiscriminatorConfig, Pix2PixSettings
from pix2pix.data.batches import Batch
from pix2pix.device import to_device
from pix2pix.methods.augmentation import Augmentation
from pix2pix.methods.color_hint import ColorHint
from pix2pix.methods.losses import adversarial_loss, reconstruction_loss
from pix2pix.methods.optimize import Optimization, frozen
from pix2pix.networks import Generator
from pix2pix.networks.noise import Noise, draw_without_hint
from pix2pix.networks.patchgan import condition_of

BETAS = (0.5, 0.999)  # of Adam, Sec. 3.3
Losses = dict[str, Tensor]


class Pix2Pix:
    """A generator, the discriminator that teaches it, and how both take a step.

    ``autocast`` and ``record`` are those of ``Optimization``.
    """

    def __init__(
        self,
        generator: Generator,
        discriminator: nn.Module,
        settings: Pix2PixSettings = Pix2PixSettings(),
        discriminator_config: DiscriminatorConfig = DiscriminatorConfig(),
        *,
        learning_rate: float = 2e-4,
        autocast: torch.dtype | None = None,
        record: bool = True,
    ) -> None:
        self.settings = settings
        self.conditional = discriminator_config.conditional
        self.mixes_batch = discriminator_config.discriminator_norm in ("batch", "running")
        self.generator, self.discriminator = generator, discriminator
        self.generators: dict[str, nn.Module] = {FORWARD: generator}
        self.networks = nn.ModuleDict({"generator": generator, "discriminator": discriminator})
        self.optimize = Optimization(self.networks, learning_rate, BETAS, autocast, record)
        self.optimizers = self.optimize.optimizers
        self.color_hint = ColorHint(generator, settings)
        self.augment = Augmentation(settings.augmentation)
        self._take_step = self.optimize.recorded(self._update)

    def step(self, batch: Batch) -> Losses:
        """Update both networks; returns the losses before that, as detached scalars."""
        source, target = batch["source"], self.color_hint.targets(batch)
        shapes = self.generator.noise_shapes(*source.shape[-2:])
        noise = draw_without_hint(shapes, batch["seed"].tolist())
        looks = self.augment.draw(batch["seed"].tolist(), looks=3)
        drawn = (self.color_hint.mask(batch), looks, *noise.tensors)
        return self._take_step(source, target, *(to_device(part, source.device) for part in drawn))

    def _update(
        self, source: Tensor, target: Tensor, hint_mask: Tensor, looks: Tensor, *noise: Tensor
    ) -> Losses:
        gan, distance = self.settings.gan, self.settings.reconstruction
        hint = self.color_hint.hint(target, hint_mask)
        shapes = self.generator.noise_shapes(*source.shape[-2:])
        condition = condition_of(source, hint)
        with self.optimize.autocast():
            output = self.generator(source, replace(Noise.of(noise, shapes), color_hint=hint))
        losses: Losses = {}
        g_loss = torch.zeros((), device=source.device)
        if gan != "none":
            # Discriminator. Halving its loss slows it down relative to G (Sec. 3.3).
            with self.optimize.autocast():
                shown = (target, looks[0]), (output.detach(), looks[1])
                real, fake = self._scores(condition, *shown)
                losses["d_real"] = adversarial_loss(real, real=True, kind=gan)
                losses["d_fake"] = adversarial_loss(fake, real=False, kind=gan)
            self.optimize.update("discriminator", (losses["d_real"] + losses["d_fake"]) / 2)
            # Generator: fool the new discriminator ...
            with frozen(self.discriminator), self.optimize.autocast():
                (fake,) = self._scores(condition, (output, looks[2]))
                losses["g_gan"] = adversarial_loss(fake, real=True, kind=gan)
            g_loss = g_loss + self.settings.gan_weight * losses["g_gan"]
        if distance != "none":  # ... and stay close to the target.
            near = self.color_hint.weigh(output, target, hint_mask)
            losses[f"g_{distance}"] = reconstruction_loss(near, target, distance)
            g_loss = g_loss + self.settings.reconstruction_weight * losses[f"g_{distance}"]
        self.optimize.update("generator", g_loss)
        return {name: loss.detach() for name, loss in losses.items()}

    def _scores(self, condition: Tensor, *shown: tuple[Tensor, Tensor]) -> Sequence[Tensor]:
        """Scores of pictures, each with the look that augmentation takes at it."""
        # A conditional discriminator sees the source beside the picture (Sec. 3.1).
        beside = condition if self.conditional else None
        pictures = [self.augment(picture, look, beside) for picture, look in shown]
        if self.mixes_batch:
            return [self.discriminator(picture) for picture in pictures]
        # One pass over both saves a twelfth of the whole step on a CPU.
        return self.discriminator(torch.cat(pictures)).chunk(len(pictures))

    def state_dict(self) -> dict[str, Any]:
        return {}  # networks and optimizers are all that resuming needs

    def load_state_dict(self, state: dict[str, Any]) -> None: ...
