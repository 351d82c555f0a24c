"""Networks wrapped and packed as people save them, and files that are none."""

import argparse
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import torch
from foreign import State, huggan_state, nested_state

from pix2pix.checkpoint.convert import convert
from pix2pix.checkpoint.files import MODEL
from pix2pix.checkpoint.folder import load_generator
from pix2pix.config import ConvertConfig
from pix2pix.errors import CheckpointError
from tests.conftest import SMALL_MODEL, run

PREFIXES = (
    "module.",
    "module.module.",
    "_orig_mod.",
    "module._orig_mod.",
    "netG.",
    "netG_A.module.",
    "generator.",
    "gen.",
    "model.",
    "some.thing.never.heard.of.",
)
OPTIMIZER = {"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": [{"lr": 2e-4}]}
DISCRIMINATOR = {
    "model.0.weight": torch.zeros(8, 6, 4, 4),
    "model.0.bias": torch.zeros(8),
    "model.2.weight": torch.zeros(16, 8, 4, 4),
    "model.11.weight": torch.zeros(1, 16, 4, 4),
}


class Hyperparameters(dict):
    """As Lightning keeps its settings: a dictionary of a class of its own."""


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


@pytest.fixture
def state() -> State:
    return nested_state(5, 4, 3, 3, "batch")


def saved(content: object, folder: Path, name: str = "weights.pth") -> Path:
    folder.mkdir(exist_ok=True)
    torch.save(content, folder / name)
    return folder / name


def prefixed(state: State, prefix: str) -> State:
    return {f"{prefix}{name}": tensor for name, tensor in state.items()}


def answer(checkpoint: Path) -> torch.Tensor:
    image = torch.linspace(-1, 1, 3 * 32 * 32).reshape(1, 3, 32, 32)
    with torch.no_grad():
        return load_generator(checkpoint)[0](image, ())


def same_as_plain(state: State, file: Path, place: str, network: str = "") -> None:
    """That converting ``file`` gives what the state alone gives, and says where it was."""
    out = file.parent / "out"
    made = convert(file, out, ConvertConfig(network=network))
    assert made.place == place
    plain = file.parent / "plain"
    convert(saved(state, file.parent, "plain.pth"), plain)
    assert torch.equal(answer(out), answer(plain))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_whatever_stands_before_the_names_is_taken_off(
    tmp_path: Path, state: State, prefix: str
) -> None:
    same_as_plain(state, saved(prefixed(state, prefix), tmp_path), prefix.removesuffix("."))


@pytest.mark.parametrize("lost", ["model.", "model.model."])
def test_the_inside_of_a_generator_is_one_too(tmp_path: Path, state: State, lost: str) -> None:
    inside = {name.removeprefix(lost): tensor for name, tensor in state.items()}
    same_as_plain(state, saved(inside, tmp_path), "")
    wrapped = saved(prefixed(inside, "netG."), tmp_path / "wrapped")
    same_as_plain(state, wrapped, "netG")


def test_a_huggan_network_is_found_behind_a_prefix(tmp_path: Path) -> None:
    file = saved({"state_dict": prefixed(huggan_state(), "module.")}, tmp_path)
    made = convert(file, tmp_path / "out")
    assert made.model.generator.architecture == "huggan"
    assert made.place == "state_dict/module"


@pytest.mark.parametrize("key", ["netG", "state_dict", "G", "generator", "G_ema", "params_ema"])
def test_a_training_state_gives_its_one_generator(tmp_path: Path, state: State, key: str) -> None:
    content = {
        "epoch": 150,
        key: OrderedDict(state),
        "netD": DISCRIMINATOR,
        "optimizer_G": OPTIMIZER,
        "best": np.float64(0.3),
        "history": np.arange(3),
        "options": argparse.Namespace(lr=2e-4),
    }
    same_as_plain(state, saved(content, tmp_path), key)


def test_a_lightning_checkpoint_gives_its_generator(tmp_path: Path, state: State) -> None:
    both = prefixed(state, "generator.") | prefixed(DISCRIMINATOR, "discriminator.")
    content = {
        "epoch": 3,
        "global_step": 900,
        "pytorch-lightning_version": "2.1",
        "state_dict": both,
        "callbacks": {argparse.Namespace: {"best_model_path": ""}},  # older ones: by class
        "optimizer_states": [OPTIMIZER, OPTIMIZER],
        "hyper_parameters": Hyperparameters(lr=2e-4, options=argparse.Namespace(width=64)),
    }
    same_as_plain(state, saved(content, tmp_path, "last.ckpt"), "state_dict/generator")


