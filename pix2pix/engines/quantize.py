"""A trained generator in 8-bit integers: calibrated on its own data, checked, then kept.

NNCF runs the network on real sources, notes the range of every layer and rounds weights and
activations to 256 steps. On a CPU with units for it that is four to eight times faster. What the
last layer rounds is seen in the picture: where that is too much, it stays in floating point. The
pictures it was trained on decide that; those held out, only whether the graph is kept at all.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pix2pix.checkpoint.folder import load_generator
from pix2pix.data.pictures import Pictures
from pix2pix.engines.compare import LEAST_SSIM, Comparison, Sample, compare, samples
from pix2pix.engines.int8 import Int8Figures, save_int8
from pix2pix.engines.openvino import Graph, OpenVINOEngine, export, input_shapes
from pix2pix.engines.signal_stack import signal_stack_kept
from pix2pix.engines.torch import TorchEngine
from pix2pix.errors import EngineError

SOURCES = 300  # to calibrate on
CONVOLUTIONS = {"Convolution", "ConvolutionBackpropData"}


def quantize(
    folder: Path,
    train: Pictures,
    held_out: Pictures,
    sources: int = SOURCES,
    *,
    hand_drawn: bool = False,
    least_ssim: float = LEAST_SSIM,
) -> Comparison:
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
    calibration = list(samples(config, train, sources, hand_drawn=hand_drawn))
    exported = export(generator, config)
    reference = TorchEngine(generator)
    for kept in ((), (last_convolution(exported),)):
        graph = in_integers(exported.clone(), calibration, kept)
        engine = OpenVINOEngine(graph, input_shapes(config), "CPU, OpenVINO int8")
        if compare(engine, reference, config, train).alike(least_ssim):
            break
    found = compare(engine, reference, config, held_out)
    if not found.alike(least_ssim):
        raise EngineError(
            f"{folder} in int8 was not kept: {found} (at least {least_ssim:g}, and at most 1 % "
            "more). Calibrate on more or other pictures, or train for longer."
        )
    figures = Int8Figures(
        pairs=found.pictures,
        ssim=found.ssim,
        l1_torch=found.l1_reference,
        l1_int8=found.l1,
        calibrated_on=len(calibration),
    )
    save_int8(folder, graph, figures)
    return found


@signal_stack_kept()
def in_integers(graph: Graph, calibration: list[Sample], kept: Sequence[str] = ()) -> Graph:
    """Quantize weights and activations with the ranges that the samples show.

    Args:
        kept: The names of operations that stay in floating point.
    """
    import nncf
    from nncf.quantization.advanced_parameters import AdvancedQuantizationParameters
    from nncf.quantization.range_estimator import RangeEstimatorParametersSet

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
            names=list(kept),
            types=["Add", "GroupConvolution", "MatMul", "Multiply", "MVN"],
            validate=False,
        ),
        subset_size=len(calibration),
        # Ranges that round least, rather than the widest, which one odd value may set.
        advanced_parameters=AdvancedQuantizationParameters(
            activations_range_estimator_params=RangeEstimatorParametersSet.HISTOGRAM
        ),
    )


def last_convolution(graph: Graph) -> str:
    """The name of the operation that makes the picture."""
    return next(
        str(each.get_friendly_name())
        for each in reversed(graph.get_ordered_ops())
        if each.get_type_name() in CONVOLUTIONS
    )
