"""The networks that find poses, where `npm ci` brought them."""

import os

import pytest
from conftest import ROOT

WEIGHTS = ROOT / "node_modules/@mediapipe/pose"
needs_weights = pytest.mark.skipif(
    not WEIGHTS.is_dir() and not os.environ.get("CI"), reason="npm ci brings the networks"
)
