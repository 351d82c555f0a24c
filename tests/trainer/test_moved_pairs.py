"""The page of a run whose pairs are no longer where they were."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from pix2pix.checkpoint.files import KNOWN_PAIRS
from pix2pix.data.fingerprint import fingerprint
from pix2pix.jobs import control
from pix2pix.jobs.processes import JOB, Job
from tests.conftest import ROOT, write_pairs
from tests.runs import past_run


def opened(run: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app/streamlit_app.py"), default_timeout=600)
    page.query_params["run"] = run
    page.run()
    assert not page.exception
    return page


def give(page: AppTest, folder: Path) -> AppTest:
    field = next(each for each in page.text_input if each.label.startswith("Where are they now"))
    field.set_value(str(folder))
    next(each for each in page.button if each.label == "Use them").click().run()
    assert not page.exception
    return page


def test_a_run_is_given_its_pairs_where_they_are_now(root: Path, tmp_path: Path) -> None:
    data = write_pairs(tmp_path / "data")
    run = past_run(root)
    (run.folder / JOB).write_text(Job(data=str(data)).to_json())
    assert not opened("shoes").warning
    files = sorted(data.iterdir())
    known = fingerprint([(file,) for file in files[1:]], [(files[0],)])
    (run.folder / KNOWN_PAIRS).write_text(known.to_json())
    moved = data.rename(tmp_path / "moved")
    page = opened("shoes")
    assert f"no longer at {data}" in page.warning[0].value
    assert "nowhere is not a folder" in give(page, tmp_path / "nowhere").error[0].value
    write_pairs(moved, 9)
    page = give(page, moved)
    assert control.data_of(run.folder) == moved
    assert "9 instead of 8" in page.error[0].value
    assert not page.warning


def test_a_hosted_page_asks_for_no_path_of_the_server(root: Path, monkeypatch) -> None:
    run = past_run(root / ".visitors" / ("a" * 32))
    (run.folder / JOB).write_text(Job(data="/nowhere").to_json())
    monkeypatch.setenv("PIX2PIX_HOSTED", "1")
    page = AppTest.from_file(str(ROOT / "app/streamlit_app.py"), default_timeout=600)
    page.query_params["visitor"], page.query_params["run"] = "a" * 32, "shoes"
    page.run()
    assert "no longer at /nowhere" in page.warning[0].value
    assert not [each for each in page.text_input if each.label.startswith("Where are they now")]
