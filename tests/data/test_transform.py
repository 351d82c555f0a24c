"""Our few transforms and torchvision's make the same bytes."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from conftest import ROOT
from PIL import Image
from torchvision.transforms.v2 import InterpolationMode, functional

from pix2pix.config import Size
from pix2pix.data import transform

MODES = {"bilinear": InterpolationMode.BILINEAR, "bicubic": InterpolationMode.BICUBIC}


@pytest.fixture(params=[1, 3, 4])
def pixels(request: pytest.FixtureRequest) -> torch.Tensor:
    generator = torch.Generator().manual_seed(request.param)
    return torch.randint(0, 256, (request.param, 37, 52), generator=generator, dtype=torch.uint8)


def test_bytes_become_the_same_pictures_and_come_back(pixels: torch.Tensor) -> None:
    if len(pixels) == 4:
        pixels[3] = 255  # else colors are multiplied by it, as tests/images/test_opacity.py has it
    picture = transform.to_picture(pixels)
    expected = functional.to_pil_image(pixels)
    assert picture.mode == expected.mode
    assert picture.tobytes() == expected.tobytes()
    assert torch.equal(transform.from_picture(picture), pixels)
    assert torch.equal(functional.pil_to_tensor(picture), pixels)


def test_the_bytes_of_a_picture_may_be_changed_without_changing_it() -> None:
    picture = Image.fromarray(np.zeros((8, 8), np.uint8))
    transform.from_picture(picture).fill_(255)
    assert picture.getextrema() == (0, 0)


def test_crops_mirrors_and_rims_are_the_same(pixels: torch.Tensor) -> None:
    cropped = transform.crop(pixels, 3, 11, Size(20, 31))
    assert torch.equal(cropped, functional.crop(pixels, 3, 11, 20, 31))
    assert torch.equal(transform.mirror(pixels), functional.horizontal_flip(pixels))
    rims = (1, 2, 3, 4)
    assert torch.equal(transform.pad(pixels, rims), functional.pad(pixels, list(rims)))


@pytest.mark.parametrize("how", MODES)
@pytest.mark.parametrize("size", [Size(17, 17), Size(64, 64), Size(37, 52), Size(20, 90)])
def test_resized_pictures_are_the_same(pixels: torch.Tensor, how: str, size: Size) -> None:
    expected = functional.resize(pixels, list(size), MODES[how])
    assert torch.equal(transform.resize(pixels, size, how), expected)


def test_a_turned_picture_is_the_same(pixels: torch.Tensor) -> None:
    expected = functional.rotate(pixels, 12.5, InterpolationMode.BILINEAR)
    assert torch.equal(transform.rotate(pixels, 12.5), expected)


@pytest.mark.slow
def test_a_run_does_not_wait_for_torchvision() -> None:
    check = "import sys, pix2pix.training.session; print('torchvision' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
