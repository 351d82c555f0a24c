"""What the log of a run without pairs says."""

import pytest

from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.run import read_log
from pix2pix.config import CycleGANSettings, Domains, Recipe
from pix2pix.jobs.curve_advice import read_curves
from tests.conftest import ROOT
from tests.jobs.test_curve_advice import log

HEALTHY = {"input_l1": 0.2, "input_correlation": 0.6, "variety": 0.9, "cycle_l1": 0.04}
DOMAINS = Domains(source="horses", target="zebras")
LOSSES = {
    f"{name}{way}": value
    for way in ("", "_reverse")
    for name, value in (("d_real", 0.15), ("d_fake", 0.15), ("g_gan", 0.4), ("identity", 0.1))
} | {"cycle": lambda share: 0.4 - 0.3 * share, "cycle_reverse": lambda share: 0.4 - 0.3 * share}


def said(
    kind: str,
    there: dict[str, float] | None = None,
    back: dict[str, float] | None = None,
    identity: float = 0.5,
    **losses: float,
) -> str:
    figures = {**HEALTHY, **(there or {}), "reverse": {**HEALTHY, **(back or {})}}
    entries = [*log(**(LOSSES | losses)), {"step": 40, "validation": figures}]
    settings = CycleGANSettings(identity_weight=identity)
    remarks = read_curves(entries, settings, DOMAINS)
    return "\n".join(remark.sentence for remark in remarks if remark.kind == kind)


def test_a_healthy_run_is_praised_both_ways_and_the_pictures_are_to_be_looked_at():
    assert said("warn") == ""
    assert "From horses to zebras, generator and discriminator are well matched." in said("good")
    assert "From zebras to horses, generator and discriminator are well matched." in said("good")
    assert "Pictures of zebras come back as they were: L1 0.040." in said("good")
    assert "look at the pictures" in said("wait")


def test_a_real_run_that_went_well_is_not_warned_of():
    folder = ROOT / "checkpoints" / "flat2emoji"
    recipe = Recipe.read(folder / RECIPE)
    remarks = read_curves(read_log(folder), recipe.method, recipe.domains)
    assert {remark.kind for remark in remarks} == {"good", "wait"}


def test_outputs_that_copy_their_input_want_less_identity():
    warned = said("warn", there={"input_l1": 0.008})
    assert warned.startswith("From horses to zebras, it copies the input: outputs differ from it")
    assert "by 0.8 % of the range" in warned
    assert "set the identity weight to 0.1 or 0" in warned
    assert "zebras to horses" not in warned
    assert "identity weight to" not in said("warn", there={"input_l1": 0.008}, identity=0)


def test_light_that_turned_dark_wants_more_identity():
    warned = said("warn", back={"input_correlation": -0.8}, identity=0)
    assert "From zebras to horses, it turns light to dark" in warned
    assert "an identity weight of 0.5 or 1 holds the colors" in warned


def test_outputs_that_are_all_alike_are_a_collapse():
    assert "outputs are nearly all alike: they vary 0.10 times" in said(
        "warn", there={"variety": 0.1}
    )


@pytest.mark.parametrize(("way", "words"), [("", "horses to zebras"), ("_reverse", "zebras to")])
def test_least_squares_losses_have_limits_of_their_own(way, words):
    strong = said("warn", **{f"d_real{way}": 0.02, f"d_fake{way}": 0.02, f"g_gan{way}": 0.95})
    assert f"From {words}" in strong
    assert "sees through every picture" in strong
    blind = said("warn", **{f"d_real{way}": 0.25, f"d_fake{way}": 0.25, f"g_gan{way}": 0.25})
    assert "only guesses" in blind


def test_the_limits_of_the_log_loss_are_not_taken_for_least_squares():
    losses = log(**(LOSSES | {"d_real": 0.25, "d_fake": 0.25}))
    remarks = read_curves(losses, CycleGANSettings(gan="vanilla"), DOMAINS)
    assert not any("guesses" in remark.sentence for remark in remarks)


def test_pictures_that_do_not_come_back_are_a_fault_once_they_get_no_closer():
    away = {"cycle_l1": 0.3}
    assert "Pictures of zebras do not come back as they were yet: L1 0.300." in said(
        "wait", {}, away
    )
    assert said("warn", {}, away) == ""
    still = said("warn", {}, away, cycle_reverse=0.6)
    assert "Pictures of zebras do not come back as they were, and get no closer: L1 0.300" in still


def test_a_log_without_held_out_figures_is_read_by_its_losses():
    remarks = read_curves(log(**LOSSES), CycleGANSettings(), DOMAINS)
    assert any("come back as they were" in remark.sentence for remark in remarks)
