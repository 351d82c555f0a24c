from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from conftest import SMALL, SMALL_MODEL, draw_pair, model_of, noise_for
from PIL import Image

from pix2pix import ModelConfig, Translator
from pix2pix.checkpoint.folder import load_generator, save_generator
from pix2pix.config import ResNetConfig, ValuesConfig
from pix2pix.engines import TorchEngine
from pix2pix.errors import CheckpointError
from pix2pix.images.tensors import to_picture, to_tensor
from pix2pix.networks import build_generator

BICUBIC = Image.Resampling.BICUBIC


@pytest.fixture(scope="module")
def lively(tmp_path_factory):
    """A generator with large weights: what goes in and the noise show in what comes out."""
    folder = tmp_path_factory.mktemp("lively")
    torch.manual_seed(0)
    generator = build_generator(SMALL)
    for parameter in generator.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, 0.0, 0.2)
    save_generator(folder, generator, SMALL_MODEL, dtype=None)
    return folder


@pytest.fixture(scope="module")
def translator(lively) -> Translator:
    return Translator.load(lively)


@pytest.mark.parametrize("size", [(32, 32), (100, 40), (9, 300), (1, 1)])
def test_the_answer_has_the_size_of_the_picture(translator, size):
    for native in (False, True):
        answer = translator(Image.new("RGB", size, "white"), native=native)
        assert (answer.size, answer.mode) == (size, "RGB")


@pytest.mark.parametrize("size", [(64, 36), (30, 41), (9, 300), (4, 4), (1, 1)])
def test_a_residual_network_sees_sides_that_four_divides_as_they_are_and_pads_others(size):
    class Watched(TorchEngine):
        def __call__(self, source, noise):
            self.seen = source
            return super().__call__(source, noise)

    config = ResNetConfig(size=32, width=4, blocks=1)
    engine = Watched(build_generator(config))
    picture = Image.effect_noise(size, 60).convert("RGB")
    answer = Translator(engine, model_of(config))(picture, native=True)
    assert answer.size == size
    padded = tuple(max(8, -(-side // 4) * 4) for side in reversed(size))
    assert engine.seen.shape[2:] == padded
    assert torch.equal(engine.seen[0, :, : size[1], : size[0]], to_tensor(picture))


def test_the_model_sees_the_picture_and_answers_what_the_network_says(lively, sketch):
    generator, _ = load_generator(lively)
    source = to_tensor(sketch)[None]
    with torch.inference_mode():
        expected = generator(source, noise_for(generator, source, [None]))[0]
    found = Translator.load(lively, "torch")(sketch)
    difference = np.asarray(found).astype(int) - np.asarray(to_picture(expected)).astype(int)
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize(("size", "kind"), [("32x64", "8-bit"), ("64x24", "integer")])
def test_a_model_sees_a_picture_at_its_height_and_width(lively, size, kind):
    values = ValuesConfig(source_values=kind, source_range=(0, 255), target_range=(0, 255))
    config = SMALL_MODEL.changed(generator=SMALL.changed(size=size), values=values)
    network, _ = load_generator(lively)
    translator = Translator(TorchEngine(network), config)
    height, width = config.generator.size
    shades = np.add.outer(np.arange(60, dtype=np.uint16), np.arange(90, dtype=np.uint16))
    picture = Image.fromarray(shades if kind == "integer" else shades.astype(np.uint8))
    seen = Image.fromarray(shades.astype(np.float32)).resize((width, height), BICUBIC)
    source = torch.from_numpy(np.array(seen)).expand(1, 3, height, width).div(127.5).sub(1)
    with torch.inference_mode():
        expected = network(source, noise_for(network, source, [None]))[0]
    expected = to_picture(expected).resize((90, 60), BICUBIC)
    for found in (translator(picture), translator.measure(picture)):
        assert np.asarray(found).shape == (60, 90, 3)
        assert np.abs(np.asarray(found, float) - np.asarray(expected, float)).mean() < 2
    native = translator(picture, native=True)
    assert native.size == (90, 60)
    assert native.tobytes() != translator(picture).tobytes()


def test_a_seed_chooses_the_sample(translator, sketch):
    samples = [translator(sketch, seed=seed).tobytes() for seed in (None, 0, 1, 2)]
    assert len(set(samples)) == 4
    assert samples == [translator(sketch, seed=seed).tobytes() for seed in (None, 0, 1, 2)]


@pytest.mark.parametrize(
    ("generator", "noise"),
    [
        (SMALL, True),
        (SMALL.changed(dropout_levels=()), False),
        (SMALL.changed(dropout_levels=(), noise_levels=(0,)), True),
        (SMALL.changed(dropout_levels=(), color_hint=True), True),
        (ResNetConfig(size=32, width=4, blocks=1), False),
        (ResNetConfig(size=32, width=4, blocks=1, dropout=True), True),
    ],
)
def test_it_is_told_whether_seeds_make_a_difference(generator, noise):
    assert Translator(None, ModelConfig(generator=generator)).has_noise is noise


def test_another_drawing_gives_another_picture(translator):
    assert translator(draw_pair(1)[0]).tobytes() != translator(draw_pair(2)[0]).tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I", "F"])
def test_every_mode_is_translated_like_its_colours(translator, sketch, mode):
    grey = sketch.convert("L")
    assert translator(grey.convert(mode)).tobytes() == translator(grey).tobytes()


def test_see_through_paper_is_white_paper(translator, sketch):
    ink = sketch.convert("L").point(lambda shade: 255 - shade)
    clear = Image.new("RGBA", sketch.size, (0, 0, 0, 0))
    clear.putalpha(ink)
    assert translator(clear).tobytes() == translator(sketch).tobytes()


def test_threads_share_a_translator(translator):
    wanted = [(draw_pair(number % 3)[0], number % 5 or None) for number in range(40)]
    alone = [translator(picture, seed=seed).tobytes() for picture, seed in wanted]
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(translator, picture, seed=seed) for picture, seed in wanted]
        together = [call.result().tobytes() for call in calls]
    assert together == alone


def test_the_picture_that_was_given_is_left_as_it_was(translator, sketch):
    before = sketch.tobytes()
    translator(sketch)
    assert (sketch.tobytes(), sketch.size) == (before, (32, 32))


def test_native_size_pads_to_the_multiple_and_crops_back(lively):
    generator, _ = load_generator(lively)
    picture = Image.effect_noise((45, 27), 80).convert("RGB")
    padded = np.pad(np.asarray(picture), ((0, 5), (0, 3), (0, 0)), mode="edge")
    source = to_tensor(Image.fromarray(padded))[None]
    with torch.inference_mode():
        expected = generator(source, noise_for(generator, source, [None]))[0, :, :27, :45]
    found = Translator.load(lively, "torch")(picture, native=True)
    difference = np.asarray(found).astype(int) - np.asarray(to_picture(expected)).astype(int)
    assert np.abs(difference).max() <= 1


def test_a_model_that_was_trained_on_crops_sees_pictures_at_their_own_size(lively, sketch):
    wide = sketch.resize((70, 40))
    plain = Translator.load(lively)
    cropping = Translator(plain._engine, plain.config.changed(native=True))
    own, scaled = (plain(wide, native=native).tobytes() for native in (True, False))
    assert own != scaled
    assert plain(wide).tobytes() == scaled
    assert cropping(wide).tobytes() == own
    assert cropping(wide, native=False).tobytes() == scaled
    assert np.array_equal(cropping.measure(wide), plain.measure(wide, native=True))


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (2, "LA"), (4, "RGBA")])
def test_networks_of_other_channels_are_served(tmp_path, sketch, channels, mode):
    config = SMALL.model_copy(update={"in_channels": channels, "out_channels": channels})
    save_generator(tmp_path, build_generator(config), model_of(config))
    assert Translator.load(tmp_path)(sketch).mode == mode


