"""The trainer page with two folders that do not match: from a zip to a model of two directions."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from pix2pix.checkpoint.folder import reverse_folder
from pix2pix.checkpoint.run import Run, State, Status
from pix2pix.config import CycleGANSettings, Domains, Recipe, ResNetConfig
from pix2pix.data.copy_pairs import copy_pairs
from pix2pix.jobs import control
from pix2pix.jobs.drafts import Draft
from pix2pix.jobs.processes import JOB, Job
from tests.conftest import SIDE, draw_pair, write_pairs
from tests.runs import kill, past_run, until
from tests.trainer.test_streamlit_app import (
    asked,
    button,
    field,
    opened,
    send,
    text,
    what_these_files_are,
)

HORSES = Domains(source="horse", target="zebra")
LOSSES = ("identity", "cycle", "g_gan", "d_real", "d_fake")
pytestmark = pytest.mark.slow


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


def shapes_of(numbers: range) -> dict[str, Image.Image]:
    return shapes(1, numbers)


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
    assert start.options == ["flat2emoji", "Nothing: a new network", "A folder on this machine …"]
    start.set_value(start.options[2]).run()
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
            steps=200, save_every=20, report_every=1, device="cpu", precision="fp32"
        ),
    )
    draft.write(kept.changed(name="outline2shape", recipe=tiny))
    page = opened(draft=draft.key)
    button(page, "Train").click().run()
    assert not page.exception
    folder = root / "outline2shape"
    while not control.previews(folder):  # one comes with every save
        until(folder, State.RUNNING)
        time.sleep(0.05)
    kill(folder)
    button(opened(run="outline2shape"), "Resume").click().run()
    assert until(folder, State.FINISHED).step == 200
    assert len(control.previews(folder)) == 10

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
    encoded = io.BytesIO()
    draw_pair(3)[1].save(encoded, "PNG")
    page.file_uploader[0].set_value([("shape.png", encoded.getvalue(), "image/png")]).run()
    for way in (folder.with_name("renamed"), folder.with_name("renamed") / "reverse"):
        field(page.radio, "Direction").set_value(way).run()
        assert "Save the translations" not in downloads(page)  # of the other direction
        button(page, "Translate").click().run()
        assert not page.exception
        assert not page.error
        assert "Save the translations" in downloads(page)

    button(page, "New run with these pairs and settings").click().run()
    assert not page.exception
    again = draft_of(root, page).read()
    assert (again.name, again.recipe.method.method) == ("renamed-2", "cyclegan")
    assert again.recipe.generator == tiny.generator


def downloads(page: AppTest) -> list[str]:
    return [each.label for each in page.get("download_button")]


@pytest.fixture
def past(root: Path) -> Run:
    """A finished run without pairs, with figures of both directions and no weights."""
    made = Run(root / "horse2zebra", Recipe.of("cyclegan").changed(domains=HORSES))
    made.begin()
    made.set_status(Status(State.FINISHED, step=20, steps=20))
    (made.folder / JOB).write_text(Job(data="pairs").to_json())
    losses = {name: 0.2 for loss in LOSSES for name in (loss, f"{loss}_reverse")}
    for step in range(1, 20):
        made.log({"step": step, "epoch": step / 6, "seconds_per_step": 0.1, **losses})
    figures = {"n": 4, "cycle_l1": 0.05, "d_accuracy": 0.6, "input_l1": 0.01, "variety": 0.8}
    figures["input_correlation"] = 0.99
    reverse = figures | {"cycle_l1": 0.07, "input_l1": 0.3}
    made.log({"step": 19, "epoch": 3.0, "validation": {**figures, "reverse": reverse}})
    made.save_preview(Image.new("RGB", (212, 32)), 19)
    return made


def test_a_run_without_pairs_has_curves_and_a_reading_of_its_own(past):
    page = opened(run="horse2zebra")
    said = text(page)
    assert "From horse to zebra, it copies the input" in said
    assert "Distance after there and back" in said
    assert "What should be left alone: identity" in said
    assert "Generator against discriminator, zebra to horse" in said
    table = page.dataframe[0].value
    assert table["Direction"].tolist() == ["horse to zebra", "zebra to horse"]
    assert table["L1 there and back (on [0, 1])"].tolist() == [0.05, 0.07]
    captions = [each.value for each in page.caption]
    words = ["horse", "→ zebra", "→ and back", "zebra", "→ horse", "→ and back"]
    first = captions.index("horse")
    assert captions[first : first + 6] == words


def test_runs_with_and_without_pairs_are_compared_by_what_each_has(root, past):
    other = past_run(root, "shoes")
    other.log({"step": 2, "validation": {"n": 2, "l1": 0.2, "psnr": 9.0, "ssim": 0.4}})
    page = opened(compare="horse2zebra,shoes")
    assert not page.error
    (chart,) = page.get("vega_lite_chart")
    assert chart is not None
    assert "method" in page.dataframe[0].value.index


@pytest.mark.parametrize(
    ("folders", "sentence"),
    [
        ({"a": shapes_of(range(6)), "b": shapes_of(range(6))}, "same folder given twice"),
        ({"a": shapes_of(range(4)), "b": shapes_of(range(30, 90))}, "learns them by heart"),
    ],
)
def test_what_teaches_nothing_is_a_warning_on_the_page(root, folders, sentence):
    page = send(opened(), zipped(**folders))
    what_these_files_are(page).set_value("unpaired").run()
    assert any(sentence in warning.value for warning in page.warning)


def test_a_crop_larger_than_a_picture_is_said_above_the_form(root):
    data = io.BytesIO(unmatched())
    with zipfile.ZipFile(data, "a") as archive:
        small = io.BytesIO()
        draw_pair(90, 50)[1].save(small, "PNG")
        archive.writestr("things/shapes/small.png", small.getvalue())
    page = send(opened(), data.getvalue())
    assert not page.warning
    for name in ("Size: height", "Size: width", "Crop: height", "Crop: width"):
        field(page.number_input, name).set_value(52)
    page.run()
    (warning,) = page.warning
    assert "1 picture is smaller than a crop of 52 x 52 px, such as things/shapes/small.png" in (
        warning.value
    )


def test_a_broken_picture_is_left_out_after_agreement_and_no_other(root):
    data = io.BytesIO(unmatched())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("things/shapes/broken.png", b"x")
    page = send(opened(), data.getvalue())
    assert "1 file cannot be used:" in page.warning[0].value
    page.checkbox[0].check().run()
    assert "2 · Settings" in [header.value for header in page.header]
    draft = draft_of(root, page)
    diagnosis = draft.diagnosis()
    assert copy_pairs(draft.data, diagnosis, root / "copy") == 20


def test_an_empty_folder_is_named_on_the_page(root):
    data = io.BytesIO(zipped(a=shapes(0, range(4))))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("things/b/", b"")
    page = send(opened(), data.getvalue())
    what_these_files_are(page).set_value("unpaired").run()
    assert "holds no two domains" in page.error[0].value
