"""Which engine serves a checkpoint: the fastest one that this machine has and that is right."""

from importlib import import_module
from pathlib import Path
from typing import Literal, assert_never

import torch

from pix2pix.checkpoint import load_generator, read_config
from pix2pix.checkpoint_files import STATUS
from pix2pix.config import GeneratorConfig
from pix2pix.device import choose_device
from pix2pix.engines.protocol import Engine
from pix2pix.engines.torch import TorchEngine
from pix2pix.errors import EngineError, RunError
from pix2pix.networks import Generator, build_generator
from pix2pix.run import State, read_status

EngineName = Literal["auto", "torch", "openvino"]
TOLERANCE = 0.02  # mean difference of two engines' pictures, of 2 from black to white
Loaded = tuple[Generator, GeneratorConfig, Engine]


def load_engine(folder: Path, name: EngineName = "auto") -> Loaded:
    """Load a checkpoint onto an engine.

    Args:
        name: ``auto`` takes a GPU where there is one, then OpenVINO, then PyTorch; the name of
            the engine says why OpenVINO was passed over.

    Returns:
        The generator, its config and the engine. Under OpenVINO the generator is an outline
        without weights, since the graph has them.

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
            if still_training(folder):  # the next save comes sooner than a graph would pay
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


def still_training(folder: Path) -> bool:
    """Whether the checkpoint is a run at work."""
    try:
        return (folder / STATUS).is_file() and read_status(folder).state is State.RUNNING
    except RunError:
        return False


def _on_torch(folder: Path, why: str = "") -> Loaded:
    generator, config = load_generator(folder)
    return generator, config, TorchEngine(generator, why)


def _on_openvino(folder: Path) -> Loaded:
    from pix2pix.engines.int8 import read_int8
    from pix2pix.engines.openvino import OpenVINOEngine, export, input_shapes

    config = read_config(folder)
    with torch.device("meta"):
        outline = build_generator(config)
    shapes = input_shapes(outline, config)
    if (graph := read_int8(folder)) is not None:
        return outline, config, OpenVINOEngine(graph, shapes, "CPU, OpenVINO int8")
    generator, _ = load_generator(folder)
    engine = OpenVINOEngine(export(generator, config), shapes, "CPU, OpenVINO")
    require_alike(engine, TorchEngine(generator), shapes)
    return outline, config, engine


def require_alike(engine: Engine, reference: Engine, shapes: list[tuple[int, ...]]) -> None:
    """Raise ``EngineError`` if two engines turn the same source and noise into other pictures."""
    source, *noise = (
        torch.rand(shape, generator=torch.Generator().manual_seed(0)).mul(2).sub(1)
        for shape in shapes
    )
    difference = engine(source, tuple(noise)) - reference(source, tuple(noise))
    if not difference.abs().mean() < TOLERANCE:  # false for NaN, too
        raise EngineError(f"{engine.name} gives other pictures than PyTorch")
