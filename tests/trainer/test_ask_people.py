"""The tab of a run that prepares a study."""

import json
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from pix2pix.checkpoint.folder import save_generator
from pix2pix.networks import build_generator
from pix2pix.study.folder import Study
from pix2pix.study.lines import Given
from pix2pix.study.people import Person
from tests.conftest import ROOT, SMALL, SMALL_MODEL, write_pairs
from tests.runs import past_run

PAGE = str(ROOT / "app/streamlit_app.py")


@pytest.fixture
def page(root) -> AppTest:
    for name in ("shoes", "l1"):
        run = past_run(root, name)
        save_generator(run.folder, build_generator(SMALL), SMALL_MODEL)
        write_pairs(run.folder / "pairs", 8)
    data = {"data": str(root / "shoes" / "pairs")}
    job = root / "l1" / "job.json"
    job.write_text(json.dumps({**json.loads(job.read_text()), **data}))
    page = AppTest.from_file(PAGE, default_timeout=600)
    page.query_params["run"] = "shoes"
    return page.run()


def test_a_study_of_two_runs_is_prepared_and_its_command_told(page, root):
    chosen = next(each for each in page.multiselect if each.label.startswith("Beside those"))
    assert chosen.options == ["l1"]
    chosen.select("l1").run()
    next(each for each in page.button if each.label == "Prepare a study").click().run()
    assert not page.exception and not page.error
    folder = root / "shoes" / "study"
    assert f'make study STUDY="{folder}"' in [each.value for each in page.code]
    assert any("are few for" in each.value for each in page.warning)
    study = Study.open(folder)
    assert [model.name for model in study.contents.models] == ["shoes", "l1"]
    person = Person.begin(study)
    for place, trial in enumerate(person.trials):
        person.record(Given(trial=place, choice=trial.fake, shown=1.0, waited=0.5))
    page.run()
    assert "1 person has begun so far." in [each.value for each in page.caption]
    assert page.table[0].value.iloc[0, 1] == "0 %"


def test_what_cannot_be_prepared_is_said(page, root):
    for pair in (root / "shoes" / "pairs").iterdir():
        pair.unlink()
    next(each for each in page.button if each.label == "Prepare a study").click().run()
    assert not page.exception
    assert any("pairs" in each.value for each in page.error)
    assert not (root / "shoes" / "study").exists()


def test_a_hosted_page_asks_nobody(page, root, monkeypatch):
    assert "Ask people" in [tab.label for tab in page.tabs]
    monkeypatch.setenv("PIX2PIX_HOSTED", "1")
    visitor = "0" * 32
    shutil.copytree(root / "shoes", root / ".visitors" / visitor / "shoes")
    page.query_params["visitor"] = visitor
    page.run()
    names = [tab.label for tab in page.tabs]
    assert "Download" in names
    assert "Ask people" not in names
