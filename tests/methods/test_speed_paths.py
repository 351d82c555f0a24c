"""Whatever was made fast gives the numbers of the plain way."""

from collections.abc import Callable
from copy import deepcopy
from typing import get_args

import pytest
import torch
from torch import Tensor

from pix2pix.bench.baseline import UsualStep
from pix2pix.bench.cyclegan import step_of
from pix2pix.config import (
    DiscriminatorConfig,
    Norm,
    Pix2PixSettings,
    ResNetConfig,
    UNetConfig,
    Upsampling,
)
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import Generator, build_discriminator, build_generator
from pix2pix.networks.patchgan import PatchDiscriminator
from pix2pix.networks.upsample import enlarge, transposed

SIZE = 64
GENERATOR = UNetConfig(size=SIZE, width=8, depth=6)
Step = Callable[[dict[str, Tensor]], dict[str, Tensor]]


def networks(norm: Norm = "instance") -> tuple[Generator, PatchDiscriminator, DiscriminatorConfig]:
    torch.manual_seed(0)
    config = DiscriminatorConfig(discriminator_width=8, discriminator_norm=norm)
    return build_generator(GENERATOR), build_discriminator(config, GENERATOR), config


def losses_of(step: Step, steps: int, batch_size: int = 1) -> Tensor:
    """(steps, 4) losses on the same random pairs."""
    draws = torch.Generator().manual_seed(0)
    rows = []
    for number in range(steps):
        shape = (batch_size, 3, SIZE, SIZE)
        batch = {
            "source": torch.rand(shape, generator=draws) * 2 - 1,
            "target": torch.rand(shape, generator=draws) * 2 - 1,
            "seed": torch.arange(batch_size) + number,
        }
        losses = step(batch)
        rows.append(torch.stack([losses[name] for name in ("d_real", "d_fake", "g_gan", "g_l1")]))
    return torch.stack(rows)


@pytest.mark.slow
def test_our_step_has_the_losses_of_the_usual_one_over_20_steps() -> None:
    generator, discriminator, config = networks()
    ours = losses_of(Pix2Pix(generator, discriminator, discriminator_config=config).step, 20)
    generator, discriminator, _ = networks()
    usual = losses_of(UsualStep(generator, discriminator).step, 20)
    assert (ours - usual).abs().max() < 1e-4
    assert (ours[0] - ours[-1]).abs().max() > 1e-2  # it did learn


@pytest.mark.slow
def test_our_step_of_cyclegan_has_the_losses_of_the_usual_one_over_5_steps() -> None:
    config = ResNetConfig(size=SIZE, width=4, blocks=2, dropout=True)
    rows = []
    for name in ("usual", "fp32"):
        step, draws = step_of(name, config), torch.Generator().manual_seed(0)
        for number in range(5):  # later, rounding has grown: the two networks teach each other
            source, target = torch.rand(2, 1, 3, SIZE, SIZE, generator=draws) * 2 - 1
            losses = step({"source": source, "target": target, "seed": torch.tensor([number])})
            rows.append(torch.stack([losses[each] for each in sorted(losses)]))
    usual, ours = torch.stack(rows).unflatten(0, (2, 5))
    assert (ours - usual).abs().max() < 1e-4
    assert (ours[0] - ours[-1]).abs().max() > 1e-2  # it did learn


@pytest.mark.parametrize("norm", ["instance", "none", "batch", "running"])
def test_scores_of_both_pictures_at_once_are_those_of_each_alone(norm: Norm) -> None:
    generator, discriminator, config = networks(norm)
    method = Pix2Pix(generator, discriminator, discriminator_config=config)
    source, real, fake = torch.rand(3, 2, 3, SIZE, SIZE).mul(2).sub(1)
    look = torch.empty(0)
    together = method._scores(source, (real, look), (fake, look))
    for scores, picture in zip(together, (real, fake), strict=True):
        alone = discriminator(torch.cat([source, picture], dim=1))
        assert torch.allclose(scores, alone, atol=1e-5)
        assert len(scores) == 2


