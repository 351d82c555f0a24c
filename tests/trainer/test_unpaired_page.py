"""The trainer page with two folders that do not match: from a zip to a model of two directions."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.trainer.estimate import pool
from pix2pix.checkpoint.folder import reverse_folder
from pix2pix.checkpoint.run import State
from pix2pix.config import CycleGANSettings, ResNetConfig
from pix2pix.jobs import control
from pix2pix.jobs.drafts import Draft
from tests.conftest import SIDE, draw_pair, write_pairs
from tests.runs import past_run, until
from tests.trainer.test_streamlit_app import (
    asked,
    button,
    field,
    opened,
    send,
    text,
    what_these_files_are,
)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _no_trial_goes_on():
    yield
    for trial in pool()[1].values():
        trial.cancel()


def shapes(half: int, numbers: range) -> dict[str, Image.Image]:
    return {f"{number}.png": draw_pair(number, 64)[half] for number in numbers}


def zipped(**folders: dict[str, Image.Image]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writing:
        for folder, pictures in folders.items():
            for name, picture in pictures.items():
                encoded = io.BytesIO()
                picture.save(encoded, "PNG")
                writing.writestr(f"things/{folder}/{name}", encoded.getvalue())
    return archive.getvalue()


def unmatched() -> bytes:
    return zipped(outlines=shapes(0, range(8)), shapes=shapes(1, range(20, 32)))


def draft_of(root: Path, page: AppTest) -> Draft:
    return Draft.find(root, asked(page, "draft"))


def test_two_folders_that_do_not_match_lead_to_cyclegan_without_a_question(root, tmp_path):
    page = send(opened(), unmatched())
    assert "These pictures do not match" in text(page)
    assert [metric.value for metric in page.metric] == [
        "7", "11", "1 and 1", "Folders outlines and shapes",
    ]  # fmt: skip
    kept = draft_of(root, page).read()
    assert isinstance(kept.recipe.method, CycleGANSettings)
    assert kept.recipe.generator == ResNetConfig(size=128, width=32, blocks=6)
    assert (kept.recipe.domains.source, kept.recipe.domains.target) == ("outlines", "shapes")
    assert kept.init == ""
    labels = [each.label for each in [*page.number_input, *page.toggle, *page.selectbox]]
    assert {"Cycle weight", "Identity weight", "Pool size", "Blocks"} <= set(labels)
    assert not {"Collage", "Random placement", "Hand drawn", "Conditional"} & set(labels)


def test_the_other_reading_is_offered_both_ways(root, tmp_path):
    strips = write_pairs(tmp_path / "pairs", 6, side=64)
    page = send(opened(), zipped(a={file.name: Image.open(file) for file in strips.iterdir()}))
    assert draft_of(root, page).read().recipe.method.method == "pix2pix"
    what_these_files_are(page).set_value("unpaired").run()
    assert not page.exception
    draft = draft_of(root, page)
    assert draft.read().recipe.method.method == "cyclegan"
    assert [metric.value for metric in page.metric][:2] == ["5", "5"]
    assert opened(draft=draft.key).metric[0].value == "5"  # also after a reload
    what_these_files_are(page).set_value("").run()
    assert draft.read().recipe.method.method == "pix2pix"
    assert [metric.value for metric in page.metric][:2] == ["5", "1"]


def test_swapping_the_domains_swaps_their_names(root, tmp_path):
    page = send(opened(), unmatched())
    button(page, "Swap").click().run()
    recipe = draft_of(root, page).read().recipe
    assert recipe.data.direction == "b2a"
    assert (recipe.domains.source, recipe.domains.target) == ("shapes", "outlines")
    radio = field(page.radio, "How long")
    radio.set_value("evening").run()
    recipe = draft_of(root, page).read().recipe
    assert (recipe.domains.source, recipe.train.steps) == ("shapes", 8000)


def test_a_model_of_one_direction_is_no_beginning_for_two(root, tmp_path, checkpoint):
    page = send(opened(), unmatched())
    start = field(page.selectbox, "Start from")
    assert start.options == ["Nothing: a new network", "A folder on this machine …"]
    start.set_value(start.options[1]).run()
    field(page.text_input, "Folder of the checkpoint").set_value(str(checkpoint)).run()
    assert "source to target only: it has no folder reverse" in page.error[0].value
    assert isinstance(draft_of(root, page).read().recipe.method, CycleGANSettings)


def test_settings_of_the_other_method_are_not_mixed_in(root, tmp_path):
    page = send(opened(), unmatched())
    draft = draft_of(root, page)
    before = draft.read()
    past_run(root, "shoes")
    page = opened(draft=draft.key)
    field(page.selectbox, "Take them from").set_value("shoes").run()
    button(page, "Use them").click().run()
    assert "of the other kind of learning" in page.error[0].value
    assert draft.read() == before


def test_a_zip_of_two_folders_becomes_a_model_of_two_directions(root, tmp_path):
    page = send(opened(), unmatched())
    draft = draft_of(root, page)
    kept = draft.read()
    recipe = kept.recipe
    tiny = recipe.changed(
        generator=ResNetConfig(size=SIDE, width=4, blocks=1),
        discriminator=recipe.discriminator.changed(patch=16, discriminator_width=4),
        train=recipe.train.changed(
            steps=24, save_every=8, report_every=1, device="cpu", precision="fp32"
        ),
    )
    draft.write(kept.changed(name="outline2shape", recipe=tiny))
    page = opened(draft=draft.key)
    button(page, "Train").click().run()
    assert not page.exception
    folder = root / "outline2shape"
    assert until(folder, State.FINISHED).step == 24
    assert len(control.previews(folder)) >= 2

    page = opened(run="outline2shape")
    captions = [each.value for each in page.caption]
    assert "outlines" in captions
    assert sum("and back" in each for each in captions) == 2
    assert "L1 there and back" in str(page.dataframe[0].value.columns)
    assert reverse_folder(folder)

    control.rename(folder, "renamed")
    page = opened(run="renamed")
    directions = field(page.radio, "Direction")
    assert directions.options == ["outlines to shapes", "shapes to outlines"]
