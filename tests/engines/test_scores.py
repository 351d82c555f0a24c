"""What a discriminator believes of the pictures of its generator, on every engine."""

from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import model_of, save_discriminator
from PIL import Image

from pix2pix import Translator
from pix2pix.checkpoint.files import RECIPE, REVERSE, REVERSE_DISCRIMINATOR
from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import UNetConfig
from pix2pix.engines.discriminator import Discriminator
from pix2pix.errors import CheckpointError
from pix2pix.images.tensors import to_tensor
from pix2pix.networks import build_generator
from pix2pix.networks.noise import encode_color

SIDE = 32
CONFIG = UNetConfig(size=SIDE, width=8, depth=4, color_hint=True, hint_colors=("#cc3300",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_generator(tmp_path, build_generator(CONFIG), model_of(CONFIG))
    return tmp_path


@pytest.mark.parametrize(
    ("gan", "undecided", "certain"), [("vanilla", 0, 5), ("least_squares", 0.5, 0.5)]
)
def test_scores_are_read_from_surely_generated_to_surely_real(
    folder: Path, sketch: Image.Image, gan: str, undecided: float, certain: float
) -> None:
    network = save_discriminator(folder, gan=gan)
    translator = Translator.load(folder, "torch")
    assert translator.has_discriminator
    photo, belief = translator.scored(sketch, seed=3)
    assert np.array_equal(photo, translator(sketch, seed=3))
    source = to_tensor(sketch)[None]
    output = translator._engine(source, translator.draw_noise(source, 3))
    hint = encode_color(torch.tensor([[0.6, -0.6, -1]]))
    planes = hint[:, :, None, None].expand(-1, -1, SIDE, SIDE)
    with torch.no_grad():
        scores = network(torch.cat([source, planes, output], dim=1))[0, 0]
    assert belief.size == (14, 14) and belief.mode == "L"
    expected = (((scores - undecided) / certain).clamp(-1, 1) + 1) * 127.5
    assert expected.std() > 10
    np.testing.assert_allclose(np.asarray(belief, float), expected, atol=0.51)


@pytest.mark.parametrize("conditional", [True, False])
def test_the_fastest_engine_believes_what_pytorch_does(folder: Path, conditional: bool) -> None:
    save_discriminator(folder, conditional=conditional)
    source, picture = (torch.rand(1, 3, SIDE, SIDE) * 2 - 1 for _ in range(2))
    hint = encode_color(torch.tensor([[0.5, 0.0, -0.5]]))
    engines = (Discriminator.load(folder, name) for name in ("auto", "torch"))
    fast, plain = (engine(source, hint, picture) for engine in engines)
    assert plain.std() > 0.1
    torch.testing.assert_close(fast, plain, rtol=0, atol=0.05)  # some CPUs run it in bf16
    other = Discriminator.load(folder)(-source, hint, picture)
    assert torch.equal(other, fast) != conditional


def test_each_direction_asks_its_own(folder: Path, sketch: Image.Image) -> None:
    plain = UNetConfig(size=SIDE, width=8, depth=4)
    save_generator(folder, build_generator(plain), model_of(plain))
    save_generator(folder / REVERSE, build_generator(plain), model_of(plain).reversed())
    for name in ("discriminator.safetensors", REVERSE_DISCRIMINATOR):
        save_discriminator(folder, name, conditional=False)
    there, back = (Translator.load(each, "torch") for each in (folder, folder / REVERSE))
    assert there.has_discriminator and back.has_discriminator
    assert there.scored(sketch).belief.tobytes() != back.scored(sketch).belief.tobytes()


def test_without_one_a_sentence_says_so_and_pictures_are_made(
    folder: Path, sketch: Image.Image
) -> None:
    translator = Translator.load(folder, "torch")
    assert not translator.has_discriminator
    with pytest.raises(CheckpointError, match=f"beside its {RECIPE}"):
        translator.scored(sketch)
    assert translator(sketch).size == sketch.size
