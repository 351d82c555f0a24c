"""CycleGAN's residual network on OpenVINO, in floats and in 8-bit integers."""

from pathlib import Path

import pytest
import torch
from conftest import model_of, write_pairs

from pix2pix import Translator
from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import DataConfig, ResNetConfig
from pix2pix.data.paired import PairedPictures
from pix2pix.engines import TorchEngine
from pix2pix.engines.int8 import read_int8
from pix2pix.engines.openvino import example_inputs, export
from pix2pix.engines.quantize import quantize
from pix2pix.errors import EngineError
from pix2pix.networks import build_generator

SIDE = 64
CONFIG = ResNetConfig(size=SIDE, width=8, blocks=3)


@pytest.mark.parametrize(
    "config",
    [
        CONFIG,
        CONFIG.changed(dropout=True, upsampling="resize"),
        CONFIG.changed(norm="batch", in_channels=1, out_channels=4, upsampling="smooth"),
    ],
    ids=["plain", "dropout, resize", "batch norm, grey to alpha, smooth"],
)
def test_the_graph_gives_the_numbers_of_pytorch(config: ResNetConfig) -> None:
    import openvino  # after the package, which keeps it from reporting home

    generator = build_generator(config).eval()
    exact = {"INFERENCE_PRECISION_HINT": "f32"}  # some CPUs would round to bf16
    graph = openvino.Core().compile_model(export(generator, config), "CPU", exact)
    for side in (SIDE, 44):  # also one that four divides and nothing more
        source, noise = example_inputs(config.changed(size=side))
        ours = torch.from_numpy(graph([each.numpy() for each in (source, *noise.tensors)])[0])
        theirs = TorchEngine(generator)(source, noise)
        assert theirs.std() > 0.01
        assert (ours - theirs).abs().max() < 1e-3


@pytest.fixture(scope="module")
def quantized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("model")
    save_generator(folder, build_generator(CONFIG), model_of(CONFIG))
    figures = quantize(folder, *pictures(tmp_path_factory.mktemp("pairs")), sources=8)
    assert 0.99 <= figures.ssim < 1
    return folder


def pictures(folder: Path) -> tuple[PairedPictures, PairedPictures]:
    return PairedPictures.find(write_pairs(folder, 12, SIDE), CONFIG, DataConfig(), 0)


def test_every_convolution_takes_integers_and_no_norm_does(quantized: Path) -> None:
    graph = read_int8(quantized)
    assert graph is not None
    before: dict[str, set[str]] = {
        "MVN": set(),
        "Convolution": set(),
        "ConvolutionBackpropData": set(),
    }
    for node in graph.get_ordered_ops():
        if node.get_type_name() in before:
            giver = node.input_value(0).get_node()
            if giver.get_type_name() == "Pad":  # mirrors integers as it would floats
                giver = giver.input_value(0).get_node()
            before[node.get_type_name()].add(giver.get_type_name())
    assert before["Convolution"] == {"FakeQuantize"}
    assert before["MVN"] and "FakeQuantize" not in before["MVN"]


def test_int8_is_served_at_any_size_that_four_divides(quantized: Path) -> None:
    fast, exact = Translator.load(quantized), Translator.load(quantized, "torch")
    assert fast.device == "CPU, OpenVINO int8"
    source, noise = example_inputs(CONFIG.changed(size=44))
    assert (fast._engine(source, noise) - exact._engine(source, noise)).abs().mean() < 0.05


def test_int8_that_changes_the_pictures_is_refused(tmp_path: Path) -> None:
    save_generator(tmp_path, build_generator(CONFIG), model_of(CONFIG))
    with pytest.raises(EngineError, match=r"in int8 was not kept"):
        quantize(tmp_path, *pictures(tmp_path / "pairs"), sources=4, least_ssim=1.0)
    assert read_int8(tmp_path) is None
