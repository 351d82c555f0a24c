"""What comes of answers: shares with intervals, who is left out, the files and the table."""

import json
import sys

import numpy as np
import pytest
from PIL import Image

from pix2pix.cli import main
from pix2pix.study.bootstrap import share
from pix2pix.study.folder import Study
from pix2pix.study.lines import Given
from pix2pix.study.people import Person
from pix2pix.study.results import REAL, results

RATES = {"l1": 0.05, "cgan": 0.4, None: 0.9}  # how often pictures of each are called real


def answer_all(study: Study, number: int, **values: object) -> Person:
    """Somebody who knows a check, and calls pictures real as often as ``RATES`` says."""
    rng = np.random.default_rng(number)
    person = Person.begin(study, f"{number:016x}")
    for place, trial in enumerate(person.trials):
        called_real = trial.kind == "trial" and rng.random() < RATES[trial.model]
        right = called_real == (trial.fake == "real")
        choice = next(each for each in trial.choices if (each == trial.fake) == right)
        given = {"choice": choice, "shown": 1.0, "waited": 0.6, **values}
        person.record(Given(trial=place, **given))
    return person


@pytest.mark.parametrize("presentation", ["pair", "single"])
def test_known_rates_come_back_within_their_intervals(prepared, presentation):
    study = prepared(presentation=presentation, practice=2, trials=40, checks=5)
    for number in range(12):
        answer_all(study, number)
    found = results(study)
    assert found.left_out == {}
    rows = {row.name: row for row in found.rows}
    assert rows.keys() == {"l1", "cgan"} | ({REAL} if presentation == "single" else set())
    for name, row in rows.items():
        rate = RATES[None if name == REAL else name]
        assert row.called_real.low <= rate <= row.called_real.high
        assert row.called_real.high - row.called_real.low < 0.25
        assert row.called_real == row.with_all
        assert row.people == 12
    assert rows["l1"].called_real.high < rows["cgan"].called_real.low
    assert sum(row.called_real.n for row in rows.values()) == 12 * 40


def test_an_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(0)
    people, pictures = (each.ravel() for each in np.mgrid[0:10, 0:25])
    inside, rounds = 0, 200
    for seed in range(rounds):
        lean, look = rng.normal(0, 0.06, 10), rng.normal(0, 0.1, 25)
        hits = rng.random(250) < 0.3 + lean[people] + look[pictures]
        found = share(people.tolist(), pictures.tolist(), hits.tolist(), seed)
        inside += found.low <= 0.3 <= found.high
    assert 0.9 <= inside / rounds <= 0.985


def test_people_or_pictures_that_differ_make_a_share_less_sure():
    people, pictures = (each.ravel().tolist() for each in np.mgrid[0:8, 0:8])
    apart = [(who + what) % 2 == 0 for who, what in zip(people, pictures, strict=True)]
    mixed = share(people, pictures, apart)
    by_person = share(people, pictures, [who % 2 == 0 for who in people])
    by_picture = share(people, pictures, [what % 2 == 0 for what in pictures])
    assert mixed.share == by_person.share == by_picture.share == 0.5
    assert by_person.standard_error == pytest.approx(by_picture.standard_error)
    assert by_person.standard_error > 2 * mixed.standard_error
    assert by_person.standard_error == pytest.approx(0.5 / 7**0.5)  # that of eight answers


def test_none_of_few_is_no_proof_of_none():
    found = share([1, 1, 2, 2], [1, 2, 1, 2], [False] * 4)
    assert (found.share, found.low) == (0, 0)
    assert found.high == pytest.approx(0.49, abs=0.005)  # Wilson, for 0 of 4
    assert share([], [], []) is None


def test_who_guesses_hurries_or_says_one_thing_is_left_out_with_the_reason(prepared):
    study = prepared(practice=0, trials=40, checks=6)
    answer_all(study, 1)
    rng = np.random.default_rng(3)
    guesser = Person.begin(study, "2" * 16)
    for place, trial in enumerate(guesser.trials):
        choice = trial.choices[rng.integers(2)]
        guesser.record(Given(trial=place, choice=choice, shown=1.0, waited=0.6))
    answer_all(study, 3, waited=0.02)
    answer_all(study, 4, choice="left")
    early = Person.begin(study, "5" * 16)
    early.record(Given(trial=0, choice="left", shown=1.0, waited=0.6))
    found = results(study)
    assert found.people == 5
    reasons = [reason for _, reason in sorted(found.left_out.items())]
    assert reasons[0] == "answered 46 of 46 times within 0.1 s"
    assert reasons[1] == "answered 'left' 46 times of 46"
    assert reasons[2].startswith("missed ") and reasons[2].endswith("which anybody can tell")
    assert reasons[3] == "stopped after 1 of 46 pictures"
    assert found.remarks[-1] == (
        "All is from one person: the intervals say nothing of other people."
    )
    row = found.rows[0]
    assert (row.called_real.n, row.with_all.n) == (20, 80)
    assert row.with_all.share > row.called_real.share


def test_who_calls_everything_real_is_left_out(prepared):
    study = prepared(presentation="single", practice=0)
    answer_all(study, 1, choice="real")
    assert list(results(study).left_out.values()) == ["answered 'real' 13 times of 13"]


def test_the_paper_leaves_nobody_out_and_has_no_checks(prepared):
    study = prepared(practice=0, checks=0)
    answer_all(study, 1)
    found = results(study)
    assert found.left_out == {}
    assert found.rows[0].called_real == found.rows[0].with_all


def test_answers_to_pictures_that_were_shown_too_long_are_counted_out_and_told(prepared):
    study = prepared()
    person = Person.begin(study)
    for place, trial in enumerate(person.trials):
        shown = 1.4 if place == len(person.trials) - 1 else 1.0
        person.record(Given(trial=place, choice=trial.fake, shown=shown, waited=0.5))
    found = results(study)
    assert sum(row.called_real.n for row in found.rows) == 7 + (trial.kind == "check")
    if trial.kind == "trial":
        assert found.remarks[0].startswith("1 answer does not count: the picture was not shown")


def test_the_command_writes_lines_and_a_plot_and_prints_a_table(prepared, monkeypatch, capsys):
    study = prepared()
    words = ["pix2pix", "study-results", str(study.folder)]
    monkeypatch.setattr(sys, "argv", [*words, "--table"])
    main.main()
    assert "| cgan | – | – | – | 0 | 0 |" in capsys.readouterr().out
    for number in range(3):
        answer_all(study, number)
    main.main()
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == [
        "| pictures of | called real | 95 % interval | with all | answers | people |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines = (study.folder / "results.jsonl").read_text()
    first = json.loads(lines.splitlines()[0])
    assert (first["name"], first["people"], first["called_real"]["n"]) == ("l1", 3, 12)
    share = first["called_real"]
    assert printed[2].startswith(
        f"| l1 | {100 * share['share']:.1f} % ± {100 * share['standard_error']:.1f} | "
    )
    with Image.open(study.folder / "results.png") as plot:
        assert plot.convert("RGB").getcolors(1 << 20) is not None
        colors = {color for _, color in plot.convert("RGB").getcolors(1 << 20)}
        assert (0xB9, 0x3C, 0x10) in colors
    monkeypatch.setattr(sys, "argv", [*words, "--json"])
    main.main()
    assert capsys.readouterr().out == lines
