import io
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Caption

from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.folder import save_generator
from pix2pix.checkpoint.run import State, Status
from pix2pix.config import DataConfig, Pix2PixSettings, Recipe, TrainConfig
from pix2pix.jobs import control
from pix2pix.jobs.drafts import Draft
from pix2pix.jobs.processes import JOB, Job
from pix2pix.jobs.quota import DRAFTS, RUNS
from pix2pix.networks import build_generator
from tests.conftest import ROOT, SMALL, SMALL_MODEL, draw_pair, model_of, write_pairs
from tests.data.trees import joined, write_halves, write_strips
from tests.runs import past_run, until

PAGE = str(ROOT / "app/streamlit_app.py")

NO_GAN = Pix2PixSettings(gan="none")  # which networks of any size may have


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(PAGE, default_timeout=600)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def packed(tmp_path, count: int = 6, extra: dict[str, bytes] | None = None) -> bytes:
    folder = write_pairs(tmp_path / f"pairs{count}", count)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writing:
        for path in folder.iterdir():
            writing.writestr(f"shoes/{path.name}", path.read_bytes())
        for name, data in (extra or {}).items():
            writing.writestr(name, data)
    return archive.getvalue()


def label_maps() -> dict[str, bytes]:
    """Pairs of a map in three colours and a picture of noise, as PNG files."""
    rng = np.random.default_rng(0)
    maps = {}
    for number in range(4):
        pair = Image.new("RGB", (128, 64), "#0030ff")
        for place, colour in enumerate(["#ff5000", "#fff000"]):
            pair.paste(colour, (8 + 24 * place, 10 + number, 24 + 20 * place, 40))
        pair.paste(Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)), (64, 0))
        encoded = io.BytesIO()
        pair.save(encoded, "PNG")
        maps[f"{number}.png"] = encoded.getvalue()
    return maps


def text(page: AppTest) -> str:
    return " ".join(str(part.value) for part in [*page.markdown, *page.caption, *page.metric])


def asked(page: AppTest, key: str) -> str:
    """What the address of the page says."""
    value = page.query_params[key]
    return value if isinstance(value, str) else value[0]


def button(page: AppTest, label: str):
    return next(each for each in page.button if each.label == label)


def field(widgets, label: str):
    """The widget whose label begins so."""
    return next(each for each in widgets if each.label.startswith(label))


def place_of(block: Block, words: str) -> tuple[int, ...] | None:
    """The way from a block of the page down to the caption that begins so."""
    for index, child in block.children.items():
        if isinstance(child, Block):
            if (below := place_of(child, words)) is not None:
                return (index, *below)
        elif isinstance(child, Caption) and child.value.startswith(words):
            return (index,)
    return None


def past_model(root, name: str = "shoes", steps: int = 2):
    """A finished run with a model and its pairs."""
    run = past_run(root, name, steps)
    save_generator(run.folder, build_generator(SMALL), SMALL_MODEL)
    write_pairs(run.folder / "pairs")
    return run


def send(page: AppTest, data: bytes, name: str = "shoes.zip") -> AppTest:
    page.file_uploader[0].set_value((name, data, "application/zip")).run()
    assert not page.exception
    return page


