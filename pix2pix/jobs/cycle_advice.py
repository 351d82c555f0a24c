"""Reads the log of a run that learns without pairs; its losses say little, its pictures more.

There is no distance to right pictures. What figures show are the known ways to fail: outputs that
copy their input, that turn dark to light, that are all alike (``pix2pix.evaluation.faults``),
pictures that do not come back, and discriminators that always win, or never.
"""

from collections.abc import Iterator

from pix2pix.config import CycleGANSettings, Domains
from pix2pix.jobs.balance import Entry, Remark, balance_of, ends

COPIED = 0.02  # L1 on [0, 1] from input to output
INVERTED = -0.3  # correlation of their brightness
REPEATED = 0.3  # variety of the outputs, as a share of that of the targets
LOST = 0.15  # L1 on [0, 1] from a picture to what comes back
STILL = 0.03  # relative change of a loss
LITTLE = 0.25  # identity weight that hardly holds colors
WAYS = ("", "_reverse")  # endings of the losses of either direction


def read_both_ways(
    losses: list[Entry], held_out: list[Entry], settings: CycleGANSettings, domains: Domains
) -> list[Remark]:
    """What the log of such a run says so far; never empty."""
    names = (domains.source, domains.target)
    remarks: list[Remark] = []
    newest = held_out[-1] if held_out else {}
    for way, figures, (source, target) in zip(
        WAYS, (newest, newest.get("reverse", {})), (names, names[::-1]), strict=True
    ):
        there = f"From {source} to {target}"
        remarks += _about_pictures(figures, there, settings)
        remarks += _about_the_balance(losses, there, settings, way)
    remarks += _about_coming_back(losses, newest, names)
    if not any(remark.kind == "warn" for remark in remarks):
        remarks.append(
            Remark("wait", "Losses say little without pairs: look at the pictures of both kinds.")
        )
    return remarks


def _about_pictures(figures: Entry, there: str, settings: CycleGANSettings) -> Iterator[Remark]:
    if figures.get("input_l1", 1.0) < COPIED:
        lower = settings.identity_weight > LITTLE
        change = "set the identity weight to 0.1 or 0" if lower else "raise the learning rate"
        yield Remark(
            "warn",
            f"{there}, it copies the input: outputs differ from it by "
            f"{100 * figures['input_l1']:.1f} % of the range. Usual in the first rounds; if it "
            f"stays so, {change}, and check that the two kinds of pictures differ enough.",
        )
    if figures.get("input_correlation", 0.0) < INVERTED:
        change = (
            "an identity weight of 0.5 or 1"
            if settings.identity_weight < LITTLE
            else "starting anew with another seed, or an identity weight of 1,"
        )
        yield Remark(
            "warn",
            f"{there}, it turns light to dark: pictures still come back, so nothing else forbids "
            f"it. Start anew: {change} holds the colors.",
        )
    if figures.get("variety", 1.0) < REPEATED:
        yield Remark(
            "warn",
            f"{there}, its outputs are nearly all alike: they vary {figures['variety']:.2f} times "
            "as much as real ones. Start anew with a lower learning rate or a higher cycle "
            "weight; more varied pictures help.",
        )


def _about_the_balance(
    losses: list[Entry], there: str, settings: CycleGANSettings, way: str
) -> Iterator[Remark]:
    balance = balance_of(losses, settings.gan, way)
    if balance == "too strong":
        yield Remark(
            "warn",
            f"{there}, the discriminator sees through every picture, so the generator learns "
            "little from it. A smaller patch or width of the discriminator, or a lower cycle and "
            "identity weight, gives it a chance; so do more pictures.",
        )
    elif balance == "blind":
        yield Remark(
            "warn",
            f"{there}, the discriminator only guesses, so outputs need not look real. Give it a "
            "larger width or patch, or the run more time.",
        )
    elif balance == "matched":
        yield Remark("good", f"{there}, generator and discriminator are well matched.")


def _about_coming_back(
    losses: list[Entry], newest: Entry, names: tuple[str, str]
) -> Iterator[Remark]:
    for way, name in zip(WAYS, names, strict=True):
        early, late = ends(losses, f"cycle{way}")
        figures = newest if not way else newest.get("reverse", {})
        back = figures.get("cycle_l1", late / 2)  # the networks compute on [-1, 1]
        if back < LOST and late < early:
            yield Remark("good", f"Pictures of {name} come back as they were: L1 {back:.3f}.")
        elif back >= LOST and late < early * (1 - STILL):
            sentence = f"Pictures of {name} do not come back as they were yet: L1 {back:.3f}."
            yield Remark("wait", sentence)
        elif back >= LOST:
            yield Remark(
                "warn",
                f"Pictures of {name} do not come back as they were, and get no closer: L1 "
                f"{back:.3f}. A higher cycle weight or a wider network helps.",
            )
