"""How long a run may take, in a few words that stand for many settings."""

from typing import Literal, assert_never

from pix2pix.config import MethodName, Recipe, ResNetConfig, TrainConfig, UNetConfig

Length = Literal["quick", "evening", "paper", "recipe"]
SAVES = 40  # in a run


def preset(
    length: Length,
    pairs: int,
    start: Recipe | None = None,
    method: MethodName = "pix2pix",
    recipe: Recipe | None = None,
) -> Recipe:
    """Settings for a run of that length.

    Args:
        length: A quick look, an evening on a CPU (or minutes on a GPU), or the recipe of the
            method's paper: 200 rounds, one pair a step (Isola et al. 2017, Sec. 6.2), or one
            picture of each domain, with a learning rate that falls in the second half (Zhu et al.
            2017, Sec. 4); or as long as ``recipe`` says.
        pairs: Number of pairs, or of pictures of the larger domain, to learn from.
        start: Networks and domains of the checkpoint to start from; ``None`` starts from nothing.
        method: What is to learn.
        recipe: All else, by default that of the method's paper, with domains of its own; its
            networks where there is no ``start``.
    """
    paper = Recipe.of(method)
    base = recipe or paper
    start = start or recipe or _from_nothing(length, paper)
    match length:
        case "quick":
            train = TrainConfig(steps=400, batch_size=1, decay=0.5)
        case "evening":
            batch_size = 2 if method == "pix2pix" else 1
            train = TrainConfig(steps=8_000, batch_size=batch_size, decay=0.5)
        case "paper":
            train = paper.train
        case "recipe":
            train = base.train
        case _:
            assert_never(length)
    planned = train.steps or train.epochs * max(1, pairs)
    every = min(500, max(20, planned // SAVES))
    train = train.changed(save_every=every, report_every=max(5, every // 4))
    return base.changed(
        generator=start.generator,
        domains=(recipe or start).domains,
        discriminator=start.discriminator,
        train=train,
    )


def _from_nothing(length: Length, paper: Recipe) -> Recipe:
    """New networks: as large as those of the paper, or what a CPU has time for."""
    if length == "paper":
        return paper
    if paper.method.method == "cyclegan":
        return paper.changed(generator=ResNetConfig(size=128, width=32, blocks=6))
    return paper.changed(generator=UNetConfig(width=32))
