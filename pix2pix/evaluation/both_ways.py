"""How good a model is that translates both ways and was learnt without pairs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NotRequired

import torch
from torch import Tensor, nn

from pix2pix.checkpoint.files import DISCRIMINATOR, FORWARD, RECIPE, REVERSE, REVERSE_DISCRIMINATOR
from pix2pix.checkpoint.folder import has_reverse, load_discriminator, reverse_folder
from pix2pix.config import Recipe
from pix2pix.data import transform
from pix2pix.data.pictures import Pictures, spread
from pix2pix.data.unpaired import UnpairedPictures
from pix2pix.errors import ConfigError, DataError
from pix2pix.evaluation.evaluate import evaluate
from pix2pix.evaluation.faults import FaultFigures, Faults
from pix2pix.evaluation.pixels import Scores
from pix2pix.images import flatten
from pix2pix.translator import Translator

UNDECIDED = {"least_squares": 0.5, "vanilla": 0.0}  # the score of neither real nor generated


class CycleFigures(FaultFigures):
    """Means over the pictures of one domain."""

    n: int
    cycle_l1: float
    """From a picture to what comes back, on [0, 1]."""
    d_accuracy: NotRequired[float]
    """Share of patches, real and generated, that the discriminator judges rightly."""


def evaluate_checkpoint(
    folder: Path,
    translator: Translator,
    pictures: Pictures,
    *,
    hand_drawn: bool = False,
    samples: bool = False,
) -> dict[str, Any]:
    """All figures of a checkpoint: against pairs, or both ways where it has both.

    Args:
        translator: Its own.
        hand_drawn, samples: Those of ``evaluate``; for pairs alone.

    Raises:
        DataError: There are neither pairs nor a way back.
        ConfigError: Something was asked for that pairs are needed for.
    """
    if not isinstance(pictures, UnpairedPictures):
        return {**evaluate(translator, pictures, hand_drawn=hand_drawn, samples=samples)}
    if hand_drawn or samples:
        asked = "hand_drawn" if hand_drawn else "samples"
        raise ConfigError(f"{asked} is true, but {folder} was trained without pairs; leave it out.")
    if has_reverse(folder):
        reverse = Translator.load(reverse_folder(folder))
        return evaluate_both_ways(folder, {FORWARD: translator, REVERSE: reverse}, pictures)
    if pictures.are_pairs:
        return {**evaluate(translator, pictures)}
    raise DataError(
        f"{folder} has one direction only, and the held-out pictures are no pairs: there is "
        f"nothing to compare its pictures with. Add the folder {REVERSE} of its training."
    )


def evaluate_both_ways(
    folder: Path,
    translators: Mapping[str, Translator],
    pictures: UnpairedPictures,
    limit: int | None = None,
) -> dict[str, Any]:
    """Translate held-out pictures of either domain there and back again.

    Args:
        folder: Of the checkpoint, whose discriminators are asked where it has them.
        limit: Look at no more than this many pictures of each domain, spread over the set.

    Returns:
        ``CycleFigures``; where the pictures are pairs also the figures of ``evaluate``. Those of
        the other direction stand below ``reverse``.
    """
    chosen = [pictures.plain(index) for index in spread(len(pictures), limit or len(pictures))]
    sources, targets = [source for source, _ in chosen], [target for _, target in chosen]
    forward, reverse = translators[FORWARD], translators[REVERSE]
    judges = _judge(folder, DISCRIMINATOR), _judge(folder, REVERSE_DISCRIMINATOR)
    paired = pictures.are_pairs
    return {
        **_one_way(forward, reverse, sources, targets, judges[0], paired),
        "reverse": _one_way(reverse, forward, targets, sources, judges[1], paired),
    }


def _one_way(
    there: Translator,
    back: Translator,
    sources: list[Tensor],
    targets: list[Tensor],
    judge: "_Judge | None",
    paired: bool,
) -> dict[str, Any]:
    scores, faults, cycle, right = Scores(), Faults(), [], []
    for source, target in zip(sources, targets, strict=True):
        output = _shown(there, source, len(target))
        returned = _shown(back, output, len(source))
        cycle.append((returned.float() - source).abs().mean().item() / 255)
        faults.update(source, output, transform.to_bytes(target))
        if judge is not None:
            right += [judge.is_right(target, real=True), judge.is_right(output, real=False)]
        if paired:
            scores.update(output, transform.to_bytes(target))
    found = faults.compute()
    figures: CycleFigures = {
        "n": len(cycle),
        "cycle_l1": sum(cycle) / len(cycle),
        "input_l1": found["input_l1"],
        "input_correlation": found["input_correlation"],
        "variety": found["variety"],
    }
    if right:
        figures["d_accuracy"] = sum(right) / len(right)
    return {**figures, **scores.compute()} if paired else {**figures}


def _shown(translator: Translator, source: Tensor, channels: int) -> Tensor:
    """What a generator makes of a source, (C, H, W) from 0 to 255."""
    return transform.from_picture(flatten(translator.scaled(source), channels))


class _Judge:
    def __init__(self, network: nn.Module, undecided: float) -> None:
        self._network = network.eval()
        self._undecided = undecided

    @torch.no_grad()
    def is_right(self, picture: Tensor, *, real: bool) -> float:
        """Share of the patches of a picture that are judged rightly."""
        scores = self._network(picture[None].float() / 127.5 - 1)
        return ((scores > self._undecided) == real).float().mean().item()


def _judge(folder: Path, name: str) -> _Judge | None:
    found = load_discriminator(folder, name)
    if found is None:
        return None
    return _Judge(found[0], UNDECIDED[Recipe.read(folder / RECIPE).method.gan])
