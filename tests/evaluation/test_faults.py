"""Figures of how learning without pairs goes wrong."""

import pytest
import torch

from pix2pix.evaluation.faults import FaultFigures, Faults


def noise(seed: int, channels: int = 3) -> torch.Tensor:
    drawn = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, (channels, 64, 64), dtype=torch.uint8, generator=drawn)


def figures(outputs: list[torch.Tensor]) -> FaultFigures:
    faults = Faults()
    for seed, output in enumerate(outputs):
        faults.update(noise(seed), output, noise(seed + 50))
    return faults.compute()


def test_a_copy_is_no_distance_from_its_input():
    found = figures([noise(seed) for seed in range(4)])
    assert found["input_l1"] == 0
    assert found["input_correlation"] == pytest.approx(1)
    assert found["variety"] == pytest.approx(1, abs=0.1)


def test_a_negative_runs_against_its_input():
    found = figures([255 - noise(seed) for seed in range(4)])
    assert found["input_correlation"] == pytest.approx(-1)
    assert found["input_l1"] > 0.3


def test_one_output_for_all_has_no_variety():
    assert figures([noise(99)] * 4)["variety"] == 0
    assert figures([noise(99)])["variety"] == 1  # of one picture, nothing can be said


def test_an_empty_output_is_like_nothing():
    assert figures([torch.zeros(3, 64, 64, dtype=torch.uint8)] * 2)["input_correlation"] == 0


def test_other_channels_are_compared_by_their_brightness():
    assert figures([noise(seed, channels=1) for seed in range(2)])["input_l1"] > 0.05
