"""Pictures that are too large to be seen at once come out as if they had been."""

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
import torch
from conftest import ROOT, SMALL, model_of
from PIL import Image

from pix2pix import Translator
from pix2pix.config import ResNetConfig, UNetConfig
from pix2pix.engines import TorchEngine
from pix2pix.images import Samples, tiles
from pix2pix.images.tensors import to_planes, to_tensor
from pix2pix.networks import build_generator
from pix2pix.networks.noise_field import NoiseField

WIDTH, HEIGHT = 500, 380
WIDE = 352  # px of a tile
WITHOUT_NORMS = UNetConfig(
    size=32, width=4, depth=2, norm="none", dropout_levels=(0,), noise_levels=(0,)
)
RESIDUAL = ResNetConfig(size=32, width=4, blocks=1, norm="none", dropout=True)
RADIUS = 21  # px around a pixel of its output that the wider one looks at, less than is blended
WITH_NORMS = SMALL.changed(upsampling="smooth", noise_levels=(1,))  # no grid that hides seams
RESIDUAL_WITH_NORMS = ResNetConfig(size=32, width=4, blocks=2, dropout=True, upsampling="smooth")


@pytest.fixture
def little_room(monkeypatch):
    """As if memory held no more than a hundredth of what it does: tiles of 128 px."""
    monkeypatch.setattr(tiles, "LARGEST_WHOLE", 40_000)
    monkeypatch.setattr(tiles, "SIDE", 128)


@pytest.fixture
def wide_overlaps(little_room, monkeypatch):
    """Tiles of whose overlaps more is thrown away than a small network sees."""
    monkeypatch.setattr(tiles, "SIDE", WIDE)
    rim = WIDE // 4 // tiles.RIM
    assert rim > RADIUS


@pytest.fixture
def room(monkeypatch):
    """The same pictures, seen at once."""
    return lambda: monkeypatch.setattr(tiles, "LARGEST_WHOLE", 10_000_000)


def lively(config) -> Translator:
    """A network with large weights: what goes in and the noise show in what comes out."""
    torch.manual_seed(0)
    generator = build_generator(config)
    for parameter in generator.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, 0.0, 0.1)
    return Translator(TorchEngine(generator), model_of(config))


