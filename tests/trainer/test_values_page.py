"""How values are read, on the trainer page."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from pix2pix.jobs.drafts import FINDINGS, Draft
from tests.conftest import ROOT, write_folders

SIDE = 32
LONG_AGO = 10**18  # ns


def folder(root: Path, arrays: list[np.ndarray]) -> Path:
    """Pairs in two folders; A holds these values, B noise."""
    write_folders(root, "A", "B", tuple(map(str, range(len(arrays)))))
    rng = np.random.default_rng(0)
    for number, array in enumerate(arrays):
        Image.fromarray(array).save(root / f"A/{number}.png")
        Image.fromarray(rng.integers(0, 256, (SIDE, SIDE, 3), np.uint8)).save(
            root / f"B/{number}.png"
        )
    return root


@pytest.fixture
def page(tmp_path, monkeypatch):
    def opened(data: Path, inspected: bool = False) -> tuple[AppTest, Draft]:
        monkeypatch.setenv("PIX2PIX_CHECKPOINTS", str(tmp_path / "runs"))
        draft = Draft.create(tmp_path / "runs")
        draft.take_path(data)
        if inspected:
            draft.examine(lambda share: None)
            os.utime(draft.folder / FINDINGS, ns=(LONG_AGO, LONG_AGO))
        app = AppTest.from_file(str(ROOT / "app/streamlit_app.py"), default_timeout=600)
        app.query_params["draft"] = draft.key
        app.run()
        assert not app.exception
        return app, draft

    return opened


def field(app: AppTest, label: str):
    return next(each for each in app.number_input if each.label == label)


def text(app: AppTest) -> str:
    return " ".join(str(each.value) for each in app.markdown)


def test_what_was_inspected_elsewhere_is_not_looked_through_again(page, tmp_path):
    depths = np.linspace(300, 4075, 4 * SIDE * SIDE).astype(np.uint16).reshape(4, SIDE, SIDE)
    app, draft = page(folder(tmp_path / "depths", list(depths)), inspected=True)
    assert field(app, "White in the first half").value == 4075
    assert (draft.folder / FINDINGS).stat().st_mtime_ns == LONG_AGO


def test_the_range_that_was_found_is_shown_and_can_be_changed(page, tmp_path):
    depths = np.linspace(300, 4075, 4 * SIDE * SIDE).astype(np.uint16).reshape(4, SIDE, SIDE)
    app, draft = page(folder(tmp_path / "depths", list(depths)))
    assert "The left or first half holds 16-bit integers from 300 to 4075" in text(app)
    assert (field(app, "Black in the first half").value, draft.read().recipe.data.direction) == (
        300,
        "a2b",
    )
    field(app, "White in the first half").set_value(5000.0).run()
    assert not app.exception
    assert draft.read().recipe.values.source_range == (300, 5000)
    assert "white is 5000" in text(app)
    next(each for each in app.button if each.label == "Swap").click().run()
    assert draft.read().recipe.values.target_range == (300, 5000)
    assert draft.read().recipe.values.source_range == (0, 255)
    field(app, "White in the first half").set_value(4095.0).run()
    assert draft.read().recipe.values.target_range == (300, 4095)


def test_class_numbers_become_brushes_unless_one_says_otherwise(page, tmp_path):
    mask = np.repeat([0, 1, 2, 3], SIDE * SIDE // 4).reshape(SIDE, SIDE).astype(np.uint8)
    app, draft = page(folder(tmp_path / "masks", [mask] * 4))
    assert "The left or first half holds class numbers 0..3" in text(app)
    kept = draft.read().recipe
    assert kept.values.source_values == "classes"
    assert [label.name for label in kept.domains.labels] == [f"class {n}" for n in range(4)]
    next(each for each in app.toggle if each.label == "Class numbers in colors").set_value(False)
    app.run()
    assert not app.exception
    assert draft.read().recipe.values.source_values == "8-bit"
    assert draft.read().recipe.domains.labels == ()


def test_bands_are_chosen_where_there_are_many(page, tmp_path):
    import tifffile

    data = folder(tmp_path / "bands", [np.zeros((SIDE, SIDE), np.uint8)] * 4)
    for number in range(4):
        (data / f"A/{number}.png").unlink()
        bands = np.random.default_rng(number).integers(0, 256, (SIDE, SIDE, 5), np.uint8)
        tifffile.imwrite(data / f"A/{number}.tif", bands, photometric="minisblack", metadata=None,
                         planarconfig="contig")  # fmt: skip
    app, draft = page(data)
    assert draft.diagnosis().train == 0
    bands = "Bands of the first half, for red, green and blue"
    next(each for each in app.text_input if each.label == bands).set_value("4 3 2").run()
    assert not app.exception
    assert draft.diagnosis().train == 4 - draft.diagnosis().held_out > 0
    assert (4, 3, 2) in (draft.read().recipe.values.source_bands,
                         draft.read().recipe.values.target_bands)  # fmt: skip
