"""Reads the curves of a run as an experienced person would, and says it in plain words.

The rules look at means over a quarter of the log, because single losses of two networks that
train against each other vary a lot.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

EARLY = 8  # reports before which nothing can be said
LOST, WINNING = 0.1, 3.0  # loss of a discriminator that is always right; of its generator
BLIND = 0.67  # loss of a discriminator that only guesses; log 2 = 0.693
STILL, WORSE = 0.03, 0.03  # relative changes

Entry = dict[str, Any]


@dataclass(frozen=True)
class Remark:
    """One thing that the curves say."""

    kind: Literal["good", "wait", "warn"]
    sentence: str


def read_curves(log: list[Entry]) -> list[Remark]:
    """What the log of a run says so far; never empty."""
    losses = [entry for entry in log if "g_gan" in entry or "g_l1" in entry or "g_l2" in entry]
    held_out = [entry["validation"] for entry in log if isinstance(entry.get("validation"), dict)]
    if len(losses) < EARLY:
        return [Remark("wait", "It is too early to say anything about the curves.")]
    return [
        *_about_memorising(held_out, losses),
        *_about_learning(losses),
        *_about_the_balance(losses),
    ] or [Remark("wait", "Nothing stands out. Look at the pictures.")]


def _about_memorising(held_out: list[Entry], losses: list[Entry]) -> Iterator[Remark]:
    figures = [(float(each["l1"]), float(each["ssim"])) for each in held_out if "ssim" in each]
    if len(figures) < 3:
        return
    best = min(range(len(figures)), key=lambda place: figures[place][0])
    (first, _), (low, at_best), (now, similar) = figures[0], figures[best], figures[-1]
    early, late = _ends(losses, "g_l1")
    if best < len(figures) - 2 and now > low * (1 + WORSE) and similar <= at_best and late < early:
        yield Remark(
            "warn",
            f"It begins to memorise: pictures it learns from still get better, held-out ones got "
            f"worse since round {best + 1} (L1 {low:.3f}, now {now:.3f}). Stop here; more or more "
            "varied pairs help.",
        )
    elif now < first * (1 - STILL):
        yield Remark(
            "good", f"Held-out pictures get better: L1 {first:.3f} at first, {now:.3f} now."
        )


def _about_learning(losses: list[Entry]) -> Iterator[Remark]:
    name = "g_l1" if "g_l1" in losses[-1] else "g_l2"
    if name not in losses[0] or name not in losses[-1] or len(losses) < 2 * EARLY:
        return
    early, late = _ends(losses, name)
    if late > early * (1 - STILL):
        yield Remark(
            "warn",
            "The generator has learnt nothing so far: its pictures are as far from the right "
            "ones as at first. Check that the halves belong together and which one is the input; "
            "then try another learning rate.",
        )


def _about_the_balance(losses: list[Entry]) -> Iterator[Remark]:
    if "d_real" not in losses[-1] or "d_real" not in losses[0]:
        return
    (_, real), (_, fake), (_, fooling) = (
        _ends(losses, name) for name in ("d_real", "d_fake", "g_gan")
    )
    if real < LOST and fake < LOST and fooling > WINNING:
        yield Remark(
            "warn",
            "The discriminator is too strong: it sees through every picture, so the generator "
            "learns little from it. A smaller patch or weight of the adversarial loss helps; "
            "starting from a trained model does, too.",
        )
    elif real > BLIND and fake > BLIND:
        yield Remark(
            "warn",
            "The discriminator only guesses, so pictures may stay blurred. Give it more time or "
            "a larger width.",
        )
    else:
        yield Remark("good", "Generator and discriminator are well matched.")


def _ends(losses: list[Entry], name: str) -> tuple[float, float]:
    """Means of a loss over the first and the last quarter of the log."""
    values = [float(entry[name]) for entry in losses if name in entry]
    if not values:
        return 0.0, 0.0
    quarter = max(1, len(values) // 4)
    return sum(values[:quarter]) / quarter, sum(values[-quarter:]) / quarter
