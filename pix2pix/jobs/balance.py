"""How a discriminator stands against its generator, as their losses say."""

from dataclasses import dataclass
from typing import Any, Literal

Entry = dict[str, Any]


@dataclass(frozen=True)
class Balance:
    """Losses by which discriminator and generator are told to be unlike.

    Attributes:
        lost: Of a discriminator that is always right.
        winning: Of the generator that it sees through.
        blind: Of a discriminator that only guesses.
    """

    lost: float
    winning: float
    blind: float


BALANCE = {  # one that guesses loses log 2 = 0.693, or 0.25
    "vanilla": Balance(lost=0.1, winning=3.0, blind=0.67),
    "least_squares": Balance(lost=0.05, winning=0.8, blind=0.24),
}


@dataclass(frozen=True)
class Remark:
    """One thing that the curves say."""

    kind: Literal["good", "wait", "warn"]
    sentence: str


def balance_of(
    losses: list[Entry], gan: str, direction: str = ""
) -> Literal["too strong", "blind", "matched"] | None:
    """How a discriminator stands against its generator; none where there is no discriminator.

    Args:
        direction: The ending of its losses.
    """
    names = [f"{name}{direction}" for name in ("d_real", "d_fake", "g_gan")]
    if gan not in BALANCE or any(name not in losses[place] for name in names for place in (0, -1)):
        return None
    real, fake, fooling = (ends(losses, name)[1] for name in names)
    limits = BALANCE[gan]
    if real < limits.lost and fake < limits.lost and fooling > limits.winning:
        return "too strong"
    return "blind" if real > limits.blind and fake > limits.blind else "matched"


def ends(losses: list[Entry], name: str) -> tuple[float, float]:
    """Means of a loss over the first and the last quarter of the log."""
    values = [float(entry[name]) for entry in losses if name in entry]
    if not values:
        return 0.0, 0.0
    quarter = max(1, len(values) // 4)
    return sum(values[:quarter]) / quarter, sum(values[-quarter:]) / quarter
