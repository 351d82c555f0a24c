import pytest
import torch
from conftest import noise_for
from torch import nn

from pix2pix.networks import UNet
from pix2pix.networks.noise import Noise


def parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def moved(network: nn.Module, image: torch.Tensor, y: int, x: int) -> torch.Tensor:
    """Which output pixels, (H, W), move when one input pixel does; the noise is held still."""
    noise = noise_for(network, image, [None])
    changed = image.clone()
    changed[..., y, x] += 0.5
    with torch.no_grad():
        difference = network(changed, noise) - network(image, noise)
    return difference[0].abs().amax(dim=0) > 0


def lively(network: nn.Module) -> nn.Module:
    """Positive weights in double precision, so that no influence is cut off or rounded away."""
    for parameter in network.parameters():
        nn.init.uniform_(parameter, 0.02, 0.06)
    return network.double()


def test_default_unet_has_the_parameters_of_the_paper():
    with torch.device("meta"):
        assert parameters(UNet()) == 54_413_955


def test_channels_and_sizes_follow_the_figure_of_the_paper():
    with torch.device("meta"):
        network = UNet()
    shapes = []
    for layer in (*network.encoder, *network.decoder):
        layer.register_forward_hook(lambda _, __, output: shapes.append(tuple(output.shape[1:])))
    image = torch.empty(1, 3, 256, 256, device="meta")
    masks = network.noise_shapes(256, 256).masks
    noise = Noise(tuple(torch.empty(1, *shape, device="meta") for shape in masks))
    assert network(image, noise).shape == (1, 3, 256, 256)
    channels = [64, 128, 256, 512, 512, 512, 512, 512]
    down = [(c, 128 >> level, 128 >> level) for level, c in enumerate(channels)]
    assert shapes == down + down[-2::-1]


def test_dropout_sits_on_the_three_innermost_levels():
    with torch.device("meta"):
        shapes = UNet().noise_shapes(256, 256)
    assert shapes == ([(512, 2, 2), (512, 4, 4), (512, 8, 8)], [])


def test_first_and_innermost_layers_have_no_norm():
    network = UNet(width=4, depth=4)
    normed = [any(isinstance(m, nn.InstanceNorm2d) for m in e.modules()) for e in network.encoder]
    assert normed == [False, True, True, False]
    assert all(any(isinstance(m, nn.InstanceNorm2d) for m in d) for d in network.decoder)


def test_encoder_leaks_and_decoder_does_not():
    network = UNet(width=4, depth=3)
    leaks = [m.negative_slope for m in network.encoder.modules() if isinstance(m, nn.LeakyReLU)]
    assert leaks == [0.2, 0.2]
    assert not [m for m in network.decoder.modules() if isinstance(m, nn.LeakyReLU)]
    assert isinstance(network.to_image[0], nn.ReLU)


def test_one_pixel_moves_exactly_its_neighbourhood():
    # Two halvings and back: pixel 0 reaches cell 0 of both levels, then 0 to 2, then 0 to 6.
    network = lively(UNet(1, 1, width=2, depth=2, norm="none", dropout_levels=()))
    reached = moved(network, torch.rand(1, 1, 32, 32).double(), 0, 0)
    expected = torch.zeros(32, 32, dtype=torch.bool)
    expected[:7, :7] = True
    assert torch.equal(reached, expected)


def test_instance_norm_lets_every_pixel_see_the_whole_picture():
    network = UNet(1, 1, width=4, depth=3, dropout_levels=())
    assert moved(network, torch.rand(1, 1, 32, 32), 0, 0).float().mean() > 0.9


@pytest.mark.parametrize("skips", [True, False])
def test_only_shortcuts_pass_the_bottleneck(skips: bool):
    network = UNet(1, 1, width=2, depth=3, norm="none", dropout_levels=(), skips=skips)
    nn.init.zeros_(network.decoder[0][1].weight)  # nothing comes out of the bottleneck
    image = torch.rand(1, 1, 16, 16).double()
    assert bool(moved(lively_outside(network), image, 8, 8).any()) is skips


def lively_outside(network: nn.Module) -> nn.Module:
    kept = network.decoder[0][1].weight.clone()
    lively(network)
    network.decoder[0][1].weight.data.copy_(kept)
    return network


def test_depth_reaches_a_bottleneck_of_one_pixel():
    network = UNet(width=2, depth=5)
    bottleneck = []
    network.encoder[-1].register_forward_hook(lambda _, __, out: bottleneck.append(out.shape))
    network(torch.rand(1, 3, 32, 32))
    assert bottleneck == [(1, 16, 1, 1)]


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_pictures_have_one_to_four_channels(channels: int):
    network = UNet(channels, 5 - channels, width=4, depth=3)
    output = network(torch.rand(2, channels, 16, 40))
    assert output.shape == (2, 5 - channels, 16, 40)
    assert output.abs().max() <= 1


