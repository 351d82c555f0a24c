"""How long a run may take, in three words that stand for many settings."""

from typing import Literal, assert_never

from pix2pix.config import Recipe, TrainConfig, UNetConfig

Length = Literal["quick", "evening", "paper"]
SAVES = 40  # in a run


def preset(length: Length, pairs: int, start: Recipe | None = None) -> Recipe:
    """Settings for a run of that length.

    Args:
        length: A quick look, an evening on a CPU (or minutes on a GPU), or the paper's recipe:
            200 rounds, one pair a step (Isola et al. 2017, Sec. 6.2).
        pairs: Number of pairs to learn from.
        start: Networks and domains of the checkpoint to start from; ``None`` starts from nothing.
    """
    start = start or Recipe(generator=UNetConfig(width=64 if length == "paper" else 32))
    match length:
        case "quick":
            train = TrainConfig(steps=400, batch_size=1, decay=0.5)
        case "evening":
            train = TrainConfig(steps=8_000, batch_size=2, decay=0.5)
        case "paper":
            train = TrainConfig()
        case _:
            assert_never(length)
    planned = train.steps or train.epochs * max(1, pairs)
    every = min(500, max(20, planned // SAVES))
    train = train.changed(save_every=every, report_every=max(5, every // 4))
    return Recipe().changed(
        generator=start.generator,
        domains=start.domains,
        discriminator=start.discriminator,
        train=train,
    )
