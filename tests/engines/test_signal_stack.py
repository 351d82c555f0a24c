"""Signals still arrive after engines have come and gone."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

SCRIPT = """
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
signal.signal(signal.SIGUSR1, lambda *_: print("arrived"))
os.kill(os.getpid(), signal.SIGUSR1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_signal_arrives_after_two_engines_have_gone_in_the_order_they_came() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "arrived\n"), done.stderr