@pytest.mark.slow
def test_a_zip_is_on_disk_at_once_and_shown_after_a_reload(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    key = asked(page, "draft")
    again = opened(draft=key)
    assert [metric.value for metric in again.metric][:2] == ["5", "1"]
    assert len(list((root / ".drafts" / key).glob("pairs-*/shoes/*.png"))) == 6


def test_a_hostile_zip_is_refused_and_the_page_goes_on(root, tmp_path):
    page = send(opened(), packed(tmp_path, extra={"../../up.png": b"x"}))
    assert "points outside of it" in page.error[0].value
    assert not (root.parent / "up.png").exists()
    assert len(send(page, packed(tmp_path, 4)).metric) == 4


def test_broken_files_are_left_out_only_after_agreement(root, tmp_path):
    page = send(opened(), packed(tmp_path, extra={"shoes/broken.png": b"x"}))
    assert "1 file cannot be used:" in page.warning[0].value
    assert page.checkbox[0].label == "Leave this one out and go on"
    assert "2 · Settings" not in [header.value for header in page.header]
    page.checkbox[0].check().run()
    assert "2 · Settings" in [header.value for header in page.header]


def test_swapping_the_halves_is_kept(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    draft = Draft.find(root, asked(page, "draft"))
    before = draft.read().recipe.data.direction
    button(page, "Swap").click().run()
    assert draft.read().recipe.data.direction != before


def test_a_click_opens_only_pictures_that_were_changed_since(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    file = next(Draft.find(root, asked(page, "draft")).data.rglob("*.png"))
    written = file.stat().st_mtime_ns
    file.write_bytes(b"no picture")
    os.utime(file, ns=(written, written))
    assert not page.run().warning
    os.utime(file, ns=(written + 1, written + 1))
    assert file.name in page.run().warning[0].value


@pytest.mark.slow
def test_what_is_filled_in_survives_a_reload(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    name = next(each for each in page.text_input if each.label == "Name of the model to be")
    assert name.value == "shoes"
    name.set_value("boots").run()
    steps = next(each for each in page.number_input if each.label == "Batch size")
    steps.set_value(3).run()
    again = opened(draft=asked(page, "draft"))
    values = {each.label: each.value for each in [*again.text_input, *again.number_input]}
    assert values["Name of the model to be"] == "boots"
    assert values["Batch size"] == 3


@pytest.mark.slow
def test_what_is_typed_last_counts_when_train_is_clicked_at_once(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    field(page.number_input, "Steps").set_value(3)
    button(page, "Train").click().run()  # both in one message, as a browser may send them
    assert not page.exception
    run = root / asked(page, "run")
    assert Recipe.read(run / RECIPE).train.steps == 3


def test_a_click_on_train_is_forgotten_where_the_settings_do_not_fit(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    field(page.text_input, "Name").set_value("a/b")
    button(page, "Train").click().run()
    assert page.error
    field(page.text_input, "Name").set_value("ab").run()
    assert not page.error
    assert not control.list_runs(root)


def test_settings_that_do_not_fit_are_said_and_nothing_starts(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    field(page.selectbox, "Start from").set_value("").run()  # a network of its own
    depth = next(each for each in page.number_input if each.label == "Depth")
    depth.set_value(9).run()
    assert "size 256 is not a multiple of 512" in page.error[0].value
    assert "Train" not in [each.label for each in page.button]


def test_every_setting_has_a_widget_with_its_sentence(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    captions = [caption.value for caption in page.caption]
    for field in TrainConfig.model_fields.values():
        assert field.description in captions


@pytest.mark.slow
def test_the_palette_of_label_maps_is_proposed_and_written_into_the_run(root, tmp_path):
    page = send(opened(), packed(tmp_path, 0, label_maps()))
    draft = Draft.find(root, asked(page, "draft"))
    assert [picker.value for picker in page.color_picker] == ["#0030ff", "#ff5000", "#fff000"]
    field(page.text_input, "Name of colour 1").set_value("sky").run()
    field(page.text_input, "Name of colour 3").set_value("").run()  # left out
    radio = next(each for each in page.radio if each.label == "How long")
    radio.set_value("evening").run()  # other settings, the same names
    assert not page.exception
    assert Path(draft.read().init).name == "labels2facade"  # which knows two of the colors
    domains = opened(draft=draft.key) and draft.read().recipe.domains
    assert [label.name for label in domains.labels] == ["sky", "moulding"]
    button(page, "Swap").click().run()
    assert draft.read().recipe.domains.labels == ()


@pytest.mark.slow
def test_several_gpus_are_offered_where_they_are_found_and_train_together(
    root, tmp_path, monkeypatch
):
    page = send(opened(), packed(tmp_path))
    assert not [each for each in page.number_input if each.label.startswith("GPUs")]
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)  # here only: the run has none
    save_generator(root / "small", build_generator(SMALL), SMALL_MODEL)
    page = opened(draft=asked(page, "draft"))
    field(page.selectbox, "Start from").set_value(str(root / "small")).run()
    assert field(page.number_input, "GPUs (of 2").value == 1
    field(page.number_input, "GPUs (of 2").set_value(2).run()
    field(page.number_input, "Steps").set_value(3).run()
    button(page, "Train").click().run()
    assert not page.exception
    assert control.job_of(root / "shoes").processes == 2
    until(root / "shoes", State.FINISHED)


@pytest.mark.slow
def test_a_run_of_several_gpus_resumes_on_a_machine_without(root):
    run = past_model(root)
    (run.folder / JOB).write_text(Job(data="pairs", processes=2).to_json())
    run.set_status(Status(State.STOPPED, step=1, steps=2))
    button(opened(run="shoes"), "Resume").click().run()
    assert control.job_of(run.folder).processes == 1
    until(run.folder, State.FINISHED)


def test_a_model_to_start_from_brings_its_network(root, tmp_path):
    model = model_of(SMALL, source="edges", input_kind="lines")
    save_generator(root / "edges2photo", build_generator(SMALL), model)
    page = send(opened(), packed(tmp_path))
    draft = Draft.find(root, asked(page, "draft"))
    assert draft.read().init == str(root / "edges2photo")
    assert draft.read().recipe.generator == SMALL
    assert "Depth" not in [each.label for each in page.number_input]


@pytest.mark.parametrize(("source", "kept"), [("edges", 0.4), ("labels", 0.0)])
def test_of_how_a_model_saw_its_pairs_only_the_pen_is_kept_and_for_lines_alone(
    root, tmp_path, source, kept
):
    seen = DataConfig(hand_drawn=0.4, random_placement=0.2, collage=0.2, jitter=1.5)
    model = model_of(SMALL, source="edges", input_kind="lines")
    save_generator(root / "edges2photo", build_generator(SMALL), model)
    learnt = Recipe(generator=SMALL, domains=model.domains, method=NO_GAN, data=seen)
    (root / "edges2photo/train.json").write_text(learnt.to_json())
    archive = {"edges": packed(tmp_path), "labels": packed(tmp_path, 0, label_maps())}
    page = send(opened(), archive[source])
    draft = Draft.find(root, asked(page, "draft"))
    recipe = draft.read().recipe
    assert recipe.domains.source == source
    direction = recipe.data.direction
    assert recipe.data == DataConfig(hand_drawn=kept, direction=direction)
    button(page, "Swap").click().run()
    assert draft.read().recipe.data.hand_drawn == 0


def test_single_photos_become_pairs(root, tmp_path):
    from PIL import Image

    photos = {}
    for number in range(4):
        encoded = io.BytesIO()
        Image.effect_noise((80, 60), 50).save(encoded, "PNG")
        photos[f"{number}.png"] = encoded.getvalue()
    page = send(opened(), packed(tmp_path, 0, photos))
    button(page, "Make pairs").click().run()
    assert not page.exception
    assert [metric.value for metric in page.metric][:2] == ["3", "1"]


def test_a_finished_run_shows_how_it_stands_and_what_to_take_away(root):
    run = past_model(root)
    for step in range(1, 20):
        run.log(
            {"step": step, "epoch": step / 6, "seconds_per_step": 0.1, "d_real": 0.5, "d_fake": 0.5}
            | {"g_gan": 1.0, "g_l1": 1 / step}
        )
    page = opened(run="shoes")
    assert "**Finished**" in text(page)
    assert "Generator and discriminator are well matched." in text(page)
    assert "Save the model" in [each.label for each in page.get("download_button")]


def test_the_pictures_keep_their_place_whatever_stands_above_them(root):
    """Else a page that refreshes shows the old ones below the new ones for a moment."""
    run = past_model(root)
    (run.folder / "previews").mkdir()
    draw_pair(0)[0].save(run.folder / "previews/2.png")
    places = set()
    for status in (
        Status.of_this_process(State.WAITING),
        Status.of_this_process(State.RUNNING, step=2, steps=2),
        Status(State.FAILED, step=2, steps=2, error="The disk is full."),
    ):
        run.set_status(status)
        places.add(place_of(opened(run="shoes").main, "Held-out pairs"))
    assert len(places) == 1
    assert None not in places


def test_a_run_edited_by_hand_is_shown_with_its_fault(root):
    run = past_model(root)
    (run.folder / "status.json").write_text("hello")
    (run.folder / "log.jsonl").write_text("hello\n[]\n{\n")
    page = opened(run="shoes")
    assert "cannot be read" in page.error[0].value
    assert "Resume" in [each.label for each in page.button]


def test_a_run_that_is_gone_is_said_so(root):
    page = opened(run="../../etc")
    assert "There is no run called '../../etc'" in page.error[0].value
    assert "This draft is gone" in opened(draft="../x").error[0].value


def test_deleting_asks_first(root):
    past_model(root)
    page = opened(run="shoes")
    assert button(page, "Delete").disabled
    next(each for each in page.checkbox if each.label.startswith("Delete shoes")).check().run()
    button(page, "Delete").click().run()
    assert control.list_runs(root) == []


def test_runs_side_by_side_show_the_settings_that_differ(root):
    past_model(root, "shoes", 2)
    past_model(root, "boots", 4)
    page = opened(compare="shoes,boots")
    assert list(page.dataframe[0].value.index) == ["steps"]


def test_a_hosted_page_hides_paths_and_the_runs_of_others(root, monkeypatch):
    past_model(root)
    monkeypatch.setenv("PIX2PIX_HOSTED", "1")
    page = opened()
    assert "On this machine" not in [tab.label for tab in page.tabs]
    assert "shoes" not in [each.label for each in page.button]
    assert len(asked(page, "visitor")) == 32
    assert "There is no run called" in opened(run="shoes").error[0].value


@pytest.mark.slow
def test_a_visitor_of_a_hosted_page_may_keep_so_many_runs_and_drafts(root, tmp_path, monkeypatch):
    monkeypatch.setenv("PIX2PIX_HOSTED", "1")
    visitor = "0" * 32
    place = root / ".visitors" / visitor
    for _ in range(4):
        send(opened(visitor=visitor), packed(tmp_path))
    assert len(list((place / ".drafts").iterdir())) == DRAFTS
    page = send(opened(visitor=visitor), packed(tmp_path))
    for number in range(RUNS):
        past_run(place, f"run{number}")
    button(page, "Train").click().run()
    assert "You keep 5 runs here already." in page.error[0].value
    page = send(opened(visitor=visitor), packed(tmp_path))
    assert "You keep 5 runs here already." in page.error[0].value


def test_a_run_that_is_deleted_under_the_open_page_is_said_so(root):
    run = past_model(root)
    page = opened(run="shoes")
    shutil.rmtree(run.folder)
    page.run()
    assert not page.exception
    assert "There is no run called 'shoes'. It may have been renamed" in page.error[0].value
    button(page, "New run").click().run()
    assert not page.exception
    assert page.title[0].value == "Train on your own pictures"


def zipped(folder: Path) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writing:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                writing.write(path, path.relative_to(folder.parent))
    return archive.getvalue()


def what_these_files_are(page: AppTest):
    return field(page.selectbox, "What these files are")


def test_photos_that_cannot_be_read_are_named_before_pairs_are_made(root, tmp_path):
    (tmp_path / "photos").mkdir()
    for number in range(5):
        draw_pair(number)[1].save(tmp_path / "photos" / f"{number}.jpg")
    (tmp_path / "photos" / "5.jpg").write_bytes(b"\0\0\0\x18ftypheic" + bytes(500))
    (tmp_path / "photos" / "notes.txt").write_text("hello")
    page = send(opened(), zipped(tmp_path / "photos"), "photos.zip")
    assert "1 file cannot be used:" in page.warning[0].value
    listed = " ".join(part.value for part in page.text)
    assert "photos/5.jpg cannot be read as a picture" in listed
    assert "photos/notes.txt: no picture" in listed
    assert [metric.value for metric in page.metric][0] == "5"
    assert button(page, "Make pairs")


@pytest.mark.slow
def test_single_pictures_can_be_called_pairs_and_pairs_single_pictures(root, tmp_path):
    folder = write_strips(tmp_path / "strips", lambda a, b: joined([a, b], down=True), 6)
    page = send(opened(), zipped(folder), "strips.zip")
    assert what_these_files_are(page).value == ""
    assert [metric.value for metric in page.metric][-1] == "One above the other"
    what_these_files_are(page).set_value("photos").run()
    assert not page.exception
    assert button(page, "Make pairs")
    draft = Draft.find(root, asked(page, "draft"))
    again = opened(draft=draft.key)
    assert what_these_files_are(again).value == "photos"
    what_these_files_are(again).set_value("stacked").run()
    assert [metric.value for metric in again.metric][:2] == ["5", "1"]
    assert draft.read().recipe.data.layout == "stacked"
    radio = next(each for each in again.radio if each.label == "How long")
    radio.set_value("evening").run()  # another preset, the same reading
    assert draft.read().recipe.data.layout == "stacked"


def test_the_two_of_three_pictures_and_the_names_of_halves_can_be_chosen(root, tmp_path):
    folder = write_strips(tmp_path / "three", lambda a, b: joined([a, b, b.rotate(180)]), 6)
    page = send(opened(), zipped(folder), "three.zip")
    what_these_files_are(page).set_value("three_across").run()
    field(page.radio, "Which two").set_value((1, 3)).run()
    draft = Draft.find(root, asked(page, "draft"))
    assert draft.read().recipe.data.panels == (1, 3)
    assert [metric.value for metric in page.metric][-1].endswith("numbers 1 and 3")
    what_these_files_are(page).set_value("two_files").run()
    assert "holds no two folders" in page.error[0].value  # and the choice is still there
    field(page.text_input, "Folder or ending of the first").set_value("left").run()
    field(page.text_input, "Folder or ending of the second").set_value("right").run()
    assert "holds no folders called left and right" in page.error[0].value
    assert what_these_files_are(page).value == "two_files"


def test_pairs_that_do_not_fit_are_all_listed_though_none_can_be_used(root, tmp_path):
    write_halves(tmp_path / "off", "A/{}.png", "B/{}.png", range(3))
    for file in (tmp_path / "off" / "B").iterdir():
        Image.open(file).resize((40, 32)).save(file)
    page = send(opened(), zipped(tmp_path / "off"), "off.zip")
    assert "3 files cannot be used:" in page.warning[0].value
    listed = " ".join(part.value for part in page.text)
    assert listed.count("Both halves of a pair must have the same size") == 3
    assert "0 usable pairs to learn from" in page.error[0].value


def test_a_run_reads_its_copy_of_the_pairs_as_they_were_inspected(root, tmp_path):
    folder = write_halves(tmp_path / "ends", "{}_A.png", "{}_B.png")
    (folder / "6_A.png").write_bytes(b"no picture")
    draw_pair(6)[1].save(folder / "6_B.png")
    page = send(opened(), zipped(folder), "ends.zip")
    page.checkbox[0].check().run()
    draft = Draft.find(root, asked(page, "draft"))
    settled = draft.settled().data
    assert (settled.layout, settled.halves) == ("two_files", ("_A", "_B"))
    assert draft.read().recipe.data.layout is None


def test_a_tar_and_a_zip_on_this_machine_are_taken(root, tmp_path):
    folder = write_pairs(tmp_path / "pairs", 4)
    with tarfile.open(tmp_path / "pairs.tar.gz", "w:gz") as archive:
        archive.add(folder, "pairs")
    data = (tmp_path / "pairs.tar.gz").read_bytes()
    page = send(opened(), data, "pairs.tar.gz")
    assert [metric.value for metric in page.metric][:2] == ["3", "1"]
    page = opened()
    field(page.text_input, "A folder or zip").set_value(str(tmp_path / "pairs.tar.gz"))
    button(page, "Look at it").click().run()
    assert [metric.value for metric in page.metric][:2] == ["3", "1"]