def test_one_of_several_networks_is_taken_by_name_alone(tmp_path: Path, state: State) -> None:
    content = {"netG_A": nested_state(5, 4, 3, 3, "batch"), "netG_B": state}
    file = saved(content, tmp_path)
    refused(file, "2 networks", "netG_A, netG_B", "--network netG_A")
    with pytest.raises(CheckpointError, match="no network in netG. Choose from: netG_A, netG_B"):
        convert(file, tmp_path / "out", ConvertConfig(network="netG"))
    same_as_plain(state, file, "netG_B", network="netG_B")


@pytest.mark.slow
def test_the_command_line_says_where_the_network_was(tmp_path: Path, state: State) -> None:
    file = saved({"netG": state, "netD": DISCRIMINATOR}, tmp_path)
    done = run("convert", file, "--out", tmp_path / "out")
    assert (done.returncode, "taken from netG" in done.stderr) == (0, True)


def refused(file: Path, *words: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        convert(file, file.parent / "refused")
    for word in (str(file), *words):
        assert word in str(caught.value)
    assert "damaged" not in str(caught.value) or "damaged" in words
    assert not (file.parent / "refused" / MODEL).exists()


def test_a_tensor_too_many_inside_a_wrapped_network_is_named(tmp_path: Path, state: State) -> None:
    more = prefixed(state | {"attention.weight": torch.zeros(1)}, "netG.")
    refused(saved({"state_dict": more}, tmp_path), "attention.weight")


@pytest.mark.parametrize("prefix", ["", "module.", "netD.", "discriminator."])
def test_a_discriminator_is_called_one(tmp_path: Path, prefix: str) -> None:
    refused(saved(prefixed(DISCRIMINATOR, prefix), tmp_path), "a discriminator", "latest_net_G")


def test_a_generator_of_our_own_needs_no_converting(tmp_path: Path) -> None:
    from pix2pix.checkpoint.folder import save_generator
    from pix2pix.networks import build_generator

    save_generator(tmp_path, build_generator(SMALL_MODEL.generator), SMALL_MODEL)
    refused(tmp_path / MODEL, "generator of pix2pix itself", "config.json")


@pytest.mark.filterwarnings("ignore:`torch.jit")
def test_a_program_is_called_one(tmp_path: Path) -> None:
    network = torch.jit.trace(torch.nn.Conv2d(3, 3, 3), torch.zeros(1, 3, 8, 8))
    torch.jit.save(network, tmp_path / "scripted.pt")
    refused(tmp_path / "scripted.pt", "TorchScript", "state_dict")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 9\n", ("Git LFS",)),
        (b"<!DOCTYPE html><html><title>Virus scan\nwarning</title>", ("web page", "Virus scan w")),
        (b"\xef\xbb\xbf\n <!-- sent -->\n<HTML><body>Log in</body>", ("web page",)),
        (b'<?xml version="1.0"?><html xmlns="x"><title>Gone</title>', ("web page", "Gone")),
        (
            b'<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code><Message>Not here</Message>',
            ("XML answer", "NoSuchKey, Not here"),
        ),
        (b'{"error": "Repository not found"}', ("JSON", "Repository not found")),
        (b"Invalid username or password.", ("a text", "Invalid username")),
        (b"\x89HDF\r\n\x1a\n" + bytes(64), ("HDF5",)),
        (b"\x1f\x8b\x08" + bytes(64), ("gzip", "unpack")),
        (b"PK\x03\x04" + bytes(64), ("incomplete",)),
        (b"", ("empty",)),
    ],
)
def test_a_file_that_is_no_weights_is_called_what_it_is(
    tmp_path: Path, content: bytes, words: tuple[str, ...]
) -> None:
    for name in ("weights.pth", "weights.safetensors"):
        (tmp_path / name).write_bytes(content)
        refused(tmp_path / name, *words)


def test_the_weights_of_a_checkpoint_that_are_none_are_called_so_too(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(SMALL_MODEL.to_json())
    (tmp_path / MODEL).write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:aa\n")
    with pytest.raises(CheckpointError, match="Git LFS pointer"):
        load_generator(tmp_path)


def test_code_beside_the_network_is_never_run(tmp_path: Path, state: State) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return exec, (f"open({str(tmp_path / 'ran')!r}, 'w')",)

    file = saved({"netG": state, "logger": Bomb()}, tmp_path)
    same_as_plain(state, file, "netG")
    assert not (tmp_path / "ran").exists()
