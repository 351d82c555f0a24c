"""One field of noise, of which each tile gets its part."""

import pytest
import torch

from pix2pix.config import HugGANConfig, UNetConfig
from pix2pix.networks import noise_shapes
from pix2pix.networks.noise import draw_noise
from pix2pix.networks.noise_field import NoiseField

GRAINY = UNetConfig(
    size=32,
    width=8,
    depth=4,
    dropout_levels=(0, 2),
    noise_levels=(1, 2),
    color_hint=True,
    hint_colors=("#ff0000", "#0000ff"),
)
COARSEST = 8  # px of the picture to one of its coarsest noise


@pytest.mark.parametrize("config", [GRAINY, HugGANConfig(), UNetConfig(depth=8, width=1)])
def test_a_cut_has_the_shapes_that_the_network_needs(config):
    least = config.multiple
    noise = NoiseField(config, 3, 2 * least).cut(least // 2, 0, 3 * least, least)
    shapes = noise_shapes(config, least, 3 * least)
    assert [tuple(part.shape[1:]) for part in noise.masks] == shapes.masks
    assert [tuple(part.shape[1:]) for part in noise.pixels] == shapes.pixels


def test_tiles_have_the_same_noise_where_they_overlap():
    field = NoiseField(GRAINY, 3, 32)
    whole = field.cut(0, 0, 160, 128)
    tile = field.cut(40, 24, 64, 48)
    for large, small in zip(whole.tensors[:4], tile.tensors[:4], strict=True):
        px = 128 // large.shape[2]
        rows, columns = slice(24 // px, 72 // px), slice(40 // px, 104 // px)
        assert torch.equal(large[..., rows, columns], small)
    assert torch.equal(whole.color_hint, tile.color_hint)


def test_the_field_does_not_repeat_itself():
    whole = NoiseField(GRAINY, 3, 32).cut(0, 0, 96, 96)
    for part in whole.masks + whole.pixels:
        blocks = [block for rows in part.chunk(3, 2) for block in rows.chunk(3, 3)]
        assert len({block.numpy().tobytes() for block in blocks}) == 9


def test_another_seed_is_another_field_and_the_same_seed_the_same():
    first, again, other = (NoiseField(GRAINY, s, 32).cut(0, 0, 64, 64) for s in (3, 3, -4))
    for one, same, different in zip(first.tensors, again.tensors, other.tensors, strict=True):
        assert torch.equal(one, same)
        assert not torch.equal(one, different)


def test_it_is_noise_as_the_network_learnt_it():
    noise = NoiseField(GRAINY, 3, 32).cut(0, 0, 512, 512)
    for mask in noise.masks:
        assert set(mask.unique().tolist()) == {0.0, 2.0}
        assert abs(mask.mean().item() - 1) < 0.05
    for pixels in noise.pixels:
        assert abs(pixels.mean().item()) < 0.05
        assert abs(pixels.std().item() - 1) < 0.05


def test_without_a_seed_it_is_the_mean_of_the_noise_everywhere():
    found = NoiseField(GRAINY, None, 32).cut(COARSEST, 0, 64, 64)
    mean = draw_noise(GRAINY, noise_shapes(GRAINY, 64, 64), [None])
    for one, other in zip(found.tensors, mean.tensors, strict=True):
        assert torch.equal(one, other)
