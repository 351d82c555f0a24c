"""The trainer page with targets that are see-through: said, shown, and learnt as they are."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from pix2pix.jobs.drafts import Draft
from tests.test_cut_outs import write_cut_outs
from tests.trainer.test_streamlit_app import asked, button, opened, send, text

pytestmark = pytest.mark.slow


def zipped(folder) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writing:
        for path in sorted(folder.rglob("*.png")):
            writing.write(path, path.relative_to(folder))
    return archive.getvalue()


def test_a_zip_of_cut_outs_is_learnt_with_its_alpha(root, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("streamlit.image", lambda picture, **how: shown.append(picture))
    page = send(opened(), zipped(write_cut_outs(tmp_path, 6)))
    draft = Draft.find(root, asked(page, "draft"))
    assert "6 pictures have see-through parts" in text(page)
    assert draft.read().recipe.generator.out_channels == 4
    board = {(255,) * 3, (204,) * 3}
    colors = {tuple(each) for each in np.asarray(shown[-1]).reshape(-1, 3)}
    assert board < colors and (0, 255, 0) not in colors  # which is hidden
    button(page, "Swap").click().run()
    assert not page.exception
    kept = draft.read().recipe
    assert (kept.data.direction, kept.generator.out_channels) == ("b2a", 3)
    button(page, "Swap").click().run()
    assert draft.read().recipe.generator.out_channels == 4


def test_pairs_without_alpha_are_learnt_without(root, tmp_path):
    folder = write_cut_outs(tmp_path, 4)
    for path in folder.rglob("*.png"):
        Image.open(path).convert("RGB").save(path)
    page = send(opened(), zipped(folder))
    assert Draft.find(root, asked(page, "draft")).read().recipe.generator.out_channels == 3
    assert "see-through parts" not in text(page)
