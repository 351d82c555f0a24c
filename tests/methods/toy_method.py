"""A second method, of the tests alone: it shows that the loop knows nothing of pix2pix.

Two generators, one discriminator that both have in common, and a state of its own: the outputs
of earlier steps, of which the discriminator is shown one. Run as a program, it trains:

    python -m tests.methods.toy_method PAIRS RUN STEPS
"""

import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from pix2pix.config import Recipe
from pix2pix.data.batches import Batch
from pix2pix.methods.losses import adversarial_loss
from pix2pix.methods.optimize import Optimization, frozen
from pix2pix.networks import build_discriminator, build_generator
from pix2pix.networks.noise import draw_without_hint
from pix2pix.training.session import open_run, run_training

REMEMBERED = 3  # outputs


class Toy:
    def __init__(self, recipe: Recipe) -> None:
        forward, reverse = (build_generator(recipe.generator).train() for _ in range(2))
        judging = recipe.discriminator.changed(conditional=False)
        discriminator = build_discriminator(judging, recipe.generator).train()
        self.generators: dict[str, nn.Module] = {"forward": forward, "reverse": reverse}
        self.networks = nn.ModuleDict(
            {"generator": forward, "back": reverse, "discriminator": discriminator}
        )
        learning = nn.ModuleDict(
            {"generators": nn.ModuleList([forward, reverse]), "discriminator": discriminator}
        )
        self.optimize = Optimization(learning, recipe.train.learning_rate, (0.5, 0.999))
        self.optimizers = self.optimize.optimizers
        self.outputs: list[Tensor] = []

    def step(self, batch: Batch) -> dict[str, Tensor]:
        forward, reverse, discriminator = self.networks.values()
        shapes = forward.noise_shapes(*batch["source"].shape[-2:])
        noise = draw_without_hint(shapes, batch["seed"].tolist())
        output = forward(batch["source"], noise)
        cycle = (reverse(output, noise) - batch["source"]).abs().mean()
        with frozen(discriminator):
            g_gan = adversarial_loss(discriminator(output), real=True, kind="least_squares")
        self.optimize.update("generators", g_gan + 10 * cycle)

        self.outputs = [*self.outputs, output.detach()][-REMEMBERED:]
        fake, real = discriminator(self.outputs[0]), discriminator(batch["target"])
        d_loss = adversarial_loss(fake, real=False, kind="least_squares")
        d_loss = d_loss + adversarial_loss(real, real=True, kind="least_squares")
        self.optimize.update("discriminator", d_loss / 2)
        losses = {"g_gan": g_gan, "cycle": cycle, "d": d_loss}
        return {name: loss.detach() for name, loss in losses.items()}

    def state_dict(self) -> dict[str, Any]:
        return {"outputs": self.outputs}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.outputs = list(state["outputs"])


def build(recipe: Recipe, init: Path | None, device: torch.device) -> Toy:
    assert init is None and device.type == "cpu"
    return Toy(recipe)


def train(data: Path, folder: Path, recipe: Recipe) -> None:
    run = open_run(folder, recipe, init=None, resume=(folder / "train.json").exists())
    for _ in run_training(data, run, build=build):
        pass


if __name__ == "__main__":
    from tests.conftest import recipe

    torch.set_num_threads(1)
    pairs, out, steps = sys.argv[1:]
    train(Path(pairs), Path(out), recipe(steps=int(steps), save_every=5))
