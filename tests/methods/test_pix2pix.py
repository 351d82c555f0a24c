"""One step on networks of one weight each, next to the update worked out on paper.

With source 1 and target 0, the generator's output is its weight w. A discriminator with weight v
that does not see the source gives the score v for the picture 1.
"""

import math
from itertools import product

import pytest
import torch
from conftest import OneWeight, recipe
from torch.optim import SGD

from pix2pix.config import DiscriminatorConfig, Pix2PixSettings
from pix2pix.methods.color_hint import hint_mask
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import build_discriminator, build_generator
from pix2pix.networks.noise import encode_color

RATE = 0.1
ALONE = DiscriminatorConfig(conditional=False)
ROWS = {
    "L1": ({"gan": "none"}, True),
    "GAN": ({"reconstruction": "none"}, False),
    "cGAN": ({"reconstruction": "none"}, True),
    "L1+GAN": ({}, False),
    "L1+cGAN": ({}, True),
}


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def picture(value: float) -> torch.Tensor:
    return torch.full((1, 1, 2, 2), value)


def method(w: float, v: float, judging: DiscriminatorConfig = ALONE, **settings) -> Pix2Pix:
    """Plain gradient descent, so that a step shows the gradient itself."""
    made = Pix2Pix(OneWeight(w), OneWeight(v), Pix2PixSettings(**settings), judging)
    for name, network in made.networks.items():
        made.optimizers[name] = SGD(network.parameters(), RATE)
    return made


def weights(made: Pix2Pix) -> tuple[float, float]:
    return made.generator.weight.item(), made.discriminator.weight.item()


BATCH = {"source": picture(1.0), "target": picture(0.25), "seed": torch.tensor([0])}


def test_reconstruction_alone_moves_by_the_weighted_sign():
    made = method(0.5, 0.3, gan="none", reconstruction_weight=2.0)
    losses = made.step(BATCH)
    assert losses == {"g_l1": pytest.approx(0.25)}
    w, v = weights(made)
    assert w == pytest.approx(0.5 - RATE * 2.0 * 1.0)
    assert v == pytest.approx(0.3)  # nobody judges, nobody learns


def test_l2_moves_by_the_distance():
    made = method(0.5, 0.0, gan="none", reconstruction="l2", reconstruction_weight=3.0)
    assert made.step(BATCH) == {"g_l2": pytest.approx(0.25**2)}
    assert weights(made)[0] == pytest.approx(0.5 - RATE * 3.0 * 2 * 0.25)


def test_a_step_of_gan_and_l1_is_the_one_on_paper():
    w, v, y = 0.5, 0.3, 0.25
    made = method(w, v, reconstruction_weight=2.0, gan_weight=0.7)
    losses = made.step(BATCH)
    # D: half of -log s(v y) - log(1 - s(v w)); its slope in v:
    slope = (-(1 - sigmoid(v * y)) * y + sigmoid(v * w) * w) / 2
    new_v = v - RATE * slope
    # G, against the new D: -0.7 log s(v' w) + 2 |w - y|; its slope in w:
    new_w = w - RATE * (-0.7 * (1 - sigmoid(new_v * w)) * new_v + 2.0)
    assert weights(made) == (pytest.approx(new_w), pytest.approx(new_v))
    assert losses == {
        "d_real": pytest.approx(-math.log(sigmoid(v * y))),
        "d_fake": pytest.approx(-math.log(1 - sigmoid(v * w))),
        "g_gan": pytest.approx(-math.log(sigmoid(new_v * w))),
        "g_l1": pytest.approx(w - y),
    }


def test_least_squares_is_the_one_on_paper():
    w, v, y = 0.5, 0.3, 0.25
    made = method(w, v, gan="least_squares", reconstruction="none")
    made.step(BATCH)
    new_v = v - RATE * (2 * (v * y - 1) * y + 2 * (v * w) * w) / 2
    new_w = w - RATE * 2 * (new_v * w - 1) * new_v
    assert weights(made) == (pytest.approx(new_w), pytest.approx(new_v))