def test_same_noise_gives_the_same_picture_and_other_noise_another():
    network = UNet(width=4, depth=4).eval()
    image = torch.rand(1, 3, 32, 32)
    first, again, other = (network(image, noise_for(network, image, [seed])) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_each_picture_of_a_batch_has_noise_of_its_own():
    network = UNet(width=4, depth=4)
    image = torch.rand(1, 3, 32, 32).expand(2, -1, -1, -1)
    both = network(image, noise_for(network, image, [1, 2]))
    alone = network(image[:1], noise_for(network, image[:1], [2]))
    assert not torch.equal(both[0], both[1])
    torch.testing.assert_close(both[1:], alone)


def test_fresh_noise_is_drawn_where_none_is_given():
    network = UNet(width=4, depth=4)
    image = torch.rand(1, 3, 32, 32)
    torch.manual_seed(1)
    first, second = network(image), network(image)
    torch.manual_seed(1)
    assert torch.equal(network(image), first)
    assert not torch.equal(first, second)


def test_pictures_do_not_see_each_other_under_instance_norm():
    network = UNet(width=4, depth=3, dropout_levels=())
    images = torch.rand(2, 3, 16, 16)
    torch.testing.assert_close(network(images)[1:], network(images[1:]))


def test_batch_norm_looks_at_the_batch_in_test_as_in_training():
    network = UNet(width=4, depth=3, norm="batch", dropout_levels=())
    images = torch.rand(2, 3, 16, 16)
    trained, tested = network.train()(images), network.eval()(images)
    assert torch.equal(trained, tested)
    assert not torch.allclose(tested[1:], network(images[1:]))


def test_running_averages_make_pictures_independent_in_test():
    network = UNet(width=4, depth=3, norm="running", dropout_levels=())
    images = torch.rand(2, 3, 16, 16)
    network.train()(images)
    network.eval()
    torch.testing.assert_close(network(images)[1:], network(images[1:]))


def test_weights_start_as_in_the_paper():
    network = UNet(width=32, depth=4)
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            assert abs(module.weight.std().item() - 0.02) < 0.002
        if isinstance(module, nn.InstanceNorm2d):
            assert abs(module.weight.mean().item() - 1) < 0.02
            assert not module.bias.any()


def test_bias_adds_one_shift_for_each_convolution():
    with torch.device("meta"):
        more = parameters(UNet(bias=True)) - parameters(UNet())
    down, up = [64, 128, 256, 512, 512, 512, 512, 512], [512, 512, 512, 512, 256, 128, 64]
    assert more == sum(down) + sum(up)


def test_resize_enlarges_like_nearest_neighbour_and_a_convolution():
    network = UNet(width=4, depth=3, norm="none", dropout_levels=(), upsampling="resize")
    layer = network.to_image[1]
    x = torch.rand(1, 8, 5, 7)
    enlarged = x.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
    inside = (slice(None), slice(None), slice(1, -1), slice(1, -1))
    weight = layer.weight.transpose(0, 1)
    expected = nn.functional.conv2d(enlarged, weight, layer.bias, padding=1)
    torch.testing.assert_close(layer(x)[inside], expected[inside])


def test_smooth_enlarges_bilinearly_before_the_convolution():
    network = UNet(width=4, depth=3, norm="none", dropout_levels=(), upsampling="smooth")
    layer = network.decoder[1][1]
    x = torch.rand(1, 16, 9, 11)
    enlarged = nn.functional.interpolate(x, scale_factor=2, mode="bilinear")
    expected = nn.functional.conv2d(enlarged, layer.weight.transpose(0, 1), padding=1)
    inside = (slice(None), slice(None), slice(2, -2), slice(2, -2))
    torch.testing.assert_close(layer(x)[inside], expected[inside])


def test_the_layer_that_draws_the_picture_is_not_filtered():
    smooth = UNet(width=4, depth=3, upsampling="smooth").to_image[1]
    assert type(smooth) is type(UNet(width=4, depth=3, upsampling="resize").to_image[1])


def test_noise_per_pixel_sits_on_its_levels_and_has_one_channel():
    with torch.device("meta"):
        network = UNet(width=4, noise_levels=(3, 6))
    assert network.noise_shapes(256, 512).pixels == [(1, 16, 32), (1, 128, 256)]
    assert [tuple(each.shape) for each in network.noise_strengths] == [(32, 1, 1), (4, 1, 1)]


def test_noise_per_pixel_is_chosen_by_the_seed_and_learnt():
    network = UNet(width=4, depth=3, dropout_levels=(), noise_levels=(1,)).eval()
    image = torch.rand(1, 3, 16, 16)
    mean, one, again, other = (
        network(image, noise_for(network, image, [seed])) for seed in (None, 1, 1, 2)
    )
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    one.square().mean().backward()
    assert network.noise_strengths[0].grad.abs().min() > 0
    nn.init.zeros_(network.noise_strengths[0])
    assert torch.equal(network(image, noise_for(network, image, [1])), mean)


def test_a_hint_starts_as_if_it_were_not_there_and_can_be_learnt():
    network = UNet(width=4, depth=3, color_hint=True)
    image = torch.rand(1, 3, 16, 16)
    masks = noise_for(network, image, [1]).masks
    none, red = torch.zeros(1, 4), torch.tensor([[1.0, -1.0, -1.0, 1.0]])
    absent, zero, hinted = (Noise(masks, color_hint=hint) for hint in (None, none, red))
    assert torch.equal(network(image, absent), network(image, hinted))
    for hint in network.hint_layers:
        nn.init.normal_(hint.weight)
    assert torch.equal(network(image, absent), network(image, zero))
    assert not torch.equal(network(image, absent), network(image, hinted))
