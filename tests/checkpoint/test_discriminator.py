"""Which discriminator belongs to a checkpoint, and what is said where none can be used."""

from pathlib import Path

import pytest
import torch
from conftest import SMALL, SMALL_MODEL, save_discriminator

from pix2pix.checkpoint.discriminator import has_discriminator, trained_discriminator
from pix2pix.checkpoint.files import DISCRIMINATOR, RECIPE, REVERSE, REVERSE_DISCRIMINATOR
from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import DiscriminatorConfig
from pix2pix.errors import CheckpointError, ConfigError
from pix2pix.networks import build_generator


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_generator(tmp_path, build_generator(SMALL), SMALL_MODEL)
    return tmp_path


def test_it_lies_beside_the_generator_with_what_its_scores_mean(folder: Path) -> None:
    assert not has_discriminator(folder)
    save_discriminator(folder, gan="least_squares")
    assert has_discriminator(folder)
    trained = trained_discriminator(folder)
    assert trained.config == DiscriminatorConfig(patch=16, discriminator_width=4)
    assert (trained.scale.undecided, trained.scale.certain) == (0.5, 0.5)


def test_that_of_the_reverse_direction_lies_one_above(folder: Path) -> None:
    save_generator(folder / REVERSE, build_generator(SMALL), SMALL_MODEL.reversed())
    save_discriminator(folder, conditional=False)
    assert not has_discriminator(folder / REVERSE)
    other = save_discriminator(folder, REVERSE_DISCRIMINATOR, conditional=False)
    found = trained_discriminator(folder / REVERSE).network
    assert torch.equal(found.layers[0].weight, other.layers[0].weight)


def test_none_is_none_and_what_does_not_fit_is_said(folder: Path) -> None:
    with pytest.raises(CheckpointError, match=f"has no {DISCRIMINATOR} beside its {RECIPE}"):
        trained_discriminator(folder)
    save_discriminator(folder, gan="none")
    assert not has_discriminator(folder)
    with pytest.raises(CheckpointError, match="trained without an adversarial loss"):
        trained_discriminator(folder)
    save_discriminator(folder)
    recipe = (folder / RECIPE).read_text()
    wider = recipe.replace('"discriminator_width": 4', '"discriminator_width": 8')
    (folder / RECIPE).write_text(wider)
    assert has_discriminator(folder), "it is offered, and says what is wrong when it is asked"
    with pytest.raises(CheckpointError, match=r"layers.0.bias is \[4\], expected is \[8\]"):
        trained_discriminator(folder)
    (folder / RECIPE).write_text("no recipe")
    assert has_discriminator(folder)
    with pytest.raises((CheckpointError, ConfigError), match=RECIPE):
        trained_discriminator(folder)
