"""Discriminators as ONNX files, run by ONNX Runtime itself as another program would."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from conftest import model_of, run, save_discriminator, write_pairs

from pix2pix.checkpoint.discriminator import trained_discriminator
from pix2pix.checkpoint.files import DISCRIMINATOR
from pix2pix.checkpoint.folder import save_generator, save_weights
from pix2pix.config import DataConfig, UNetConfig
from pix2pix.data.paired import PairedPictures
from pix2pix.engines.onnx_discriminator import export_discriminator
from pix2pix.errors import CheckpointError, EngineError
from pix2pix.networks import build_generator
from pix2pix.networks.noise import encode_color

SIDE = 32
PLAIN = UNetConfig(size=SIDE, width=8, depth=4)
CASES = {
    "with a hint": (PLAIN.changed(color_hint=True, hint_colors=("#cc3300",)), True),
    "of the picture alone": (PLAIN, False),
    "not square, grey to alpha": (
        PLAIN.changed(size=[32, 64], in_channels=1, out_channels=4),
        True,
    ),
}


def save(folder: Path, config: UNetConfig = PLAIN, **discriminator: object) -> Path:
    torch.manual_seed(0)
    save_generator(folder, build_generator(config), model_of(config))
    save_discriminator(folder, **discriminator)
    return folder


@pytest.mark.parametrize(("config", "conditional"), CASES.values(), ids=CASES)
def test_the_graph_gives_the_scores_of_pytorch(
    tmp_path: Path, config: UNetConfig, conditional: bool
) -> None:
    folder = save(tmp_path, config, conditional=conditional)
    export_discriminator(folder, tmp_path / "d.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "d.onnx")
    rng = np.random.default_rng(0)
    shapes = {each.name: each.shape for each in session.get_inputs()}
    feed = {name: rng.uniform(-1, 1, shape).astype(np.float32) for name, shape in shapes.items()}
    beside = [feed["source"]] if conditional else []
    if "color_hint" in feed:
        feed["color_hint"][:] = 0.6, -0.6, -1, 1
        hint = encode_color(torch.tensor([[0.6, -0.6, -1]]))
        beside.append(hint[:, :, None, None].expand(-1, -1, *config.size).numpy())
    seen = torch.from_numpy(np.concatenate([*beside, feed["picture"]], axis=1))
    with torch.no_grad():
        expected = trained_discriminator(folder).network(seen).numpy()
    (scores,) = session.run(["scores"], feed)
    assert expected.std() > 0.1
    np.testing.assert_allclose(scores, expected, atol=1e-3)


def test_the_file_says_what_its_scores_mean(tmp_path: Path) -> None:
    export_discriminator(save(tmp_path, gan="least_squares"), tmp_path / "d.onnx")
    told = onnxruntime.InferenceSession(tmp_path / "d.onnx").get_modelmeta().custom_metadata_map
    said = json.loads(told["discriminator"])
    assert (said["patch"], said["gan"], said["undecided"]) == (16, "least_squares", 0.5)
    assert json.loads(told["pix2pix"])["generator"]["size"] == SIDE


def test_what_scores_otherwise_is_not_written(tmp_path: Path) -> None:
    """One weight a row is so large that 8 bits round the others to nothing."""
    folder = save(tmp_path / "model", patch=70)
    network = trained_discriminator(folder).network
    with torch.no_grad():
        for place in (5, 8):
            network.layers[place].weight[:, -1, 0, 0] = 2
    save_weights(network, folder / DISCRIMINATOR, None)
    pairs = write_pairs(tmp_path / "pairs", 12, SIDE)
    held_out = PairedPictures.find(pairs, PLAIN, DataConfig(), 0)[1]
    with pytest.raises(EngineError, match=r"was not written: on 2 pictures its scores differ"):
        export_discriminator(folder, tmp_path / "d.onnx", "int8", held_out)
    assert not (tmp_path / "d.onnx").exists()
    assert export_discriminator(folder, tmp_path / "d.onnx", "fp16", held_out).difference < 0.01


def test_a_checkpoint_without_one_is_refused(tmp_path: Path) -> None:
    folder = save(tmp_path)
    (folder / DISCRIMINATOR).unlink()
    with pytest.raises(CheckpointError, match="so nothing here scores its pictures"):
        export_discriminator(folder, tmp_path / "d.onnx")


@pytest.mark.slow
def test_the_command_writes_the_discriminator(tmp_path: Path) -> None:
    folder = save(tmp_path / "model")
    pairs = write_pairs(tmp_path / "pairs", 12, SIDE)
    words = ("export", folder, pairs, "--network", "discriminator", "--out", tmp_path / "d.onnx")
    finished = run(*words, "--precision", "fp16")
    assert finished.returncode == 0, finished.stderr
    assert "Compared, on 2 pictures its scores differ from PyTorch's by 0.0" in finished.stderr
    (folder / DISCRIMINATOR).unlink()
    refused = run(*words)
    assert refused.returncode == 2 and "nothing here scores" in refused.stderr
