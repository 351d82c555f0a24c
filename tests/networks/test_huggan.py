import pytest
import torch
from conftest import noise_for
from torch import nn

from pix2pix.config import HugGANConfig
from pix2pix.networks import HugGANUNet, build_generator
from pix2pix.networks.noise import Noise


def test_huggan_has_the_parameters_of_the_published_files():
    with torch.device("meta"):
        network = build_generator(HugGANConfig())
    assert isinstance(network, HugGANUNet)
    assert sum(p.numel() for p in network.parameters()) == 54_404_099


def test_huggan_keeps_the_size_and_ends_in_tanh():
    with torch.device("meta"):
        network = HugGANUNet(3, 1)
        masks = tuple(torch.empty(1, *shape) for shape in network.noise_shapes(256, 512).masks)
        assert network(torch.empty(1, 3, 256, 512), Noise(masks)).shape == (1, 1, 256, 512)


def test_noise_of_huggan_moves_the_picture_and_is_chosen_by_its_seed():
    network = HugGANUNet()
    for parameter in network.parameters():
        nn.init.normal_(parameter, 0.0, 0.05)
    image = torch.rand(1, 3, 256, 256)
    with torch.inference_mode():
        first, again, other = (
            network(image, noise_for(network, image, [seed])) for seed in (1, 1, 2)
        )
        torch.manual_seed(3)
        fresh = network(image)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert not torch.equal(first, fresh)
    assert first.abs().max() <= 1


def test_dropout_sits_on_four_levels():
    with torch.device("meta"):
        shapes = HugGANUNet().noise_shapes(256, 256)
    assert shapes == ([(512, 2, 2), (512, 4, 4), (512, 8, 8), (512, 16, 16)], [])


def test_huggan_is_refused_at_a_size_that_cannot_be_halved_8_times():
    with pytest.raises(ValueError, match="size 128 is not a multiple of 256; a network of HugGAN"):
        HugGANConfig(size=128)
