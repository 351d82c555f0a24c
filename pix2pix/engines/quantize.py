"""A trained generator in 8-bit integers: calibrated on its own data, checked, then kept.

NNCF runs the network on real sources, notes the range of every layer and rounds weights and
activations to 256 steps. On a CPU with units for it that is four to eight times faster.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torchmetrics.functional.image import structural_similarity_index_measure

from pix2pix.checkpoint.folder import load_generator
from pix2pix.config import GeneratorConfig
from pix2pix.data.edges import redrawn
from pix2pix.data.pictures import Pictures, spread
from pix2pix.engines.int8 import Int8Figures, save_int8
from pix2pix.engines.openvino import Graph, OpenVINOEngine, export, input_shapes
from pix2pix.engines.protocol import Engine
from pix2pix.engines.signal_stack import signal_stack_kept
from pix2pix.engines.torch import TorchEngine
from pix2pix.errors import EngineError
from pix2pix.networks import noise_shapes
from pix2pix.networks.noise import Noise, draw_noise
from pix2pix.plural import plural

SOURCES, PAIRS = 300, 50  # to calibrate on; to check on
LEAST_SSIM, MOST_L1 = 0.99, 1.01  # SSIM between the engines; held-out L1 against PyTorch's

Sample = tuple[Tensor, Noise]


def quantize(
    folder: Path,
    train: Pictures,
    held_out: Pictures,
    sources: int = SOURCES,
    *,
    hand_drawn: bool = False,
    least_ssim: float = LEAST_SSIM,
) -> Int8Figures:
    """Make the int8 graph of a checkpoint and write it there, if its pictures stay the same.

    Args:
        train: The pictures that the model was trained on, or ones like them.
        held_out: Pictures to check on.
        sources: How many to calibrate on, at most.
        hand_drawn: Redraw a third of them as a hand would.
        least_ssim: That its pictures must have to PyTorch's, on average.

    Raises:
        EngineError: Its pictures differ from PyTorch's by more than is allowed; nothing is kept.
    """
    generator, model = load_generator(folder)
    config = model.generator
    graph = export(generator, config)
    calibration = list(samples(config, train, sources, hand_drawn=hand_drawn))
    graph = in_integers(graph, calibration)
    engine = OpenVINOEngine(graph, input_shapes(config), "CPU, OpenVINO int8")
    figures = compare(engine, TorchEngine(generator), held_out, len(calibration))
    worse = figures.l1_int8 is not None and figures.l1_int8 > MOST_L1 * (figures.l1_torch or 0)
    if figures.ssim < least_ssim or worse:
        raise EngineError(
            f"{folder} in int8 was not kept: {described(figures)} (at least {least_ssim:g}, and at "
            "most 1 % more). Calibrate on more or other pictures, or train for longer."
        )
    save_int8(folder, graph, figures)
    return figures


def described(figures: Int8Figures) -> str:
    """What was measured, in words."""
    checked = plural(figures.pairs, "held-out picture")
    ssim = f"on {checked} its SSIM to PyTorch's is {figures.ssim:.4f}"
    if figures.l1_int8 is None:
        return ssim
    return f"{ssim} and its L1 {figures.l1_int8:.4f} against {figures.l1_torch:.4f}"


def samples(
    config: GeneratorConfig, pictures: Pictures, most: int, *, hand_drawn: bool = False
) -> Iterator[Sample]:
    """Sources spread over a data set, each with noise; every other one with its mean.

    Args:
        hand_drawn: Redraw every third as a hand would.
    """
    for place, index in enumerate(spread(len(pictures), most)):
        source = pictures.plain(index)[0]
        if hand_drawn and place % 3 == 0:
            source = redrawn(source, index)
        scaled = source[None].float().div(127.5).sub(1)
        shapes = noise_shapes(config, *scaled.shape[-2:])
        yield scaled, draw_noise(config, shapes, [place if place % 2 else None])


@signal_stack_kept()
def in_integers(graph: Graph, calibration: list[Sample]) -> Graph:
    """Quantize weights and activations with the ranges that the samples show."""
    import nncf

    logging.getLogger("nncf").setLevel(logging.WARNING)

    def arrays(sample: Sample) -> list[npt.NDArray[np.float32]]:
        source, noise = sample
        return [part.numpy() for part in (source, *noise.tensors)]

    return nncf.quantize(
        graph,
        nncf.Dataset(calibration, arrays),
        preset=nncf.QuantizationPreset.MIXED,  # leaky ReLU lets negative values through
        # Convolutions take the time. Rounding before a hint's scale and shift shows as steps, and
        # instance norms (MVN) enlarge what was rounded before them, most of all where all is flat;
        # so they do after the filters of smooth upsampling, which are convolutions by groups.
        ignored_scope=nncf.IgnoredScope(
            types=["Add", "GroupConvolution", "MatMul", "Multiply", "MVN"], validate=False
        ),
        subset_size=len(calibration),
    )


def compare(
    engine: Engine, reference: Engine, held_out: Pictures, calibrated_on: int
) -> Int8Figures:
    """Translate held-out sources with both engines, with the same noise."""
    rows: list[list[Tensor]] = []
    chosen = spread(len(held_out), PAIRS)
    sources = samples(held_out.generator, held_out, PAIRS)
    for index, (source, noise) in zip(chosen, sources, strict=True):
        target = held_out.plain(index)[1][None] / 255
        ours, theirs = (_on_unit(each(source, noise)) for each in (engine, reference))
        alike = structural_similarity_index_measure(ours, theirs, data_range=1.0)
        assert isinstance(alike, Tensor)
        rows.append([alike, (theirs - target).abs().mean(), (ours - target).abs().mean()])
    ssim, *distances = torch.tensor(rows).mean(dim=0).tolist()
    l1_torch, l1_int8 = distances if held_out.are_pairs else (None, None)
    return Int8Figures(
        pairs=len(rows),
        ssim=ssim,
        l1_torch=l1_torch,
        l1_int8=l1_int8,
        calibrated_on=calibrated_on,
    )


def _on_unit(output: Tensor) -> Tensor:
    """[-1, 1] -> [0, 1], in the 256 steps of a picture."""
    return output.clamp(-1, 1).add(1).mul(127.5).round().div(255)
