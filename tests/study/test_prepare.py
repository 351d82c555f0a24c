"""What is prepared for a study: which pictures, how they are written, and what is refused."""

import json
import random
import re

import pytest
from PIL import Image

from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.folder import save_generator
from pix2pix.cli import main
from pix2pix.config import CycleGANSettings, DataConfig, StudySettings, UNetConfig
from pix2pix.errors import ConfigError, DataError, DiskError
from pix2pix.files import replace_text
from pix2pix.networks import build_generator
from pix2pix.study.common import common_pictures
from pix2pix.study.folder import PICTURES, STUDY, Study
from pix2pix.study.people import Person
from pix2pix.study.prepare import in_pieces, prepare
from pix2pix.translator import Translator
from tests.conftest import draw_pair, model_of, recipe, write_pairs
from tests.study.conftest import FEW, save_model


def test_real_and_fake_pictures_are_written_alike_and_named_by_chance(prepared, models):
    study = prepared()
    names = [picture.file for picture in study.contents.pictures]
    assert len(set(names)) == len(names) == 2 * 12 + 12 + 12
    assert names != sorted(names)
    kinds = set()
    for name in names:
        with Image.open(study.folder / PICTURES / name) as picture:
            kinds.add((picture.format, picture.mode, picture.size, tuple(picture.info)))
    assert kinds == {("PNG", "RGB", (32, 32), ())}
    held = {f"val/{number:03}.png" for number in range(2, 14)}
    fakes = study.contents.models[1].fakes
    assert {picture.of for picture in study.contents.reals} == held
    assert [fake.of for fake in fakes] == [real.of for real in study.contents.reals]
    place = int(re.findall(r"\d+", fakes[3].of)[0])
    source, target = draw_pair(place)
    made = Translator.load(models[1])(source, seed=3)
    shown = [
        Image.open(study.folder / PICTURES / each[3].file) for each in (fakes, study.contents.reals)
    ]
    assert [each.tobytes() for each in shown] == [made.tobytes(), target.tobytes()]


def test_a_check_is_a_real_picture_in_pieces():
    picture = draw_pair(1, 64)[1]
    made = in_pieces(picture, random.Random(0))
    assert made.size == picture.size
    assert made.tobytes() != picture.tobytes()
    assert sorted(made.getcolors()) == sorted(picture.getcolors())


def test_only_pictures_that_no_model_was_trained_on_are_used(tmp_path):
    data = write_pairs(tmp_path / "pairs", 24)
    folders = [save_model(tmp_path / name, seed) for seed, name in enumerate(("a", "b"))]
    other = recipe(seed=5).changed(data=DataConfig(held_out=0.5))
    replace_text(folders[1] / RECIPE, other.to_json())
    kept = []
    for chosen in (folders[:1], folders[1:], folders):
        named = {folder.name: folder for folder in chosen}
        kept.append({place[0] for place in common_pictures(named, data, FEW, None).sources})
    assert kept[2] == kept[0] & kept[1] < kept[0]


def test_few_pictures_are_told(held_out, models, tmp_path):
    *_, last = prepare(models[:1], held_out, tmp_path / "study", FEW.changed(trials=40))
    assert last.remarks == (
        "12 held-out pictures are few for 45 looks: a person sees some of them up to "
        f"{re.findall('[0-9]+', last.remarks[0])[2]} times, and may know them by then. Hold out "
        "more, or prepare it with fewer trials.",
    )


def test_a_model_without_pairs_shows_pictures_of_either_domain(tmp_path):
    for domain, half in (("A", 0), ("B", 1)):
        (tmp_path / "data" / "val" / domain).mkdir(parents=True)
        (tmp_path / "data" / "train" / domain).mkdir(parents=True)
        for number in range(6):
            name = f"{'xy'[half]}{number}.png"
            draw_pair(number)[half].save(tmp_path / "data" / "val" / domain / name)
            draw_pair(number + 6)[half].save(tmp_path / "data" / "train" / domain / name)
    folder = save_model(tmp_path / "cycle", 0)
    method = recipe().changed(
        method=CycleGANSettings(),
        discriminator=recipe().discriminator.changed(conditional=False),
    )
    replace_text(folder / RECIPE, method.to_json())
    *_, last = prepare([folder], tmp_path / "data", tmp_path / "study", FEW)
    assert {each.of for each in last.contents.reals} == {f"val/B/y{n}.png" for n in range(6)}
    assert {each.of for each in last.contents.models[0].fakes} == {
        f"val/A/x{n}.png" for n in range(6)
    }
    with pytest.raises(ConfigError, match="these pictures are no pairs"):
        [*prepare([folder], tmp_path / "data", tmp_path / "2", FEW.changed(same_input=True))]


