"""Reads the curves of a run as an experienced person would, and says it in plain words.

The rules look at means over a quarter of the log, because single losses of two networks that
train against each other vary a lot.
"""

from collections.abc import Iterator

from pix2pix.config import CycleGANSettings, Domains, MethodSettings, Pix2PixSettings
from pix2pix.jobs.balance import Entry, Remark, balance_of, ends
from pix2pix.jobs.cycle_advice import read_both_ways

EARLY = 8  # reports before which nothing can be said
STILL, WORSE = 0.03, 0.03  # relative changes


def read_curves(
    log: list[Entry],
    settings: MethodSettings = Pix2PixSettings(),
    domains: Domains = Domains(),
) -> list[Remark]:
    """What the log of a run with these settings says so far; never empty."""
    losses = [entry for entry in log if "g_gan" in entry or "g_l1" in entry or "g_l2" in entry]
    held_out = [entry["validation"] for entry in log if isinstance(entry.get("validation"), dict)]
    if len(losses) < EARLY:
        return [Remark("wait", "It is too early to say anything about the curves.")]
    if isinstance(settings, CycleGANSettings):
        return read_both_ways(losses, held_out, settings, domains)
    return [
        *_about_memorising(held_out, losses),
        *_about_learning(losses),
        *_about_the_balance(losses, getattr(settings, "gan", "none")),
    ] or [Remark("wait", "Nothing stands out. Look at the pictures.")]


def _about_memorising(held_out: list[Entry], losses: list[Entry]) -> Iterator[Remark]:
    figures = [(float(each["l1"]), float(each["ssim"])) for each in held_out if "ssim" in each]
    if len(figures) < 3:
        return
    best = min(range(len(figures)), key=lambda place: figures[place][0])
    (first, _), (low, at_best), (now, similar) = figures[0], figures[best], figures[-1]
    early, late = ends(losses, "g_l1")
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
    early, late = ends(losses, name)
    if late > early * (1 - STILL):
        yield Remark(
            "warn",
            "The generator has learnt nothing so far: its pictures are as far from the right "
            "ones as at first. Check that the halves belong together and which one is the input; "
            "then try another learning rate.",
        )


def _about_the_balance(losses: list[Entry], gan: str) -> Iterator[Remark]:
    balance = balance_of(losses, gan)
    if balance is None:
        return
    if balance == "too strong":
        yield Remark(
            "warn",
            "The discriminator is too strong: it sees through every picture, so the generator "
            "learns little from it. A smaller patch or weight of the adversarial loss helps; "
            "starting from a trained model does, too.",
        )
    elif balance == "blind":
        yield Remark(
            "warn",
            "The discriminator only guesses, so pictures may stay blurred. Give it more time or "
            "a larger width.",
        )
    else:
        yield Remark("good", "Generator and discriminator are well matched.")
