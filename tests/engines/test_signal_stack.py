"""Signals still arrive after engines have come and gone."""

import subprocess
import sys

import pytest
from pose_networks import WEIGHTS, needs_weights

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

ENGINES = """
import gc, os, signal
from pix2pix.config import UNetConfig
from pix2pix.engines.openvino import OpenVINOEngine, export, input_shapes
from pix2pix.networks import build_generator

config = UNetConfig(size=32, width=4, depth=3, dropout_levels=())
graph = export(build_generator(config).eval(), config)
engines = [OpenVINOEngine(graph, input_shapes(config), "CPU") for _ in range(2)]
while engines:
    del engines[0]  # the first one to come is the first one to go
    gc.collect()
"""
POSES = """
import gc, os, signal
from pathlib import Path
from pix2pix.engines.blazepose import BlazePose

poses = BlazePose(Path("{weights}"))  # two networks, which go in the order they came
del poses
gc.collect()
"""
SIGNAL = """
signal.signal(signal.SIGUSR1, lambda *_: print("arrived"))
os.kill(os.getpid(), signal.SIGUSR1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    "script", [ENGINES, pytest.param(POSES.format(weights=WEIGHTS), marks=needs_weights)]
)
def test_a_signal_arrives_after_two_networks_have_gone_in_the_order_they_came(script: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script + SIGNAL],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "arrived\n"), done.stderr
