"""``pix2pix train --recipe NAME`` begins with the settings of a page in docs/recipes/."""

import pytest

from pix2pix.checkpoint.folder import starting_recipe
from pix2pix.cli import main
from pix2pix.cli.flags import kept_recipe
from pix2pix.errors import ConfigError
from pix2pix.jobs.presets import preset
from pix2pix.jobs.starting_points import STARTING_POINTS
from tests.conftest import SMALL

POINT = STARTING_POINTS[0]


def test_its_settings_stand_where_no_flag_says_otherwise():
    assert kept_recipe(["train", "DATA", "--recipe", POINT.name]) == POINT.settings


def test_a_model_to_start_from_brings_its_network_into_a_recipe(checkpoint):
    kept = kept_recipe(["--recipe", POINT.name, "--init", str(checkpoint)])
    assert kept.generator == SMALL
    assert (kept.domains, kept.data) == (POINT.settings.domains, POINT.settings.data)
    assert kept.train == POINT.settings.train
    made = preset("recipe", 100, starting_recipe(checkpoint), recipe=POINT.settings)
    assert made.changed(train=kept.train) == kept


def test_an_unknown_recipe_is_named_with_those_that_there_are():
    with pytest.raises(ConfigError, match="no recipe 'cats'. Choose one of lines2color, palette"):
        kept_recipe(["--recipe", "cats"])


def test_a_run_that_goes_on_takes_no_recipe(tmp_path, monkeypatch, capsys):
    words = ["train", str(tmp_path), "--out", str(tmp_path / "run"), "--resume"]
    monkeypatch.setattr("sys.argv", ["", *words, "--recipe", POINT.name])
    with pytest.raises(SystemExit):
        main.main()
    assert "--recipe lines2color is for a run that begins" in capsys.readouterr().err


@pytest.mark.parametrize("point", STARTING_POINTS, ids=lambda point: point.name)
def test_another_length_changes_how_long_it_learns_and_nothing_else(point):
    settings = point.settings
    assert preset("recipe", 100, recipe=settings).train.steps == settings.train.steps
    paper = preset("paper", 100, recipe=settings)
    assert (paper.train.steps, paper.train.epochs, paper.train.batch_size) == (None, 200, 1)
    assert paper.changed(train=settings.train) == settings