def test_models_that_cannot_be_compared_are_refused(models, held_out, tmp_path):
    large = tmp_path / "large"
    config = UNetConfig(size=64, width=4, depth=3, dropout_levels=())
    save_generator(large, build_generator(config), model_of(config))
    with pytest.raises(DataError, match="l1 makes pictures of 32 px and large of 64; the size"):
        [*prepare([models[0], large], held_out, tmp_path / "out")]
    turned = save_model(tmp_path / "turned", 0)
    way = recipe().changed(data=DataConfig(direction="b2a"))
    replace_text(turned / RECIPE, way.to_json())
    with pytest.raises(DataError, match="What turned makes is what l1 starts from"):
        [*prepare([models[0], turned], held_out, tmp_path / "out")]
    with pytest.raises(ConfigError, match="Two checkpoints are called l1"):
        [*prepare([models[0], models[0]], held_out, tmp_path / "out")]
    assert not (tmp_path / "out").exists()


def test_answers_are_never_replaced(prepared, models, held_out):
    study = prepared()
    Person.begin(study)
    with pytest.raises(DiskError, match="is in use, and answers that people gave"):
        [*prepare(models, held_out, study.folder)]


def test_a_study_that_was_edited_by_hand_is_refused_with_the_file(prepared):
    folder = prepared().folder
    name = Study.open(folder).contents.reals[0].file
    content = (folder / PICTURES / name).read_bytes()
    (folder / PICTURES / name).write_bytes(content + b"\0")
    with pytest.raises(DataError, match=f"{name} was changed after the study was prepared"):
        Study.open(folder)
    (folder / PICTURES / name).unlink()
    with pytest.raises(DataError, match=f"{name} is missing. Restore the file"):
        Study.open(folder)
    (folder / PICTURES / name).write_bytes(content)
    values = json.loads((folder / STUDY).read_text())
    for change, said in (
        ({"checks": values["checks"][1:]}, "11 checks for 12 real pictures"),
        ({"colour": 1}, "colour: this key is unknown"),
        ({"reals": [{**values["reals"][0], "file": "../study.json"}]}, "reals.0.file: String"),
    ):
        (folder / STUDY).write_text(json.dumps(values | change))
        with pytest.raises(DataError, match=said):
            Study.open(folder)
    with pytest.raises(DataError, match="holds no study.json. Give a folder that `pix2pix study"):
        Study.open(folder / PICTURES)


@pytest.mark.parametrize("wrong", [{"trials": 0}, {"seconds": 0.0}, {"presentation": "triple"}])
def test_settings_have_bounds(wrong):
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        StudySettings.make(**wrong)


def test_the_command_prepares_a_study_with_the_settings_that_are_asked_for(
    models, held_out, tmp_path, monkeypatch, capsys
):
    def said(*words):
        monkeypatch.setattr("sys.argv", ["pix2pix", *map(str, words)])
        try:
            main.main()
        except SystemExit as ended:
            assert ended.code == 2
        return capsys.readouterr().err

    out = tmp_path / "study"
    told = said(
        "study", models[0], held_out, "--out", out, "--presentation", "single", "--trials", 6
    )
    assert f"{out} holds the study." in told
    settings = Study.open(out).settings
    assert (settings.presentation, settings.trials, settings.practice) == ("single", 6, 10)
    assert "alone makes no study" in said("study", out, "--out", tmp_path / "other")
    assert "is in use" in said("study", models[0], held_out, "--out", out)
    assert f"{held_out} holds no study.json" in said("study-results", held_out)
