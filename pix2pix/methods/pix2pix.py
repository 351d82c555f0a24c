"""One training step of pix2pix: cGAN + L1 on paired pictures.

Isola et al. 2017, Eq. 4: ``min_G max_D  L_cGAN(G, D) + lambda * L_L1(G)``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from pix2pix.config import DiscriminatorConfig, TrainConfig
from pix2pix.data.batches import Batch
from pix2pix.device import send
from pix2pix.distributed import average_gradients, world
from pix2pix.losses import adversarial_loss, muted, reconstruction_loss
from pix2pix.methods.recolour import recoloured
from pix2pix.methods.recorded import Learn, RecordedStep
from pix2pix.networks import Generator
from pix2pix.noise import Noise, mean_colour, tint_of

BETAS = (0.5, 0.999)  # Sec. 3.3
TOLD = 3  # one pair in so many gets the colour hint


class Pix2Pix:
    """A generator, the discriminator that teaches it, and how both take a step.

    Args:
        discriminator_config: Says whether the discriminator sees what is asked, and its norm.
        autocast: Arithmetic of the networks; ``None`` is full precision.
        record: Replay steps from a recording, on a GPU and where nothing speaks against it.
    """

    def __init__(
        self,
        generator: Generator,
        discriminator: nn.Module,
        config: TrainConfig,
        discriminator_config: DiscriminatorConfig | None = None,
        *,
        autocast: torch.dtype | None = None,
        record: bool = True,
    ) -> None:
        self.config = config
        judge = discriminator_config or DiscriminatorConfig()
        self.conditional = judge.conditional
        self.apart = judge.discriminator_norm in ("batch", "running")  # they mix a batch
        self.autocast = autocast
        self.networks = nn.ModuleDict({"generator": generator, "discriminator": discriminator})
        self.generator = generator
        self.discriminator = discriminator
        self.tinted = getattr(generator, "tint", None) is not None
        device = next(generator.parameters()).device
        if device.type == "cuda":  # tensor cores want it; on a CPU the U-Net is slower with it
            self.networks.to(memory_format=torch.channels_last)
        self.optimizers: dict[str, Optimizer] = {
            name: Adam(network.parameters(), config.learning_rate, BETAS, fused=True)
            for name, network in self.networks.items()
        }
        for optimizer in self.optimizers.values():
            optimizer.register_load_state_dict_post_hook(self._loaded)
        # fp16 has no room for small gradients, so losses are scaled up before each backward.
        # The scales are not saved: a resumed run finds them again within a few steps.
        scaled = autocast is torch.float16
        self.scalers = {
            name: torch.amp.GradScaler(device.type, enabled=scaled) for name in self.networks
        }
        # A compiled network, other processes and the search for a scale need Python at each step.
        self.recorded = record and device.type == "cuda" and world() == 1
        self.recorded = self.recorded and not (scaled or config.compile)
        self._take: Learn = self._learn
        self._record_anew()

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """Update both networks on ``source`` and ``target``, each (N, C, H, W) in [-1, 1].

        ``seed`` (N,), integers on the CPU, chooses the noise of each pair.

        Returns:
            The losses before the update, as detached scalars.
        """
        noise = self._draw_noise(batch["seed"], batch["source"])
        return self._take(batch["source"], self.targets(batch), *noise)

    def targets(self, batch: Batch) -> Tensor:
        """The targets of a batch, a share of those with a hint in other colours."""
        target, seeds = batch["target"], batch["seed"]
        if not (self.tinted and self.config.recolour):
            return target
        shares = told(seeds) * self.config.recolour
        return recoloured(target, seeds.tolist(), shares.tolist())

    def _learn(self, source: Tensor, target: Tensor, *noise: Tensor) -> dict[str, Tensor]:
        kind, adversarial = self.config.gan, self.config.gan != "none"
        losses: dict[str, Tensor] = {}
        hinted = target.new_zeros(len(target), 1)
        question = source
        if self.tinted:
            *masks, hinted = noise
            tint = tint_of(mean_colour(target)) * hinted
            noise = (*masks, tint)
            planes = tint[:, :, None, None].expand(-1, -1, *source.shape[2:])
            question = torch.cat([source, planes], dim=1)
        with self._arithmetic(source):
            output = self.generator(source, noise)

        if adversarial:
            # Discriminator. Halving its loss slows it down relative to G (Sec. 3.3).
            with self._arithmetic(source):
                real, fake = self._judge_both(question, target, output.detach())
                d_real = adversarial_loss(real, real=True, kind=kind)
                d_fake = adversarial_loss(fake, real=False, kind=kind)
            self._update("discriminator", (d_real + d_fake) / 2)
            losses |= {"d_real": d_real, "d_fake": d_fake}

        # Generator: fool the new discriminator, and stay close to the target.
        g_loss = torch.zeros((), device=source.device)
        if adversarial:
            with frozen(self.discriminator), self._arithmetic(source):
                g_gan = adversarial_loss(self._judge(question, output), real=True, kind=kind)
            g_loss = g_loss + self.config.gan_weight * g_gan
            losses["g_gan"] = g_gan
        if self.config.reconstruction != "none":
            if (weight := self.config.colour_weight) < 1:
                output = muted(output.float(), target, hinted + weight * (1 - hinted))
            g_near = reconstruction_loss(output, target, self.config.reconstruction)
            g_loss = g_loss + self.config.reconstruction_weight * g_near
            losses[f"g_{self.config.reconstruction}"] = g_near
        self._update("generator", g_loss)
        return {name: loss.detach() for name, loss in losses.items()}

    def _loaded(self, optimizer: Optimizer) -> None:
        lay_out(optimizer)
        self._record_anew()  # the averages of Adam lie elsewhere now

    def _record_anew(self) -> None:
        if self.recorded:
            self._take = RecordedStep(self._learn, self.optimizers)

    def _update(self, name: str, loss: Tensor) -> None:
        """Take one step down the gradient of ``loss``, averaged over all processes."""
        optimizer, scaler = self.optimizers[name], self.scalers[name]
        optimizer.zero_grad(set_to_none=True)
        scaler.scale(loss).backward()
        average_gradients(optimizer)
        scaler.step(optimizer)
        scaler.update()

    def _judge(self, question: Tensor, picture: Tensor) -> Tensor:
        # A conditional discriminator sees the question next to the answer (Sec. 3.1). A hint is
        # part of it: else targets in other colours would teach that any colour is right.
        return self.discriminator(
            torch.cat([question, picture], dim=1) if self.conditional else picture
        )

    def _judge_both(self, question: Tensor, real: Tensor, fake: Tensor) -> Sequence[Tensor]:
        if self.apart:
            return self._judge(question, real), self._judge(question, fake)
        # One pass over both saves a twelfth of the whole step on a CPU.
        return self._judge(question.repeat(2, 1, 1, 1), torch.cat([real, fake])).chunk(2)

    def _draw_noise(self, seeds: Tensor, source: Tensor) -> Noise:
        """Masks on the device of ``source``; last, for tints, (N, 1): 1 where the hint is told."""
        noise = self.generator.draw_noise(source.shape, seeds.tolist())
        if self.tinted:
            noise = (*noise[:-1], told(seeds).float()[:, None])
        return tuple(send(part, source.device) for part in noise)

    def _arithmetic(self, tensor: Tensor) -> torch.autocast:
        return torch.autocast(
            tensor.device.type, self.autocast or torch.bfloat16, enabled=self.autocast is not None
        )


def told(seeds: Tensor) -> Tensor:
    """Which pairs get the hint, (N,) bool."""
    return seeds.remainder(TOLD).eq(0)


def lay_out(optimizer: Optimizer) -> None:
    """Give the averages of Adam that were loaded the memory layout of their parameters.

    A run that was saved on a CPU has another one, and a fused step goes through memory in order.
    """
    for parameter, state in optimizer.state.items():
        for name in ("exp_avg", "exp_avg_sq"):
            state[name] = torch.empty_like(parameter).copy_(state[name])


@contextmanager
def frozen(network: nn.Module) -> Iterator[None]:
    """Let gradients flow through ``network`` without being stored in it."""
    network.requires_grad_(False)
    try:
        yield
    finally:
        network.requires_grad_(True)
