from typing import get_args

import pytest
import torch
from torch import nn

from pix2pix.config import Norm, ResNetConfig
from pix2pix.networks import build_generator, noise_shapes
from pix2pix.networks.infer_config import describe_generator
from pix2pix.networks.resnet import ResNetGenerator
from tests.conftest import noise_for


def parameters(network: nn.Module) -> int:
    return sum(each.numel() for each in network.parameters())


@pytest.mark.parametrize(("blocks", "count"), [(9, 11_378_179), (6, 7_837_699)])
def test_it_has_as_many_parameters_as_the_reference(blocks, count):
    with torch.device("meta"):
        assert parameters(ResNetGenerator(blocks=blocks)) == count


def test_channels_and_sizes_follow_the_paper():
    with torch.device("meta"):
        network = ResNetGenerator()
    shapes = []
    for layer in (*network.encoder, *network.blocks, *network.decoder):
        if isinstance(layer, (nn.ReLU, *{type(block) for block in network.blocks})):
            layer.register_forward_hook(
                lambda _, __, output: shapes.append(tuple(output.shape[1:]))
            )
    assert network(torch.empty(1, 3, 64, 96, device="meta")).shape == (1, 3, 64, 96)
    down = [(64, 64, 96), (128, 32, 48), (256, 16, 24)]
    assert shapes == down + 9 * [(256, 16, 24)] + down[1::-1]


@pytest.mark.parametrize("upsampling", ["transposed", "resize", "smooth"])
def test_any_size_that_four_divides_comes_back(upsampling):
    network = ResNetGenerator(3, 1, width=4, blocks=2, upsampling=upsampling)
    output = network(torch.rand(2, 3, 20, 28))
    assert output.shape == (2, 1, 20, 28)
    assert output.abs().max() <= 1


def test_a_block_without_weights_changes_nothing():
    block = ResNetGenerator(width=4, blocks=1).blocks[0]
    nn.init.zeros_(block.second[0].weight)
    nn.init.zeros_(block.second[0].bias)
    x = torch.rand(1, 16, 8, 8)
    assert torch.equal(block(x), x)


def test_what_lies_at_the_rim_is_mirrored_beyond_it():
    network = ResNetGenerator(1, 1, width=2, blocks=1)
    image = torch.rand(1, 1, 16, 16)
    wider = nn.functional.pad(image, (3, 3, 3, 3), mode="reflect")
    first = network.encoder[0]
    plain = nn.functional.conv2d(wider, first.weight, first.bias)
    torch.testing.assert_close(first(image), plain)


def test_dropout_has_masks_in_every_block_that_a_seed_chooses():
    config = ResNetConfig(width=4, blocks=2, dropout=True, size=16)
    network = build_generator(config)
    shapes = network.noise_shapes(16, 24)
    assert shapes == noise_shapes(config, 16, 24) == ([(16, 4, 6), (16, 4, 6)], [])
    image = torch.rand(1, 3, 16, 24)
    one, again, other = (network(image, noise_for(network, image, [seed])) for seed in (1, 1, 2))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_without_dropout_there_is_no_noise():
    network = ResNetGenerator(width=4, blocks=2)
    assert network.noise_shapes(16, 16) == ([], [])


def test_a_size_that_four_does_not_divide_is_refused():
    with pytest.raises(ValueError, match="size 30 is not a multiple of 4"):
        ResNetConfig(size=30)


@pytest.mark.parametrize("norm", get_args(Norm))
def test_convolutions_have_a_shift_beside_instance_norms_alone_and_tell_their_norm(norm):
    config = ResNetConfig(width=2, blocks=1, norm=norm)
    network = build_generator(config)
    convolutions = (nn.Conv2d, nn.ConvTranspose2d)
    shifts = [m.bias is not None for m in network.modules() if isinstance(m, convolutions)]
    assert shifts == [norm in ("instance", "plain_instance")] * 7 + [True]
    assert describe_generator(network) == config