def test_adam_has_the_rate_and_betas_of_the_paper():
    made = Pix2Pix(OneWeight(0.5), OneWeight(0.3), Pix2PixSettings(gan="none"), ALONE)
    for optimizer in made.optimizers.values():
        assert optimizer.defaults["betas"] == (0.5, 0.999)
        assert optimizer.defaults["lr"] == 2e-4
    made.step(BATCH)  # the first step of Adam is the rate itself
    assert made.generator.weight.item() == pytest.approx(0.5 - 2e-4)


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_paper_s_loss_table_is_a_setting(row):
    settings, conditional = ROWS[row]
    base = recipe()
    judging = DiscriminatorConfig(patch=16, discriminator_width=8, conditional=conditional)
    made = Pix2Pix(
        build_generator(base.generator),
        build_discriminator(judging, base.generator),
        Pix2PixSettings(**settings),
        judging,
    )
    before = {name: n.state_dict() for name, n in made.networks.items()}
    before = {name: {k: t.clone() for k, t in state.items()} for name, state in before.items()}
    batch = {
        "source": torch.rand(2, 3, 32, 32),
        "target": torch.rand(2, 3, 32, 32),
        "seed": torch.tensor([1, 2]),
    }
    losses = made.step(batch)
    assert ("g_l1" in losses) is row.startswith("L1")
    assert {"d_real", "d_fake", "g_gan"}.issubset(losses) is ("GAN" in row)
    assert not any(loss.requires_grad for loss in losses.values())

    def learnt(name):
        state = made.networks[name].state_dict()
        return any(not torch.equal(before[name][key], state[key]) for key in state)

    assert learnt("generator")
    assert learnt("discriminator") is ("GAN" in row)


def test_the_generator_s_turn_leaves_no_trace_in_the_discriminator():
    made = method(0.5, 0.3)
    made.step(BATCH)
    kept = made.discriminator.weight.grad.clone()
    slope = (-(1 - sigmoid(0.3 * 0.25)) * 0.25 + sigmoid(0.3 * 0.5) * 0.5) / 2
    assert kept.item() == pytest.approx(slope)
    assert made.discriminator.weight.requires_grad


def test_a_conditional_discriminator_sees_source_and_picture():
    seen = []

    class Watching(OneWeight):
        def forward(self, image, noise=None):
            seen.append(image.shape[1])
            return super().forward(image)

    for conditional, channels in ((True, 2), (False, 1)):
        judging = DiscriminatorConfig(conditional=conditional)
        Pix2Pix(OneWeight(0.5), Watching(0.3), Pix2PixSettings(), judging).step(BATCH)
        assert set(seen) == {channels}
        seen.clear()


def test_a_conditional_discriminator_sees_the_hint_of_each_pair():
    seen = []
    base = recipe()
    config = base.generator.changed(color_hint=True)
    discriminator = build_discriminator(base.discriminator, config)
    discriminator.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach()))
    made = Pix2Pix(build_generator(config), discriminator, base.method, base.discriminator)
    source = torch.rand(3, 3, 32, 32) * 2 - 1
    red = torch.tensor([0.5, -0.5, -0.5]).view(1, 3, 1, 1).expand_as(source)
    made.step({"source": source, "target": red, "seed": torch.tensor([0, 3, 1])})
    both, again = seen  # true and made pictures at once, then the made ones for the generator
    hints = encode_color(red[:, :, 0, 0]) * torch.tensor([1.0, 1.0, 0.0])[:, None]
    planes = hints[:, :, None, None].expand(-1, -1, 32, 32)
    condition = torch.cat([source, planes], dim=1)
    torch.testing.assert_close(both[:, :7], condition.repeat(2, 1, 1, 1))
    torch.testing.assert_close(again[:, :7], condition)
    torch.testing.assert_close(both[:3, 7:], red)
    torch.testing.assert_close(both[3:, 7:], again[:, 7:])


def test_noise_comes_from_the_seeds_of_the_batch_alone():
    base = recipe()

    def output(seed: int, chance: int) -> dict:
        torch.manual_seed(0)
        made = Pix2Pix(build_generator(base.generator), OneWeight(0.0), Pix2PixSettings(gan="none"))
        torch.manual_seed(chance)
        batch = {"source": torch.zeros(1, 3, 32, 32), "target": torch.ones(1, 3, 32, 32)}
        batch["source"][..., ::3] = 1
        return made.step({**batch, "seed": torch.tensor([seed])})["g_l1"].item()

    assert output(1, chance=1) == output(1, chance=2)
    assert output(1, chance=1) != output(2, chance=1)