def smooth() -> Image.Image:
    """Colors that change slowly, and are others in each corner."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    bands = x * 255 / WIDTH, y * 255 / HEIGHT, 128 + 127 * np.sin((x + y) / 200)
    return Image.fromarray(np.stack(bands, axis=2).astype(np.uint8))


def textured() -> Image.Image:
    """Quiet on the left, wild on the right: the statistics of no two tiles are alike."""
    grain = np.random.default_rng(0).normal(0, 1, (HEIGHT, WIDTH, 3))
    strength = np.linspace(2, 70, WIDTH)[None, :, None]
    return Image.fromarray((128 + grain * strength).clip(0, 255).astype(np.uint8))


def jumps(picture: np.ndarray) -> np.ndarray:
    """How much each column differs from the one to its left, on average; of the first: nothing."""
    return np.abs(np.diff(picture, axis=1, prepend=picture[:, :1])).mean(axis=(0, 2))


def seams(picture: np.ndarray, spans: list[range]) -> list[float]:
    """The jump where a tile ends, or gives way to the next, as a multiple of the largest beside it.

    Beside it is what one pixel of the bottleneck holds, since layers of stride 2 leave a grid.
    """
    found = jumps(picture)
    near = WITH_NORMS.multiple
    ends = {end for span in spans for end in (span.start, span.stop)}
    ends |= {(before.stop + after.start) // 2 for before, after in pairwise(spans)}
    inside = [end for end in sorted(ends) if near < end < len(found) - near]
    assert inside
    steps = [step for step in range(-near, near + 1) if step]
    beside = [max(found[end + step] for step in steps) for end in inside]
    return [found[end] / largest for end, largest in zip(inside, beside, strict=True)]


@pytest.mark.parametrize("draw", [smooth, textured])
@pytest.mark.parametrize("seed", [None, 5])
@pytest.mark.parametrize("size", ["32x32", "128x32", "32x256"])
@pytest.mark.parametrize("config", [WITH_NORMS, RESIDUAL_WITH_NORMS], ids=["u-net", "resnet"])
def test_no_seam_shows_where_tiles_meet(little_room, draw, seed, size, config):
    picture = draw()
    config = config.changed(size=size)
    made = lively(config).measure(picture, seed=seed, native=True)
    assert made.std() > 5  # there is something to see
    tiling = tiles.Tiling(HEIGHT, WIDTH, config.multiple, max(config.size))
    assert not tiling.is_whole
    assert max(seams(made, tiling.columns)) < 1.1
    assert max(seams(made.transpose(1, 0, 2), tiling.rows)) < 1.1


@pytest.mark.parametrize("size", ["32x256", "256x32"])
def test_tiles_are_no_shorter_than_what_a_model_was_trained_on(little_room, size):
    translator = lively(WITH_NORMS.changed(size=size))
    engine, sides = translator._engine, set()

    def watched(source, noise):
        sides.update(source.shape[-2:])
        return engine(source, noise)

    Translator(watched, translator.config)(smooth(), native=True)
    assert sides == {256}


@pytest.mark.parametrize("draw", [smooth, textured])
def test_tiles_that_are_laid_side_by_side_do_show_seams(little_room, draw):
    """So the test above could find one."""
    translator, picture = lively(WITH_NORMS), draw()
    edges = [0, 128, 256, 384, WIDTH]
    made = np.concatenate(
        [
            translator.measure(picture.crop((left, 0, right, HEIGHT)), native=True)
            for left, right in pairwise(edges)
        ],
        axis=1,
    )
    spans = [range(left, right) for left, right in pairwise(edges)]
    assert min(seams(made, spans)) > 1.2


@pytest.mark.parametrize("config", [WITHOUT_NORMS, RESIDUAL], ids=["u-net", "resnet"])
def test_a_network_without_norms_makes_of_tiles_what_it_makes_of_the_whole(
    wide_overlaps, room, config
):
    translator, picture = lively(config), textured()
    tiled = translator.measure(picture, native=True)
    room()
    np.testing.assert_allclose(tiled, translator.measure(picture, native=True), atol=0.01)


@pytest.mark.parametrize("config", [WITHOUT_NORMS, RESIDUAL], ids=["u-net", "resnet"])
def test_the_noise_of_tiles_is_one_field_cut_up(wide_overlaps, config):
    translator, picture = lively(config), smooth()
    tiled = translator.measure(picture, seed=7, native=True)
    noise = NoiseField(config, 7, WIDE).cut(0, 0, WIDTH, HEIGHT)
    whole = translator._engine(to_tensor(picture)[None], noise)[0]
    expected = to_planes(whole).transpose(1, 2, 0)
    np.testing.assert_allclose(tiled, expected, atol=0.01)


def test_the_same_seed_gives_the_same_large_picture_and_another_seed_another(little_room):
    translator, picture = lively(WITH_NORMS), smooth()
    made = [translator(picture, seed=seed, native=True).tobytes() for seed in (1, 1, 2, None)]
    assert made[0] == made[1]
    assert len(set(made)) == 3


def test_numbers_of_a_large_picture_are_those_of_its_colors(little_room):
    translator, picture = lively(WITH_NORMS), textured()
    shown = np.asarray(translator(picture, seed=1, native=True))
    assert np.array_equal(translator.measure(picture, seed=1, native=True).round(), shown)


def test_values_of_large_pictures_are_translated_like_their_colors(little_room):
    translator = lively(WITH_NORMS)
    deep = Samples(np.asarray(textured()).astype(np.uint16) * 257)
    expected = translator.measure(textured(), native=True)
    np.testing.assert_allclose(translator.measure(deep, native=True), expected, atol=0.05)


MEASURED = """
import sys
from pathlib import Path
import numpy as np, psutil, torch
from PIL import Image
from pix2pix.cli.outputs import Writer
from pix2pix.config import ModelConfig, UNetConfig
from pix2pix.engines import TorchEngine
from pix2pix.networks import build_generator
from pix2pix.translator import Translator

torch.set_num_threads(1)
config = UNetConfig(size=32, width=2, depth=2, dropout_levels=(0,))
translator = Translator(TorchEngine(build_generator(config)), ModelConfig(generator=config))
picture = Image.linear_gradient("L").resize((6000, 4000)).convert("RGB")
path = Path(sys.argv[1]) / "made.png"
Writer(translator, 16, "png").write(picture, path, name="it", seed=1, native=True)
assert Image.open(path).size == (6000, 4000)
print("peak", next(line.split()[1] for line in open("/proc/self/status") if "VmHWM" in line))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from Linux")
def test_24_megapixels_are_translated_in_2_gigabytes(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split("peak")[1]) < 2_000_000  # kB
