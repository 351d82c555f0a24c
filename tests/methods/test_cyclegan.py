"""CycleGAN against an independent plain reading of the paper and its reference code."""

from copy import deepcopy
from itertools import chain

import pytest
import torch
from torch import Tensor, nn
from torch.optim import Adam

from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.config import CycleGANSettings, ResNetConfig, UNetConfig
from pix2pix.methods.cyclegan import CycleGAN
from pix2pix.networks import build_generator
from pix2pix.networks.patchgan import PatchDiscriminator

SIDE = 32
SMALL = ResNetConfig(width=4, blocks=2, size=SIDE)


def build(settings=None, config=SMALL, norm="plain_instance", rate=2e-4):
    torch.manual_seed(0)
    generators = [build_generator(config) for _ in range(2)]
    discriminators = [PatchDiscriminator(3, width=4, patch=16, norm=norm) for _ in range(2)]
    settings = settings or CycleGANSettings()
    return CycleGAN(*generators, *discriminators, settings, learning_rate=rate)


def batch(seed: int, size: int = 1) -> dict[str, Tensor]:
    draws = torch.Generator().manual_seed(seed)
    x, y = torch.rand(2, size, 3, SIDE, SIDE, generator=draws) * 2 - 1
    return {"source": x, "target": y, "seed": torch.arange(size) + 10 * seed}


class Reference:
    """Written from the paper's Sec. 3 and 4, one network after the other."""

    def __init__(self, ours: CycleGAN, cycle: float, identity: float) -> None:
        self.g, self.f, self.d_y, self.d_x = deepcopy(list(ours.networks.values()))
        self.cycle, self.identity = cycle, identity
        self.adam_g = Adam(chain(self.g.parameters(), self.f.parameters()), 2e-4, (0.5, 0.999))
        self.adam_d = Adam(chain(self.d_y.parameters(), self.d_x.parameters()), 2e-4, (0.5, 0.999))

    def step(self, x: Tensor, y: Tensor) -> dict[str, Tensor]:
        near, apart = nn.L1Loss(), nn.MSELoss()
        fake_y, fake_x = self.g(x), self.f(y)
        back_x, back_y = self.f(fake_y), self.g(fake_x)
        said_y, said_x = self.d_y(fake_y), self.d_x(fake_x)
        losses = {
            "g_gan": apart(said_y, torch.ones_like(said_y)),
            "g_gan_reverse": apart(said_x, torch.ones_like(said_x)),
            "cycle": near(back_x, x),
            "cycle_reverse": near(back_y, y),
        }
        total = losses["g_gan"] + losses["g_gan_reverse"]
        total = total + self.cycle * losses["cycle"] + self.cycle * losses["cycle_reverse"]
        if self.identity:
            losses |= {"identity": near(self.g(y), y), "identity_reverse": near(self.f(x), x)}
            total = total + self.cycle * self.identity * losses["identity"]
            total = total + self.cycle * self.identity * losses["identity_reverse"]
        self.adam_g.zero_grad()
        total.backward()
        self.adam_g.step()

        self.adam_d.zero_grad()
        for name, network, real, fake in (
            ("", self.d_y, y, fake_y.detach()),
            ("_reverse", self.d_x, x, fake_x.detach()),
        ):
            said_real, said_fake = network(real), network(fake)
            losses[f"d_real{name}"] = apart(said_real, torch.ones_like(said_real))
            losses[f"d_fake{name}"] = apart(said_fake, torch.zeros_like(said_fake))
            ((losses[f"d_real{name}"] + losses[f"d_fake{name}"]) * 0.5).backward()
        self.adam_d.step()
        return losses


@pytest.mark.parametrize("identity", [0.5, 0.0])
def test_a_step_has_the_losses_and_weights_of_the_reference(identity):
    ours = build(CycleGANSettings(identity_weight=identity))
    reference = Reference(ours, 10.0, identity)
    given = batch(0)
    expected = reference.step(given["source"], given["target"])
    found = ours.step(given)
    assert found.keys() == expected.keys()
    for name, loss in expected.items():
        assert abs(found[name].item() - loss.item()) < 1e-5, name
    networks = (reference.g, reference.f, reference.d_y, reference.d_x)
    compared = 0
    for mine, other in zip(ours.networks.values(), networks, strict=True):
        for (name, weight), plain in zip(mine.named_parameters(), other.parameters(), strict=True):
            # Adam's first step is the sign of the gradient. Where that is rounding alone, as for
            # the shift of a convolution which the norm behind it takes away, it says nothing.
            sure = plain.grad.abs() > 1e-5
            assert ((weight - plain).abs() * sure).max() < 1e-5, name
            compared += int(sure.sum())
    assert compared > 20_000


@pytest.mark.slow
def test_the_generators_learn_to_come_back():
    ours = build(CycleGANSettings(identity_weight=0.0), rate=2e-3)
    losses = [ours.step(batch(number % 2)) for number in range(80)]
    before, after = (losses[k]["cycle"] + losses[k]["cycle_reverse"] for k in (0, -1))
    assert after < 0.8 * before


def test_generators_come_first_and_discriminators_are_left_alone_by_them():
    ours = build()
    before = deepcopy(ours.networks.state_dict())
    x, y, _ = batch(0).values()
    ours._update_generators(x, y, torch.empty(2, 0))
    after = ours.networks.state_dict()
    for name, tensor in before.items():
        if not name.endswith("bias"):
            assert torch.equal(tensor, after[name]) is ("discriminator" in name), name


@pytest.mark.parametrize("norm", ["plain_instance", "instance", "none"])
def test_pictures_in_one_pass_are_those_of_passes_of_their_own(norm):
    together, alone = build(norm=norm), build(norm=norm)
    alone.mixes_batch = True
    for number in range(2):
        one, other = together.step(batch(number, 2)), alone.step(batch(number, 2))
        for name, loss in one.items():
            torch.testing.assert_close(loss, other[name], atol=1e-4, rtol=1e-3)


def test_a_u_net_serves_as_generator_with_dropout_that_the_seed_chooses():
    config = UNetConfig(width=4, depth=5, size=SIDE)
    losses = [build(config=config).step(batch(seed)) for seed in (1, 1, 2)]
    assert losses[0] == losses[1]
    assert losses[0]["g_gan"] != losses[2]["g_gan"]


@pytest.mark.slow
def test_the_pools_are_all_that_resuming_needs_beyond_networks():
    one = build(CycleGANSettings(pool_size=3))
    for number in range(8):
        one.step(batch(number))
    other = build(CycleGANSettings(pool_size=3))
    other.networks.load_state_dict(one.networks.state_dict())
    for name, optimizer in one.optimizers.items():
        other.optimizers[name].load_state_dict(deepcopy(optimizer.state_dict()))
    other.load_state_dict(deepcopy(one.state_dict()))
    assert [len(other.pools[name].kept) for name in (FORWARD, REVERSE)] == [3, 3]
    for number in range(8, 14):
        assert one.step(batch(number)) == other.step(batch(number))


def test_a_pool_of_another_size_is_refused():
    full, smaller = build(CycleGANSettings(pool_size=4)), build(CycleGANSettings(pool_size=2))
    full.step(batch(0, 4))
    with pytest.raises(ValueError, match="a pool of 4 pictures, but pool_size is 2"):
        smaller.load_state_dict(full.state_dict())