def test_a_part_of_the_pairs_is_given_its_color():
    generator = build_generator(recipe().generator.changed(color_hint=True))
    given = []
    generator.register_forward_hook(lambda _, inputs, __: given.append(inputs[1].color_hint))
    made = Pix2Pix(generator, OneWeight(0.0), Pix2PixSettings(gan="none"))
    target = torch.full((12, 3, 32, 32), 0.5)
    made.step({"source": target, "target": target, "seed": torch.arange(12)})
    there = given[0][:, 3]
    assert 0 < there.sum() < 12
    grey = torch.tensor([0.5, 0.0, 0.0, 1.0])  # its lightness, no hue, and that it is a hint
    torch.testing.assert_close(given[0], there[:, None] * grey)


def test_a_share_of_the_hinted_pairs_is_taught_in_another_hue():
    hinted = build_generator(recipe().generator.changed(color_hint=True))
    plain = build_generator(recipe().generator)
    red = torch.tensor([0.5, -0.5, -0.5]).view(1, 3, 1, 1).expand(300, 3, 32, 32)
    seeds = torch.randint(2**31, (300,), generator=torch.Generator().manual_seed(0))
    turned = []
    for generator, share in ((hinted, 0.0), (plain, 1.0), (hinted, 1.0), (hinted, 0.4)):
        made = Pix2Pix(generator, OneWeight(0.0), Pix2PixSettings(gan="none", hue_jitter=share))
        targets = made.color_hint.targets({"target": red, "seed": seeds})
        turned.append((targets != red).flatten(1).any(1))
    assert not turned[0].any()
    assert not turned[1].any()
    assert torch.equal(turned[2], hint_mask(seeds))
    assert not (turned[3] & ~hint_mask(seeds)).any()
    assert 20 < turned[3].sum() < 60


def test_the_hint_is_the_colour_that_the_target_then_has():
    generator = build_generator(recipe().generator.changed(color_hint=True))
    hints = []
    generator.register_forward_hook(lambda _, inputs, __: hints.append(inputs[1].color_hint))
    made = Pix2Pix(generator, OneWeight(0.0), Pix2PixSettings(gan="none", hue_jitter=1.0))
    red = torch.tensor([0.5, -0.5, -0.5]).view(1, 3, 1, 1).expand(4, 3, 32, 32)
    batch = {"source": red, "target": red, "seed": torch.tensor([0, 3, 6, 9])}
    made.step(batch)
    torch.testing.assert_close(hints[0], encode_color(made.color_hint.targets(batch)[:, :, 0, 0]))
    assert len(hints[0].unique(dim=0)) == 4


def test_colours_weigh_less_where_no_hint_names_them():
    source = torch.zeros(6, 3, 32, 32)
    red = torch.tensor([0.5, -0.5, -0.5]).view(1, 3, 1, 1).expand(6, 3, 32, 32)
    losses = {}
    for hinted, weight in product((True, False), (1.0, 0.0)):
        for seeds in ([0, 3, 6, 9, 12, 15], [1, 2, 4, 5, 7, 8]):  # all of them hinted, and none
            torch.manual_seed(0)
            generator = build_generator(recipe().generator.changed(color_hint=hinted))
            settings = Pix2PixSettings(gan="none", chroma_weight=weight)
            made = Pix2Pix(generator, OneWeight(0.0), settings)
            batch = {"source": source, "target": red, "seed": torch.tensor(seeds)}
            losses[hinted, weight, seeds[0]] = made.step(batch)["g_l1"].item()
    assert losses[True, 0.0, 0] == pytest.approx(losses[True, 1.0, 0])
    assert losses[True, 0.0, 1] < 0.8 * losses[True, 1.0, 1]
    assert losses[False, 0.0, 0] < 0.8 * losses[False, 1.0, 0]  # a model without hints


def test_half_precision_computes_almost_the_same():
    losses = []
    for arithmetic in (None, torch.bfloat16):
        torch.manual_seed(0)
        base = recipe()
        made = Pix2Pix(
            build_generator(base.generator),
            build_discriminator(base.discriminator, base.generator),
            base.method,
            base.discriminator,
            autocast=arithmetic,
        )
        batch = {"source": torch.zeros(1, 3, 32, 32), "target": torch.ones(1, 3, 32, 32)}
        losses.append(made.step({**batch, "seed": torch.tensor([1])}))
        assert all(p.dtype == torch.float32 for p in made.networks.parameters())
    for name, loss in losses[0].items():
        assert losses[1][name].dtype == torch.float32
        torch.testing.assert_close(losses[1][name], loss, rtol=0.05, atol=0.01)