@pytest.mark.parametrize("upsampling", get_args(Upsampling))
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("shape", [(1, 6, 1, 1), (2, 6, 4, 3), (1, 6, 16, 16), (1, 6, 17, 16)])
def test_enlarging_by_a_matrix_is_the_transposed_convolution(
    shape: tuple[int, ...], bias: bool, upsampling: Upsampling
) -> None:
    torch.manual_seed(0)
    layer = enlarge(6, 5, upsampling=upsampling, bias=bias)
    for parameter in layer.parameters():
        torch.nn.init.normal_(parameter)
    x = torch.randn(shape)
    with torch.no_grad():
        expected = layer(x)
    assert torch.allclose(layer(x), expected, atol=1e-4)
    assert expected.shape == (shape[0], 5, 2 * shape[2], 2 * shape[3])


def test_gradients_by_a_matrix_are_those_of_the_transposed_convolution() -> None:
    torch.manual_seed(0)
    kernel = torch.randn(6, 5, 4, 4, requires_grad=True)
    x = torch.randn(2, 6, 3, 4, requires_grad=True)
    plain = torch.nn.functional.conv_transpose2d(x, kernel, None, 2, 1)
    weight = torch.randn(plain.shape)
    expected = torch.autograd.grad(plain, (x, kernel), weight)
    found = torch.autograd.grad(transposed(x, kernel, None), (x, kernel), weight)
    for one, other in zip(found, expected, strict=True):
        assert torch.allclose(one, other, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("half", [torch.bfloat16, torch.float16])
def test_half_precision_learns_what_fp32_learns(half: torch.dtype) -> None:
    generator, discriminator, config = networks()
    exact = losses_of(Pix2Pix(generator, discriminator, discriminator_config=config).step, 20, 2)
    generator, discriminator, config = networks()
    method = Pix2Pix(generator, discriminator, discriminator_config=config, autocast=half)
    rough = losses_of(method.step, 20, 2)
    assert (exact - rough).abs().max() < 0.1
    assert rough.dtype == torch.float32
    for scaler in method.optimize._scalers.values():
        assert scaler.is_enabled() == (half is torch.float16)


def test_a_gradient_that_does_not_fit_into_fp16_skips_its_step_and_lowers_the_scale() -> None:
    generator, discriminator, config = networks()
    settings = Pix2PixSettings(reconstruction_weight=1e9)
    method = Pix2Pix(generator, discriminator, settings, config, autocast=torch.float16)
    before = {name: weight.clone() for name, weight in generator.state_dict().items()}
    scale = method.optimize._scalers["generator"].get_scale()
    losses_of(method.step, 1)
    for name, weight in generator.state_dict().items():
        assert torch.equal(weight, before[name])
    assert method.optimize._scalers["generator"].get_scale() < scale


@pytest.mark.slow
def test_what_adam_remembers_is_laid_out_as_the_weights_are() -> None:
    """A run saved on a CPU and resumed on a GPU, whose networks lie otherwise in memory."""
    generator, discriminator, config = networks()
    saved = Pix2Pix(generator, discriminator, discriminator_config=config)
    losses_of(saved.step, 2)
    generator, discriminator, _ = networks()
    resumed = Pix2Pix(generator, discriminator, discriminator_config=config)
    resumed.networks.load_state_dict(saved.networks.state_dict())
    resumed.networks.to(memory_format=torch.channels_last)
    for name, optimizer in resumed.optimizers.items():
        optimizer.load_state_dict(deepcopy(saved.optimizers[name].state_dict()))
        for parameter, state in optimizer.state.items():
            assert state["exp_avg"].stride() == parameter.stride()
            assert state["exp_avg_sq"].stride() == parameter.stride()
    assert (losses_of(resumed.step, 3) - losses_of(saved.step, 3)).abs().max() < 1e-4
