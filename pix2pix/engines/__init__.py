"""What runs a generator: PyTorch anywhere, OpenVINO where a CPU has to be fast."""

import sys

from pix2pix.engines.choose import EngineName, load_engine
from pix2pix.engines.protocol import Engine
from pix2pix.engines.torch import TorchEngine

__all__ = ["Engine", "EngineName", "TorchEngine", "load_engine"]

# OpenVINO and NNCF send telemetry when they are imported, unless this module is missing.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