def test_samples_of_a_model_with_hints_go_through_its_colors(tmp_path, sketch):
    config = SMALL.changed(color_hint=True, hint_colors=("#ff0000", "#0000ff"), dropout_levels=())
    generator = build_generator(config)
    for hint in generator.hint_layers:
        torch.nn.init.normal_(hint.weight)
    save_generator(tmp_path, generator, model_of(config))
    translator = Translator.load(tmp_path)
    samples = [translator(sketch, seed=seed).tobytes() for seed in (None, 0, 1, 2, 3)]
    assert len(set(samples)) == 3  # none, red, blue
    assert samples[1:3] == samples[3:5]


def test_a_translator_of_an_engine_alone_says_that_it_cannot_be_saved(tmp_path):
    made = Translator(TorchEngine(build_generator(SMALL)), SMALL_MODEL)
    for save in (made.save_pretrained, made.push_to_hub):
        with pytest.raises(CheckpointError, match="not loaded from a checkpoint. Save its network"):
            save(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_is_no_checkpoint_is_named(tmp_path):
    with pytest.raises(CheckpointError, match="is not a folder. Give a checkpoint"):
        Translator.load(tmp_path / "gone")
    with pytest.raises(CheckpointError, match="config.json does not exist"):
        Translator.load(tmp_path)


def test_config_and_device_are_told(translator):
    assert translator.config == SMALL_MODEL
    assert translator.device.startswith(("CPU", "GPU"))
