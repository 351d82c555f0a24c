"""A checkpoint's graph in 8-bit integers, as three files beside its weights.

``int8.json`` holds a fingerprint of weights and graph. A run that trained on has other
weights, so its old graph is not used.
"""

import hashlib
from pathlib import Path

import openvino
from pydantic import Field

from pix2pix.checkpoint.files import DATA, GRAPH, MODEL, REPORT
from pix2pix.config import Config
from pix2pix.engines.openvino import Graph, first_line
from pix2pix.errors import EngineError
from pix2pix.files import replace, replace_text


class Int8Figures(Config):
    """How close the graph comes to PyTorch, on pictures that neither was made with."""

    pairs: int
    """Held-out pairs, or pictures, that were compared."""
    ssim: float
    """Mean SSIM between the pictures of both; 1 is equal."""
    l1_torch: float | None = None
    """Mean distance of PyTorch's pictures to the targets, on [0, 1], where they are pairs."""
    l1_int8: float | None = None
    """The same for the graph."""
    calibrated_on: int
    """Sources that the ranges of the integers were taken from."""


class Int8Report(Config):
    """The file ``int8.json``."""

    fingerprint: str = Field(pattern="^[0-9a-f]{64}$")
    """SHA-256 of the weights and of both files of the graph."""
    figures: Int8Figures


def save_int8(folder: Path, graph: Graph, figures: Int8Figures) -> None:
    """Write the graph into a checkpoint.

    Raises:
        DiskError: There is no room.
    """
    beside = folder / f".{GRAPH}"
    openvino.save_model(graph, beside, compress_to_fp16=True)
    for made, name in ((beside, GRAPH), (beside.with_suffix(".bin"), DATA)):
        replace(folder / name, made.replace)
    report = Int8Report(fingerprint=fingerprint(folder), figures=figures)
    replace_text(folder / REPORT, report.to_json())


def read_int8(folder: Path) -> Graph | None:
    """The graph of a checkpoint, or ``None`` if there is none for its present weights.

    Raises:
        CheckpointError: The report is damaged.
        EngineError: OpenVINO cannot read the graph.
    """
    if not all((folder / name).is_file() for name in (GRAPH, DATA, REPORT)):
        return None
    if Int8Report.read(folder / REPORT).fingerprint != fingerprint(folder):
        return None
    try:
        return openvino.Core().read_model(folder / GRAPH)
    except RuntimeError as error:
        raise EngineError(f"OpenVINO cannot read {folder / GRAPH}: {first_line(error)}") from error


def fingerprint(folder: Path) -> str:
    """SHA-256 of weights and graph together."""
    digest = hashlib.sha256()
    for name in (MODEL, GRAPH, DATA):
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
