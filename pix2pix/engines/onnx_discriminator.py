"""Exports the discriminator of a checkpoint as ONNX, once its scores were compared.

Its graph takes the source, any color hint and the picture that was made of them, and gives one
score per patch, as in training: what they mean is in its metadata.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from pix2pix.checkpoint.card import terms
from pix2pix.checkpoint.discriminator import TrainedDiscriminator, trained_discriminator
from pix2pix.checkpoint.folder import load_generator
from pix2pix.config import GeneratorConfig, ModelConfig
from pix2pix.config.generator import takes_color_hint
from pix2pix.data.pictures import Pictures, spread
from pix2pix.engines.compare import PICTURES, samples
from pix2pix.engines.onnx import OnnxEngine
from pix2pix.engines.onnx_graph import HINT, Graph, Input, color_of, describe, hint_of, traced
from pix2pix.engines.onnx_weights import Precision, store
from pix2pix.engines.openvino import example_inputs
from pix2pix.engines.torch import TorchEngine
from pix2pix.errors import EngineError
from pix2pix.files import replace
from pix2pix.networks.noise import COLOR_HINT
from pix2pix.networks.patchgan import condition_of
from pix2pix.plural import plural

SCORES = "scores"
MOST_DIFFERENT = 0.01  # of the way from generated to real, on average


@dataclass(frozen=True)
class ScoreComparison:
    """Scores of a graph beside PyTorch's.

    Attributes:
        pictures: That were scored: real ones and those of the generator.
        difference: On average, as a share of the way from surely generated to surely real.
    """

    pictures: int
    difference: float

    def __str__(self) -> str:
        return (
            f"on {plural(self.pictures, 'picture')} its scores differ from PyTorch's by "
            f"{self.difference:.2%} of the way from generated to real"
        )


def inputs_of_discriminator(trained: TrainedDiscriminator, config: GeneratorConfig) -> list[Input]:
    """The inputs of its graph, in order, for pictures of a generator's own size."""
    picture = Input("picture", (1, config.out_channels, *config.size))
    if not trained.config.conditional:
        return [picture]
    hint = [Input(HINT, (1, COLOR_HINT))] if takes_color_hint(config) else []
    return [Input("source", (1, config.in_channels, *config.size)), *hint, picture]


def discriminator_to_onnx(
    trained: TrainedDiscriminator, model: ModelConfig, *, license: str = ""
) -> Graph:
    """Make the graph of the discriminator of a model's pictures, in full precision.

    Raises:
        EngineError: ONNX cannot express the network.
    """
    inputs = inputs_of_discriminator(trained, model.generator)
    names, shapes = [each.name for each in inputs], [each.shape for each in inputs]
    graph = traced(_Listed(trained, HINT in names), names, shapes, SCORES)
    told = {**trained.config.model_dump(mode="json"), "gan": trained.gan, **asdict(trained.scale)}
    describe(graph, inputs, model, license=license, discriminator=json.dumps(told))
    (scores,) = graph.graph.output
    scores.doc_string = (
        f"one score per patch of {trained.config.patch} px; undecided is "
        f"{trained.scale.undecided:g}, what looks real scores higher"
    )
    return graph


def export_discriminator(
    folder: Path, out: Path, precision: Precision = "fp32", held_out: Pictures | None = None
) -> ScoreComparison:
    """Write a checkpoint's discriminator as ONNX, if its scores stay the same.

    Args:
        precision: Of the stored weights.
        held_out: Pictures to compare on, real and translated; without them, made-up ones are.

    Raises:
        CheckpointError: There is no such checkpoint, or it has no discriminator.
        EngineError: ONNX cannot express the network, or its scores differ from PyTorch's by more
            than is allowed; nothing is written.
        DiskError: There is no room.
    """
    trained = trained_discriminator(folder)
    generator, model = load_generator(folder)
    graph = discriminator_to_onnx(trained, model, license=terms(folder))
    store(graph, precision)
    engine = OnnxEngine(graph)
    hinted = any(each.name == HINT for each in graph.graph.input)
    reference = _Listed(trained, hinted)
    differences = []
    with torch.inference_mode():
        for source, hint, picture in _shown(TorchEngine(generator), model, held_out):
            inputs = (picture,)
            if trained.config.conditional:
                given = () if hint is None else (color_of(hint),)
                inputs = (source, *given, picture)
            apart = (engine.run(*inputs) - reference(*inputs)).abs().mean().item()
            differences.append(apart / (2 * trained.scale.certain))
    found = ScoreComparison(len(differences), sum(differences) / len(differences))
    if not found.difference <= MOST_DIFFERENT:  # false for NaN, too
        raise EngineError(
            f"The discriminator of {folder} as ONNX in {precision} was not written: {found} (at "
            f"most {MOST_DIFFERENT:.0%}). Choose a finer --precision."
        )
    replace(out, lambda beside: onnx.save_model(graph, beside))
    return found


def _shown(
    engine: TorchEngine, model: ModelConfig, held_out: Pictures | None
) -> Iterator[tuple[Tensor, Tensor | None, Tensor]]:
    """Sources, hints, and pictures to be scored: of the generator, and real ones if there are."""
    if held_out is None:
        source, noise = example_inputs(model.generator)
        yield source, noise.color_hint, engine(source, noise)
        return
    sources = samples(model.generator, held_out, PICTURES)
    for index, (source, noise) in zip(spread(len(held_out), PICTURES), sources, strict=True):
        yield source, noise.color_hint, engine(source, noise)
        yield source, noise.color_hint, held_out.plain(index)[1][None].float().div(127.5).sub(1)


class _Listed(nn.Module):
    """A discriminator with what it sees as inputs of their own: source, color and picture."""

    def __init__(self, trained: TrainedDiscriminator, hinted: bool) -> None:
        super().__init__()
        self.network = trained.network
        self.hinted = hinted

    def forward(self, *seen: Tensor) -> Tensor:
        *beside, picture = seen
        if beside:
            hint = hint_of(beside[1]) if self.hinted else None
            picture = torch.cat([condition_of(beside[0], hint), picture], dim=1)
        return self.network(picture)
