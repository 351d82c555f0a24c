"""What discriminators see where augmentation is on (Zhao et al. 2020)."""

import pytest
import torch
from test_cyclegan import batch, build

from pix2pix.config import (
    CycleGANSettings,
    DiscriminatorConfig,
    Pix2PixSettings,
    UNetConfig,
)
from pix2pix.methods.augmentation import Augmentation
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import build_generator
from pix2pix.networks.patchgan import PatchDiscriminator

SIDE = 32
augment = Augmentation(True)


def look(**changes: float) -> torch.Tensor:
    """Draws of one picture: neutral ones, but for some, and the cut in a corner."""
    names = ("brightness", "saturation", "contrast", "down", "right", "cut_down", "cut_right")
    neutral = dict.fromkeys(names, 0.5) | {"cut_down": 0.0, "cut_right": 0.0}
    return torch.tensor([list((neutral | changes).values())])


def picture(channels: int = 3) -> torch.Tensor:
    return torch.rand(1, channels, SIDE, SIDE, generator=torch.Generator().manual_seed(0))


def test_neutral_draws_leave_all_but_the_cut_as_it_is():
    seen = augment(picture(), look())
    torch.testing.assert_close(seen[..., 8:, 8:], picture()[..., 8:, 8:])
    assert not seen[..., :8, :8].any()


def test_colors_are_those_of_the_paper_and_alpha_stays():
    seen = augment(picture(4), look(brightness=0.75))[..., 8:, 8:]
    expected = picture(4)[..., 8:, 8:]
    torch.testing.assert_close(seen[:, :3], expected[:, :3] + 0.25)
    torch.testing.assert_close(seen[:, 3:], expected[:, 3:])
    grey = augment(picture(), look(saturation=0.0))[..., 8:, 8:]
    torch.testing.assert_close(grey, picture().mean(1, keepdim=True)[..., 8:, 8:].expand_as(grey))


def test_a_condition_is_shifted_and_cut_with_its_picture_but_not_recolored():
    seen = augment(picture(), look(down=0.999, right=0.0, brightness=0.0), picture())
    condition, shown = seen.chunk(2, dim=1)
    torch.testing.assert_close(condition[..., 12:, :28], picture()[..., 8:28, 4:])
    torch.testing.assert_close(shown[..., 12:, :28], picture()[..., 8:28, 4:] - 0.5)
    assert not condition[..., 28:].any()  # from outside


def test_draws_follow_the_seeds_and_differ_from_look_to_look():
    drawn = augment.draw([3, 4], looks=2)
    assert drawn.shape == (2, 2, 7)
    torch.testing.assert_close(drawn[:, :1], augment.draw([3], looks=2))
    assert len(drawn.unique()) == drawn.numel()


def test_off_it_hands_on_what_it_is_given():
    given = picture()
    off = Augmentation(False)
    assert off(given, off.draw([0], looks=1)[0]) is given


@pytest.mark.parametrize("method", ["pix2pix", "cyclegan"])
def test_discriminators_and_generators_learn_through_it(method):
    def learnt(augmentation: bool) -> dict[str, torch.Tensor]:
        torch.manual_seed(0)
        if method == "cyclegan":
            return build(CycleGANSettings(augmentation=augmentation)).step(batch(0, size=2))
        generator = build_generator(UNetConfig(width=4, depth=5, size=SIDE))
        discriminator = PatchDiscriminator(6, width=4, patch=16, norm="batch")
        settings = Pix2PixSettings(augmentation=augmentation)
        ours = Pix2Pix(generator, discriminator, settings, DiscriminatorConfig())
        return ours.step(batch(0, size=2))

    plain, seen = learnt(False), learnt(True)
    changed = {name for name in plain if not torch.equal(plain[name], seen[name])}
    assert changed == {name for name in plain if "gan" in name or name.startswith("d_")}


def test_gradients_reach_the_picture():
    given = picture().requires_grad_()
    augment(given, augment.draw([0], looks=1)[0]).square().sum().backward()
    assert given.grad is not None
    assert given.grad.abs().sum() > 0
