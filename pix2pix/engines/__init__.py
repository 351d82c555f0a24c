"""What runs a generator: PyTorch anywhere, OpenVINO where a CPU has to be fast."""

import sys

from pix2pix.engines.choose import EngineName, load_engine
from pix2pix.engines.protocol import Engine
from pix2pix.engines.torch import TorchEngine

__all__ = ["Engine", "EngineName", "TorchEngine", "load_engine"]

# OpenVINO and NNCF report home when they are imported, unless they miss this module.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
