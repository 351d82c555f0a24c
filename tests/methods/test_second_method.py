"""A method that the library does not know trains, dies, goes on and saves as pix2pix does."""

import os
import signal
import subprocess
import sys
import time

import pytest
import torch
from conftest import ROOT
from PIL import Image

from pix2pix import Translator
from pix2pix.checkpoint.files import STATE
from pix2pix.checkpoint.folder import list_checkpoints, load_generator
from pix2pix.checkpoint.run import State, read_log, read_status

STEPS, KILLED_AFTER = 20, 7

pytestmark = pytest.mark.slow


def start(pairs, folder):
    command = [sys.executable, "-m", "tests.methods.toy_method", pairs, folder, STEPS]
    return subprocess.Popen(
        list(map(str, command)), cwd=ROOT, env={**os.environ, "PYTHONPATH": "tests"}
    )


@pytest.fixture(scope="module")
def runs(pairs, tmp_path_factory):
    """A run that was left alone, and one that was killed and went on."""
    folder = tmp_path_factory.mktemp("toys")
    assert start(pairs, folder / "whole").wait(300) == 0
    with start(pairs, folder / "killed") as process:
        while len(read_log(folder / "killed")) < KILLED_AFTER:
            assert process.poll() is None
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
    assert read_status(folder / "killed").state is State.INTERRUPTED
    saved = torch.load(folder / "killed" / STATE, weights_only=True)["step"]
    assert 5 <= saved < STEPS
    assert start(pairs, folder / "killed").wait(300) == 0
    return folder


def equal(one, other) -> bool:
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return one == other


def test_a_killed_run_goes_on_bit_for_bit_with_the_state_of_its_method(runs):
    whole, killed = (
        torch.load(runs / name / STATE, weights_only=True) for name in ("whole", "killed")
    )
    assert len(whole["method"]["outputs"]) == 3
    assert set(whole["averaged"]) == {"forward", "reverse"}
    assert equal(whole, killed)
    clock = ("time", "seconds_per_step")
    logs = [
        [{key: entry[key] for key in entry if key not in clock} for entry in read_log(runs / name)]
        for name in ("whole", "killed")
    ]
    assert logs[0] == logs[1]
    assert {"g_gan", "cycle", "d"} <= logs[0][0].keys()


def test_both_generators_are_saved_each_a_checkpoint_of_its_own(runs):
    assert list_checkpoints(runs) == ["killed", "whole"]
    names = {path.name for path in (runs / "whole").iterdir()}
    assert {"model.safetensors", "discriminator.safetensors", "reverse"} <= names
    (forward, model), (reverse, back) = (
        load_generator(folder) for folder in (runs / "whole", runs / "whole" / "reverse")
    )
    assert (back.domains.source, back.domains.target) == (
        model.domains.target,
        model.domains.source,
    )
    weights = [next(network.parameters()) for network in (forward, reverse)]
    assert not torch.equal(*weights)
    sketch = Image.new("RGB", (32, 32), "white")
    pictures = {
        Translator.load(f)(sketch).tobytes() for f in (runs / "whole", runs / "whole/reverse")
    }
    assert len(pictures) == 2


def test_previews_show_what_both_generators_make(runs):
    with Image.open(runs / "whole" / "previews" / f"{STEPS:06}.png") as sheet:
        assert sheet.width == 4 * 32 + 3 * 4  # source, output, target, and the target's reverse
