"""The networks that find poses, where `npm ci` brought them."""

import pytest
from conftest import ROOT

WEIGHTS = ROOT / "node_modules/@mediapipe/pose"
needs_weights = pytest.mark.skipif(not WEIGHTS.is_dir(), reason="npm ci brings the networks")
