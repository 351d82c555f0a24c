import pytest
import torch
from torch import nn

from pix2pix.config import DiscriminatorConfig, UNetConfig
from pix2pix.networks import PatchDiscriminator, build_discriminator
from pix2pix.networks.patchgan import receptive_field

PATCHES = [1, 16, 70, 286]


@pytest.mark.parametrize("patch", PATCHES)
def test_receptive_field_is_the_patch(patch):
    assert receptive_field(PatchDiscriminator(width=1, patch=patch)) == patch


@pytest.mark.parametrize("patch", PATCHES)
def test_a_score_sees_exactly_its_patch(patch):
    network = PatchDiscriminator(1, width=1, patch=patch, norm="none")
    for parameter in network.parameters():
        nn.init.uniform_(parameter, 0.5, 1.0)
    picture = torch.rand(1, 1, 640, 640, requires_grad=True)
    scores = network(picture)
    scores[0, 0, scores.shape[2] // 2, scores.shape[3] // 2].backward()
    seen = picture.grad[0, 0] != 0
    rows, columns = seen.any(dim=1).nonzero(), seen.any(dim=0).nonzero()
    assert int(seen.sum()) == patch**2
    assert int(rows.max() - rows.min()) == int(columns.max() - columns.min()) == patch - 1


def test_default_discriminator_has_the_parameters_of_the_paper():
    with torch.device("meta"):
        assert sum(p.numel() for p in PatchDiscriminator().parameters()) == 2_768_705


def test_256_px_give_30x30_scores_and_other_sizes_work():
    with torch.device("meta"):
        network = PatchDiscriminator()
        assert network(torch.empty(2, 6, 256, 256)).shape == (2, 1, 30, 30)
        assert network(torch.empty(1, 6, 64, 96)).shape == (1, 1, 6, 10)


def test_widths_are_those_of_the_paper():
    def widths(patch):
        with torch.device("meta"):
            layers = PatchDiscriminator(patch=patch).layers
        return [layer.out_channels for layer in layers if isinstance(layer, nn.Conv2d)]

    assert widths(1) == [64, 128, 1]
    assert widths(16) == [64, 128, 1]
    assert widths(70) == [64, 128, 256, 512, 1]
    assert widths(286) == [64, 128, 256, 512, 512, 512, 1]


def test_raw_colours_are_not_normalised():
    layers = list(PatchDiscriminator(width=4).layers)
    assert [type(layer) for layer in layers[:3]] == [nn.Conv2d, nn.LeakyReLU, nn.Conv2d]
    assert layers[1].negative_slope == 0.2


@pytest.mark.parametrize(
    ("conditional", "hinted", "channels"),
    [(True, False, 4), (True, True, 8), (False, False, 1), (False, True, 1)],
)
def test_a_conditional_discriminator_also_sees_source_and_hint(conditional, hinted, channels):
    generator = UNetConfig(in_channels=3, out_channels=1, color_hint=hinted)
    config = DiscriminatorConfig(conditional=conditional, discriminator_width=2)
    assert build_discriminator(config, generator).layers[0].in_channels == channels


def test_scores_are_not_squashed():
    network = PatchDiscriminator(1, width=4, patch=1, norm="none")
    nn.init.constant_(network.layers[-1].bias, 7.0)
    assert network(torch.zeros(1, 1, 4, 4)).min() > 5
