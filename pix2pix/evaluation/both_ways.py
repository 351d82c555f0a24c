"""How good a model is that translates both ways and was learnt without pairs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, NotRequired

import torch
from torch import Tensor, nn

from pix2pix.checkpoint.discriminator import SCALES
from pix2pix.checkpoint.files import DISCRIMINATOR, FORWARD, RECIPE, REVERSE, REVERSE_DISCRIMINATOR
from pix2pix.checkpoint.folder import has_reverse, load_discriminator, reverse_folder
from pix2pix.config import Recipe
from pix2pix.data import transform
from pix2pix.data.classes import Classes
from pix2pix.data.pictures import Pictures, spread
from pix2pix.data.unpaired import UnpairedPictures
from pix2pix.errors import ConfigError, DataError
from pix2pix.evaluation.evaluate import evaluate
from pix2pix.evaluation.faults import FaultFigures, Faults
from pix2pix.evaluation.judges import NONE, Judges, in_order, judges_for, require_used
from pix2pix.evaluation.scores import Scores
from pix2pix.evaluation.segmenter import Segmenter
from pix2pix.images import flatten
from pix2pix.translator import Translator


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
    segmenter: Segmenter | None = None,
    classes: Classes | None = None,
) -> dict[str, Any]:
    """All figures of a checkpoint: against pairs, or both ways where it has both.

    Args:
        translator: Its own.
        hand_drawn, samples: Those of ``evaluate``; for pairs alone.
        segmenter: Judges photos that are made from label maps.
        classes: Those of label maps; by default those of the segmenter, or as their colors show.

    Raises:
        DataError: There are neither pairs nor a way back, or no label maps where they are needed.
        ConfigError: Something was asked for that pairs are needed for.
    """
    if not isinstance(pictures, UnpairedPictures):
        judges = judges_for(pictures, segmenter, classes)
        require_used([judges], folder, segmenter, classes)
        how = {"hand_drawn": hand_drawn, "samples": samples}
        return {**evaluate(translator, pictures, **how, judges=judges)}
    if hand_drawn or samples:
        asked = "hand_drawn" if hand_drawn else "samples"
        raise ConfigError(f"{asked} is true, but {folder} was trained without pairs; leave it out.")
    both: tuple[Judges, ...] = NONE, NONE
    if pictures.are_pairs:
        both = tuple(judges_for(way, segmenter, classes) for way in (pictures, pictures.reversed()))
        ways = both if has_reverse(folder) else both[:1]
        require_used(ways, folder, segmenter, classes)
    elif segmenter or classes:
        raise ConfigError(
            f"Outputs are judged by label maps that match them, but the held-out pictures of "
            f"{folder} are no pairs; leave out --segmenter and --classes."
        )
    if has_reverse(folder):
        translators = {FORWARD: translator, REVERSE: Translator.load(reverse_folder(folder))}
        return evaluate_both_ways(folder, translators, pictures, judges=both)
    if pictures.are_pairs:
        return {**evaluate(translator, pictures, judges=both[0])}
    raise DataError(
        f"{folder} has one direction only, and the held-out pictures are no pairs: there is "
        f"nothing to compare its pictures with. Add the folder {REVERSE} of its training."
    )


def evaluate_both_ways(
    folder: Path,
    translators: Mapping[str, Translator],
    pictures: UnpairedPictures,
    limit: int | None = None,
    judges: tuple[Judges, ...] = (NONE, NONE),
) -> dict[str, Any]:
    """Translate held-out pictures of either domain there and back again.

    Args:
        folder: Of the checkpoint, whose discriminators are asked where it has them.
        limit: Look at no more than this many pictures of each domain, spread over the set.
        judges: Of outputs by classes, there and back; where the pictures are pairs.

    Returns:
        ``CycleFigures``; where the pictures are pairs also the figures of ``evaluate``. Those of
        the other direction stand below ``reverse``.
    """
    chosen = spread(len(pictures), limit or len(pictures))
    forward, reverse = _Way(pictures, judges[0]), _Way(pictures.reversed(), judges[1])
    makes, returns = translators[FORWARD], translators[REVERSE]
    return {
        **_one_way(makes, returns, forward, chosen, _judge(folder, DISCRIMINATOR)),
        "reverse": _one_way(returns, makes, reverse, chosen, _judge(folder, REVERSE_DISCRIMINATOR)),
    }


class _Way(NamedTuple):
    """Pictures in one direction, and who judges what is made of them."""

    pictures: UnpairedPictures
    judges: Judges


def _one_way(
    there: Translator,
    back: Translator,
    way: _Way,
    chosen: list[int],
    discriminator: "_Judge | None",
) -> dict[str, Any]:
    pictures, judges = way
    paired = pictures.are_pairs
    scores, faults, cycle, right = Scores(judges), Faults(), [], []
    for index in in_order(chosen, judges):
        source, target = pictures.plain(index)
        output = _shown(there, source, len(target))
        returned = _shown(back, output, len(source))
        cycle.append((returned.float() - source).abs().mean().item() / 255)
        faults.update(source, output, transform.to_bytes(target))
        if discriminator is not None:
            right.append(discriminator.is_right(target, real=True))
            right.append(discriminator.is_right(output, real=False))
        if paired:
            stored = pictures.as_stored(index) if judges else None
            scores.update(source, output, transform.to_bytes(target), stored=stored)
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
    gan = Recipe.read(folder / RECIPE).method.gan
    return None if gan == "none" else _Judge(found[0], SCALES[gan].undecided)
