"""Which engine serves a checkpoint: the fastest one that this machine has and that is right."""

from importlib import import_module
from pathlib import Path
from typing import Literal, assert_never

from torch import Tensor

from pix2pix.checkpoint.folder import load_generator, read_config
from pix2pix.config import ModelConfig
from pix2pix.device import choose_device
from pix2pix.engines.protocol import Engine
from pix2pix.engines.torch import TorchEngine
from pix2pix.errors import EngineError
from pix2pix.networks.noise import Noise

EngineName = Literal["auto", "torch", "openvino"]
TOLERANCE = 0.02  # mean difference of two engines' pictures, of 2 from black to white
Loaded = tuple[Engine, ModelConfig]


def load_engine(folder: Path, name: EngineName = "auto", *, training: bool = False) -> Loaded:
    """Load a checkpoint onto an engine.

    Args:
        name: ``auto`` takes a GPU where there is one, then OpenVINO, then PyTorch; the name of
            the engine says why OpenVINO was passed over.
        training: It is a run at work: its next save comes sooner than a graph would pay.

    Raises:
        CheckpointError: There is no such folder, or its weights do not fit its config.
        EngineError: OpenVINO was asked for by name and does not work here.
    """
    match name:
        case "torch":
            return _on_torch(folder)
        case "openvino":
            require_openvino()
            return _on_openvino(folder)
        case "auto":
            if choose_device().type == "cuda":
                return _on_torch(folder)
            if training:
                return _on_torch(folder, "still training")
            try:
                require_openvino()
                return _on_openvino(folder)
            except EngineError as error:
                return _on_torch(folder, str(error))
        case _:
            assert_never(name)


def require_openvino() -> None:
    """Raise ``EngineError`` where OpenVINO is missing or broken."""
    try:
        import_module("pix2pix.engines.openvino")
    except ImportError as error:
        reason = str(error).splitlines()[0]
        raise EngineError(f"OpenVINO cannot be imported: {reason}") from error


def _on_torch(folder: Path, why: str = "") -> Loaded:
    generator, config = load_generator(folder)
    return TorchEngine(generator, why), config


def _on_openvino(folder: Path) -> Loaded:
    from pix2pix.engines.int8 import read_int8
    from pix2pix.engines.openvino import OpenVINOEngine, example_inputs, export, input_shapes

    config = read_config(folder)
    shapes = input_shapes(config.generator)
    if (graph := read_int8(folder)) is not None:
        return OpenVINOEngine(graph, shapes, "CPU, OpenVINO int8"), config
    generator, _ = load_generator(folder)
    engine = OpenVINOEngine(export(generator, config.generator), shapes, "CPU, OpenVINO")
    require_alike(engine, TorchEngine(generator), *example_inputs(config.generator))
    return engine, config


def require_alike(engine: Engine, reference: Engine, source: Tensor, noise: Noise) -> None:
    """Raise ``EngineError`` if two engines turn the same source and noise into other pictures."""
    difference = engine(source, noise) - reference(source, noise)
    if not difference.abs().mean() < TOLERANCE:  # false for NaN, too
        raise EngineError(f"{engine.name} gives other pictures than PyTorch")
