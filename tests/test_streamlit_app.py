import io
import zipfile

import pytest
from streamlit.testing.v1 import AppTest

from app.trainer.trial import pool
from pix2pix import jobs
from pix2pix.checkpoint import save_generator
from pix2pix.config import TrainConfig
from pix2pix.drafts import Draft
from pix2pix.networks import build_generator
from pix2pix.run import Run, State, Status
from tests.conftest import ROOT, SMALL, recipe, write_pairs

PAGE = str(ROOT / "app/streamlit_app.py")


@pytest.fixture
def root(tmp_path, monkeypatch):
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    monkeypatch.setenv("PIX2PIX_CHECKPOINTS", str(folder))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    yield folder
    for trial in pool()[1].values():
        trial.cancel()


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(PAGE, default_timeout=60)
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


def text(page: AppTest) -> str:
    return " ".join(str(part.value) for part in [*page.markdown, *page.caption, *page.metric])


def asked(page: AppTest, key: str) -> str:
    """What the address of the page says."""
    value = page.query_params[key]
    return value if isinstance(value, str) else value[0]


def button(page: AppTest, label: str):
    return next(each for each in page.button if each.label == label)


def past_run(root, name: str = "shoes", steps: int = 2):
    run = Run(root / name, recipe(steps=steps))
    run.begin()
    run.set_status(Status(State.FINISHED, step=steps, steps=steps))
    save_generator(run.folder, build_generator(SMALL), SMALL)
    (run.folder / jobs.JOB).write_text(jobs.Job(data="pairs").to_json())
    write_pairs(run.folder / "pairs")
    return run


def send(page: AppTest, data: bytes, name: str = "shoes.zip") -> AppTest:
    page.file_uploader[0].set_value((name, data, "application/zip")).run()
    assert not page.exception
    return page


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
    assert "1 files cannot be used" in page.warning[0].value
    assert "2 · Settings" not in [header.value for header in page.subheader]
    page.checkbox[0].check().run()
    assert "2 · Settings" in [header.value for header in page.subheader]


def test_swapping_the_halves_is_kept(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    draft = Draft.find(root, asked(page, "draft"))
    before = draft.read().recipe.data.direction
    button(page, "Swap").click().run()
    assert draft.read().recipe.data.direction != before


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


def test_settings_that_do_not_fit_are_said_and_nothing_starts(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    depth = next(each for each in page.number_input if each.label == "Depth")
    depth.set_value(9).run()
    assert "size 256 is not a multiple of 512" in page.error[0].value
    assert "Train" not in [each.label for each in page.button]


def test_every_setting_has_a_widget_with_its_sentence(root, tmp_path):
    page = send(opened(), packed(tmp_path))
    captions = [caption.value for caption in page.caption]
    for field in TrainConfig.model_fields.values():
        assert field.description in captions


def test_a_model_to_start_from_brings_its_network(root, tmp_path):
    save_generator(root / "edges2photo", build_generator(SMALL), SMALL)
    page = send(opened(), packed(tmp_path))
    draft = Draft.find(root, asked(page, "draft"))
    assert draft.read().init == str(root / "edges2photo")
    assert draft.read().recipe.generator == SMALL
    assert "Depth" not in [each.label for each in page.number_input]


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
    run = past_run(root)
    for step in range(1, 20):
        run.log(
            {"step": step, "epoch": step / 6, "pace": 0.1, "d_real": 0.5, "d_fake": 0.5}
            | {"g_gan": 1.0, "g_l1": 1 / step}
        )
    page = opened(run="shoes")
    assert "**Finished**" in text(page)
    assert "Generator and discriminator are well matched." in text(page)
    assert "Save the model" in [each.label for each in page.get("download_button")]


def test_a_run_edited_by_hand_is_shown_with_its_fault(root):
    run = past_run(root)
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
    past_run(root)
    page = opened(run="shoes")
    assert button(page, "Delete").disabled
    next(each for each in page.checkbox if each.label.startswith("Delete shoes")).check().run()
    button(page, "Delete").click().run()
    assert jobs.list_runs(root) == []


def test_runs_side_by_side_show_the_settings_that_differ(root):
    past_run(root, "shoes", 2)
    past_run(root, "boots", 4)
    page = opened(compare="shoes,boots")
    assert list(page.dataframe[0].value.index) == ["steps"]


def test_a_hosted_page_hides_paths_and_the_runs_of_others(root, monkeypatch):
    past_run(root)
    monkeypatch.setenv("PIX2PIX_HOSTED", "1")
    page = opened()
    assert "On this machine" not in [tab.label for tab in page.tabs]
    assert "shoes" not in [each.label for each in page.button]
    assert len(asked(page, "visitor")) == 32
    assert "There is no run called" in opened(run="shoes").error[0].value
