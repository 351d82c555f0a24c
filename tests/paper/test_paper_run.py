"""Tables made from beginning to end, on streets of 32 px."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from PIL import Image

from pix2pix.checkpoint.files import STATE
from pix2pix.checkpoint.run import State, read_status
from pix2pix.config import PaperConfig
from pix2pix.data.find_pictures import find_pictures
from pix2pix.errors import ConfigError, DataError, RunError
from pix2pix.jobs import control
from pix2pix.paper.judge import Judge
from pix2pix.paper.plan import make_plan
from pix2pix.paper.report import write_report
from pix2pix.paper.run import Phase, make_tables
from pix2pix.paper.words import NO_LABELS
from pix2pix.translator import Translator
from tests.paper.pairs import CLASSES, TINY, photo_of, write_streets

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def streets(tmp_path_factory) -> Path:
    return write_streets(tmp_path_factory.mktemp("data") / "streets")


def make(data: Path, out: Path, *tables: str, config: PaperConfig = TINY, **how) -> list:
    return list(make_tables(data, make_plan(data, out, config, tables), **how))


def written(out: Path) -> dict:
    return json.loads((out / "tables.json").read_text())


def test_another_table_shares_the_rows_that_are_there(streets, tmp_path):
    out, rows = tmp_path / "out", tmp_path / "out" / "rows"
    first = make(streets, out, "colors")
    names = {f"{name}-seed0" for name in ("l1", "cgan", "l1-cgan", "patch-1")}
    assert {each.run for each in first} == names
    weights = {file: file.read_bytes() for file in rows.glob("*/model.safetensors")}
    second = make(streets, out, "losses")
    trained = {each.run for each in second if each.phase is Phase.TRAINING}
    assert trained == {"gan-seed0", "l1-gan-seed0"}
    assert all(file.read_bytes() == before for file, before in weights.items())
    losses, colors = written(out)["tables"]
    assert all(set(line["figures"]) > {"pixel", "lab_l"} for line in losses["lines"])
    assert all("lab_l" in line["figures"] for line in colors["lines"])  # also PixelGAN's
    assert set(losses["shuffled"]) == {"line", "pixel", "class", "iou"}
    again = make(streets, out, "losses")
    assert {each.phase for each in again} == {Phase.WRITING}

    assert sorted(control.list_runs(rows)) == sorted(path.name for path in rows.iterdir())
    assert read_status(rows / "l1-seed0").state is State.FINISHED
    translator = Translator.load(rows / "l1-seed0")
    assert {label.name for label in translator.config.domains.labels} > {"road", "sky"}


def test_a_row_that_diverges_is_given_up_and_the_others_go_on(streets, tmp_path):
    out, config = tmp_path / "out", TINY.changed(steps=4)
    plan = make_plan(streets, out, config, ["colors"])
    taken = []

    def stop() -> bool:
        return (out / "rows" / "cgan-seed0" / STATE).is_file()

    for progress in make_tables(streets, plan, stop):
        taken.append(progress.phase)
    assert Phase.WRITING not in taken  # it was stopped before the end
    state = torch.load(out / "rows" / "cgan-seed0" / STATE, weights_only=True)
    next(iter(state["networks"].values())).fill_(float("nan"))
    torch.save(state, out / "rows" / "cgan-seed0" / STATE)

    list(make_tables(streets, make_plan(streets, out, config, ["colors"])))
    (table,) = written(out)["tables"]
    lines = {line["title"]: line for line in table["lines"]}
    (failed,) = lines["cGAN"]["failed"]
    assert failed["seed"] == 0
    assert "is nan before step" in failed["why"]
    assert not lines["cGAN"]["figures"]
    assert all(lines[title]["figures"]["lab_l"] for title in ("L1", "L1+cGAN", "PixelGAN"))
    assert {"cGAN"}.isdisjoint({each["above"] for each in table["orderings"]})
    assert len(table["orderings"]) == 3 * 3
    text = (out / "tables.md").read_text()
    assert "cGAN, seed 0, was given up: The loss" in text
    again = make(streets, out, "colors", config=config)
    assert Phase.TRAINING not in {each.phase for each in again}


def test_other_settings_into_the_same_folder_are_refused(streets, tmp_path):
    out = tmp_path / "out"
    next(make_tables(streets, make_plan(streets, out, TINY, ["colors"])))
    with pytest.raises(ConfigError) as error:
        make_plan(streets, out, TINY.changed(width=8), ["losses"])
    assert str(error.value) == (
        f"width is 4 in {out}, but 8 was asked for. The rows of a table need the same settings: "
        "ask for width 4 to go on there, or choose another --out."
    )
    more = make_plan(streets, out, TINY.changed(seeds=2), ["colors"])
    assert [run.seed for run in more.runs] == [0] * 4 + [1] * 4
    others = write_streets(tmp_path / "others", train=7)
    with pytest.raises(ConfigError, match="other pairs .* Choose another --out"):
        make_plan(others, out, TINY, ["colors"])


def test_a_folder_with_something_else_is_left_alone(streets, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(RunError, match=r"holds thesis.txt, but no paper.json"):
        make_plan(streets, tmp_path, TINY, ["colors"])


def test_a_row_that_does_not_fit_the_size_is_told_before_anything_is_trained(streets, tmp_path):
    with pytest.raises(ConfigError) as error:
        make_plan(streets, tmp_path, TINY, ["patches"])
    assert str(error.value).startswith(
        "The row patch-286 cannot be trained: patch 286 needs pictures of at least 96 px a side"
    )


def test_data_without_label_maps_has_no_fcn_score_and_says_so(tmp_path, caplog):
    pairs = write_streets(tmp_path / "pairs")
    for file in pairs.glob("*/B/*.png"):  # photos of photos
        photo_of(Image.open(file), 7).save(file)
    plan = make_plan(pairs, tmp_path / "out", TINY, ["losses"])
    assert plan.segmenter is None
    write_report(plan, Judge())
    assert NO_LABELS in (tmp_path / "out" / "tables.md").read_text()
    with pytest.raises(DataError) as error:
        make_plan(pairs, tmp_path / "out", TINY, ["unpaired"])
    assert str(error.value) == (
        f"{pairs} holds no label maps: neither half of its pairs is painted with a few colors. The "
        "table unpaired is about labels; choose losses or generators or patches or colors."
    )
    with pytest.raises(ConfigError, match="patch-286"):  # of the tables that are left
        make_plan(pairs, tmp_path / "all", TINY)
    assert "Left out: labels and unpaired, which are about labels." in caplog.text


def test_label_maps_of_one_class_alone_are_refused(tmp_path):
    streets = write_streets(tmp_path / "streets")
    for file in streets.glob("val/B/*.png"):
        Image.new("RGB", (32, 32), CLASSES["road"]).save(file)
    with pytest.raises(DataError, match="show road alone: there is nothing to tell apart"):
        make_plan(streets, tmp_path / "out", TINY, ["losses"])


def test_pairs_are_held_out_alike_whatever_the_seed_of_a_run(tmp_path):
    streets = write_streets(tmp_path / "streets", held_out=0)
    shutil.rmtree(streets / "val")
    plan = make_plan(streets, tmp_path / "out", TINY.changed(seeds=3), ["colors"])
    kept = {find_pictures(streets, run.recipe)[1].files[0] for run in plan.runs}
    assert kept == {plan.held_out.files[0]}
