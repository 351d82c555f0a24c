"""Checkpoints as ONNX files, run by ONNX Runtime itself as another program would."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from conftest import model_of, run, write_pairs
from PIL import Image

from pix2pix.checkpoint.card import write_card
from pix2pix.checkpoint.files import MODEL
from pix2pix.checkpoint.folder import load_generator, save_generator
from pix2pix.config import DataConfig, GeneratorConfig, HugGANConfig, ResNetConfig, UNetConfig
from pix2pix.data.paired import PairedPictures
from pix2pix.engines.onnx import OnnxEngine, export
from pix2pix.engines.onnx_graph import to_onnx
from pix2pix.engines.openvino import example_inputs
from pix2pix.engines.torch import TorchEngine
from pix2pix.errors import EngineError
from pix2pix.networks import build_generator

SIDE = 32
HINTED = UNetConfig(
    size=SIDE, width=8, depth=4, color_hint=True, hint_colors=("#cc3300",), noise_levels=(1, 2)
)
CONFIGS = {
    "transposed": HINTED.changed(upsampling="transposed"),
    "smooth": HINTED.changed(upsampling="smooth"),
    "not square, grey to alpha": HINTED.changed(
        size=[32, 64], upsampling="resize", in_channels=1, out_channels=4
    ),
    "batch norm, no noise": UNetConfig(
        size=SIDE, width=8, depth=4, norm="batch", dropout_levels=()
    ),
    "residual": ResNetConfig(size=SIDE, width=8, blocks=2, dropout=True),
    "residual, smooth": ResNetConfig(size=SIDE, width=8, blocks=1, upsampling="smooth"),
    "HugGAN": HugGANConfig(size=256),
}


def save_model(folder: Path, config: GeneratorConfig = HINTED) -> Path:
    torch.manual_seed(0)
    generator = build_generator(config)
    for hint in getattr(generator, "hint_layers", None) or ():
        torch.nn.init.normal_(hint.weight, 0, 0.2)  # a hint that has an effect
    save_generator(folder, generator, model_of(config))
    return folder


def held_out(folder: Path, config: GeneratorConfig = HINTED) -> PairedPictures:
    return PairedPictures.find(write_pairs(folder, 12, SIDE), config, DataConfig(), 0)[1]


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_the_graph_gives_the_numbers_of_pytorch(tmp_path: Path, config: GeneratorConfig) -> None:
    generator, model = load_generator(save_model(tmp_path, config))
    source, noise = example_inputs(config)
    ours = OnnxEngine(to_onnx(generator, model))(source, noise)
    theirs = TorchEngine(generator)(source, noise)
    assert theirs.std() > 0.01
    torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-4)


def test_a_program_that_knows_nothing_of_us_finds_all_it_needs_in_the_file(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "model")
    write_card(folder, license="mit")
    export(folder, tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx")
    shapes = {each.name: each.shape for each in session.get_inputs()}
    assert shapes == {
        "source": [1, 3, SIDE, SIDE],
        "mask_0": [1, 32, 4, 4],
        "mask_1": [1, 16, 8, 8],
        "mask_2": [1, 8, 16, 16],
        "pixels_0": [1, 1, 8, 8],
        "pixels_1": [1, 1, 16, 16],
        "color_hint": [1, 4],
    }
    (made,) = session.run(None, {n: np.ones(s, np.float32) for n, s in shapes.items()})
    assert made.shape == (1, 3, SIDE, SIDE)
    assert -1 <= made.min() < made.max() <= 1
    told = session.get_modelmeta().custom_metadata_map
    assert told["license"] == "MIT"
    assert json.loads(told["pix2pix"])["generator"]["hint_colors"] == ["#cc3300"]
    graph = onnx.load(tmp_path / "model.onnx").graph
    assert all(each.doc_string for each in graph.input)
    assert str(Path(__file__).parents[2]) not in str(graph), "a path of this machine"


def test_a_color_is_given_as_it_is_and_is_a_hint_where_a_one_says_so(tmp_path: Path) -> None:
    generator, model = load_generator(save_model(tmp_path))
    session = onnxruntime.InferenceSession(to_onnx(generator, model).SerializeToString())
    source, noise = example_inputs(HINTED)
    feed = dict(zip([i.name for i in session.get_inputs()], (source, *noise.tensors), strict=True))
    feed = {name: part.numpy() for name, part in feed.items()}

    def shown(*color: float) -> np.ndarray:
        return session.run(None, feed | {"color_hint": np.array([color], np.float32)})[0]

    assert np.array_equal(shown(0.2, 0.4, 0.6, 0), shown(0, 0, 0, 0))
    assert np.abs(shown(1, -1, -1, 1) - shown(0, 0, 0, 0)).mean() > 0.01
    red = TorchEngine(generator)(source, noise)  # of seed 0, which hints at #cc3300
    np.testing.assert_allclose(shown(0.6, -0.6, -1, 1), red.numpy(), atol=1e-4)


@pytest.mark.parametrize(("precision", "times"), [("fp16", 2), ("int8", 4)])
def test_a_file_is_as_much_smaller_as_its_weights(tmp_path, precision, times):
    config = HINTED.changed(width=64)
    folder = save_model(tmp_path / "model", config)
    whole, small = tmp_path / "whole.onnx", tmp_path / "small.onnx"
    export(folder, whole)
    found = export(folder, small, precision, held_out(tmp_path / "pairs", config))
    assert whole.stat().st_size / small.stat().st_size == pytest.approx(times, rel=0.15)
    assert found is not None and found.pictures == 1
    assert 0.99 < found.ssim <= 1


def broken_by_8_bits(folder: Path) -> Path:
    """A checkpoint with one weight a row that is so large that the others round to nothing."""
    save_model(folder)
    generator, model = load_generator(folder)
    with torch.no_grad():
        for layer in generator.decoder:
            layer[1].weight[:, 0, 0, 0] *= 3000
    save_generator(folder, generator, model, dtype=None)
    return folder


def test_what_differs_from_pytorch_is_not_written(tmp_path: Path) -> None:
    folder, out = broken_by_8_bits(tmp_path / "model"), tmp_path / "model.onnx"
    out.write_bytes(b"an earlier export")
    with pytest.raises(EngineError, match=r"was not written: on 1 held-out picture its SSIM"):
        export(folder, out, "int8", held_out(tmp_path / "pairs"))
    with pytest.raises(EngineError, match="other pictures than PyTorch"):
        export(folder, out, "int8")
    assert out.read_bytes() == b"an earlier export"
    assert export(folder, out, "fp32", held_out(tmp_path / "pairs")).ssim > 0.999


@pytest.mark.slow
def test_the_command_writes_a_file_that_translates_as_the_checkpoint_does(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "model", HINTED.changed(dropout_levels=(), noise_levels=()))
    pairs = write_pairs(tmp_path / "pairs", 12, SIDE)
    finished = run("export", folder, pairs, "--out", tmp_path / "model.onnx", "--precision", "int8")
    assert finished.returncode == 0, finished.stderr
    assert "model.onnx, 0." in finished.stderr
    assert "on 1 held-out picture its SSIM to PyTorch's is 0.99" in finished.stderr
    assert list(tmp_path.glob("*.onnx*")) == [tmp_path / "model.onnx"]


@pytest.mark.slow
def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "model")
    missing = run("export", tmp_path / "none", "--out", tmp_path / "model.onnx")
    one_way = run("export", folder, "--reverse", "--out", tmp_path / "model.onnx")
    (folder / MODEL).write_bytes((folder / MODEL).read_bytes()[:5000])
    cut = run("export", folder, "--out", tmp_path / "model.onnx")
    for finished, sentence in (
        (missing, "is not a folder"),
        (one_way, "translates source to target only"),
        (cut, "is damaged or not a safetensors file"),
    ):
        assert finished.returncode == 2
        assert sentence in finished.stderr and "Traceback" not in finished.stderr
    assert not (tmp_path / "model.onnx").exists()


def test_a_picture_is_translated_by_ten_lines_of_anybody(tmp_path: Path, sketch: Image.Image):
    folder = save_model(tmp_path / "model")
    export(folder, tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx")
    feed = {i.name: np.zeros(i.shape, np.float32) for i in session.get_inputs()}
    feed |= {name: part + 1 for name, part in feed.items() if name.startswith("mask")}
    pixels = np.asarray(sketch.convert("RGB").resize((SIDE, SIDE)), np.float32)
    feed["source"] = (pixels / 127.5 - 1).transpose(2, 0, 1)[None]
    (made,) = session.run(None, feed)
    from pix2pix import Translator

    ours = Translator.load(folder, "torch")(sketch.convert("RGB").resize((SIDE, SIDE)))
    theirs = ((made[0].transpose(1, 2, 0) + 1) * 127.5).round()
    assert np.abs(theirs - np.asarray(ours, float)).max() <= 1
