import math

import pytest
import torch
from torchvision.transforms.v2.functional import gaussian_blur

from pix2pix.methods.losses import (
    adversarial_loss,
    blurred,
    reconstruction_loss,
    scale_chroma_error,
)

LOGITS = torch.tensor([[0.0, 2.0]])


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def test_vanilla_loss_is_the_log_loss():
    real = -(math.log(sigmoid(0)) + math.log(sigmoid(2))) / 2
    made = -(math.log(1 - sigmoid(0)) + math.log(1 - sigmoid(2))) / 2
    assert adversarial_loss(LOGITS, real=True, kind="vanilla").item() == pytest.approx(real)
    assert adversarial_loss(LOGITS, real=False, kind="vanilla").item() == pytest.approx(made)


def test_least_squares_loss_is_the_distance_to_one_or_zero():
    assert adversarial_loss(LOGITS, real=True, kind="least_squares").item() == (1 + 1) / 2
    assert adversarial_loss(LOGITS, real=False, kind="least_squares").item() == (0 + 4) / 2


def test_a_sure_discriminator_still_teaches_the_generator():
    logits = torch.tensor([-40.0], requires_grad=True)  # sure that the picture is made
    adversarial_loss(logits, real=True, kind="vanilla").backward()
    assert logits.grad.item() == pytest.approx(-1.0)


def test_half_precision_scores_are_judged_in_full():
    loss = adversarial_loss(torch.tensor([20.0], dtype=torch.bfloat16), real=True, kind="vanilla")
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(math.log1p(math.exp(-20.0)), rel=1e-3)


def test_reconstruction_is_a_mean_over_all_values():
    output, target = torch.tensor([[0.0, 1.0]]), torch.tensor([[0.5, -1.0]])
    assert reconstruction_loss(output, target, "l1").item() == (0.5 + 2) / 2
    assert reconstruction_loss(output, target, "l2").item() == (0.25 + 4) / 2


def test_scale_chroma_error_colours_lie_nearer_to_the_target_and_are_as_light_as_before():
    output, target = torch.rand(2, 2, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    near = scale_chroma_error(output, target, torch.tensor([[0.0], [0.25]]))
    torch.testing.assert_close(near[:, :3].mean(1), output[:, :3].mean(1))
    torch.testing.assert_close(near[:, 3], output[:, 3])
    distances = [(each - target)[:, :3] for each in (near, output)]
    left, had = (each - each.mean(1, keepdim=True) for each in distances)
    torch.testing.assert_close(left, torch.tensor([0.0, 0.25]).view(2, 1, 1, 1) * had)
    torch.testing.assert_close(scale_chroma_error(output, target, torch.ones(2, 1)), output)


def test_pictures_without_colours_are_not_scale_chroma_error():
    output, target = torch.rand(2, 2, 1, 8, 8)
    assert torch.equal(scale_chroma_error(output, target, torch.zeros(2, 1)), output)


@pytest.mark.parametrize("sigma", [0.7, 2.0])
def test_blurred_pictures_are_those_of_torchvision(sigma):
    pictures = torch.rand(2, 3, 20, 24) * 2 - 1
    side = 2 * math.ceil(3 * sigma) + 1
    expected = gaussian_blur(pictures, [side, side], [sigma, sigma])
    inside = (slice(None), slice(None), slice(7, -7), slice(7, -7))  # its rims are mirrored
    torch.testing.assert_close(blurred(pictures, sigma)[inside], expected[inside])


def test_blurring_leaves_even_areas_and_rims_alone_and_grain_weighs_less():
    even = torch.full((1, 3, 16, 16), 0.3)
    torch.testing.assert_close(blurred(even, 2.0), even)
    assert blurred(even, 0.0) is even
    grain = 0.1 * torch.randn(1, 1, 64, 64, generator=torch.Generator().manual_seed(0))
    assert blurred(grain, 2.0).abs().mean() < 0.2 * grain.abs().mean()
