"""The recipes in docs/: their pages, the scripts that make their pairs, and what the list says."""

import os
import re
import shutil
from xml.etree import ElementTree

import cutout
import numpy as np
import pytest
import sheet
from check import HERE, NEEDS_NODE, check, commands
from conftest import ROOT
from emoji_families import family
from fluent_emoji import SOLID
from made_up import COUNT, fluent
from made_up import photos as made_photos
from pair_files import save_pair, split_of
from PIL import Image
from sketch2portrait import sketch

from pix2pix import Translator
from pix2pix.jobs.starting_points import PAGES, STARTING_POINTS

RED = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
    '<rect width="8" height="8" fill="red"/></svg>'
)
NAMES = [point.name for point in STARTING_POINTS]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_commands_of_a_page_run_from_its_data_to_its_figures(name, monkeypatch, capsys):
    if name in NEEDS_NODE and shutil.which("node") is None and not os.environ.get("CI"):
        pytest.skip("there is no Node here")
    monkeypatch.setenv("PIX2PIX_CHECKPOINTS", "checkpoints")
    done = check(name)
    printed = capsys.readouterr()
    assert f"--recipe {name}" in "".join(done)
    assert f"Done: checkpoints/{name}" in printed.out + printed.err
    assert "SSIM" in printed.out


def test_every_recipe_has_a_page_in_the_index_and_every_page_is_a_recipe():
    index = (HERE / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"^\| \[(.+?)\]\((\w+)\.md\)", index, re.MULTILINE)
    assert linked == [(point.title, point.name) for point in STARTING_POINTS]
    assert sorted(page.stem for page in HERE.glob("*.md")) == sorted(["README", *NAMES])
    for point in STARTING_POINTS:
        assert (ROOT / point.page).is_file()
        assert (ROOT / point.page).read_text(encoding="utf-8").startswith(f"# {point.title}\n")


@pytest.mark.parametrize("point", STARTING_POINTS, ids=NAMES)
def test_a_page_makes_its_pairs_as_the_list_says_and_trains_with_its_settings(point):
    lines = commands(point.name)
    assert f"--out checkpoints/{point.name} --recipe {point.name}" in "\n".join(lines)
    tasks = [line for line in lines if line.startswith("pix2pix edges")]
    made = [re.search(r"--task (\w+)|$", line)[1] or "edges" for line in tasks]
    assert made == ([point.task] if point.task else [])
    for line in lines:
        if script := re.match(r"python (\S+)", line):
            assert script[1] == f"{PAGES}/{point.name}.py"
            assert (ROOT / script[1]).is_file()


@pytest.mark.parametrize(
    "twins",
    [
        ("man walking: facing right", "woman walking", "person walking", "man walking: dark skin"),
        ("one o’clock", "twelve-thirty"),
        ("family: man, woman, girl", "family: adult, child"),
        ("red heart", "light blue heart"),
        ("backhand index pointing left", "backhand index pointing right"),
        ("woman: beard", "man: bald", "boy", "woman frowning"),
        ("cat face", "grinning cat with smiling eyes"),
    ],
)
def test_near_twins_are_learnt_from_together_or_held_out_together(twins):
    assert len({family(name) for name in twins}) == 1


def test_what_is_no_twin_stands_alone():
    others = ["hammer", "hammer and pick", "dog", "dog face", "walking stick", "clockwork"]
    assert len({family(name) for name in others}) == len(others)


def test_a_pair_lies_side_by_side_in_the_folder_of_its_family(tmp_path):
    source, target = Image.new("RGB", (4, 4), "white"), Image.new("RGB", (4, 4), "red")
    families = [f"family {number}" for number in range(40)]
    for each in families:
        save_pair(tmp_path, each, each, source, target)
        pair = Image.open(tmp_path / split_of(each) / f"{each}.png")
        assert (pair.getpixel((0, 0)), pair.getpixel((4, 0))) == ((255, 255, 255), (255, 0, 0))
    assert 1 <= len(list((tmp_path / "val").iterdir())) <= 12
    assert len(list(tmp_path.rglob("*.png"))) == 40


@pytest.mark.parametrize("of_ones_own", [False, True])
def test_a_cut_out_is_what_stands_before_the_background_and_on_one_side_alone(
    tmp_path, of_ones_own
):
    things, photos = tmp_path / "things", None
    fluent(things)
    if of_ones_own:
        things /= SOLID
        photos = tmp_path / "photos"
        made_photos(photos)
    cutout.main(things, tmp_path / "pairs", photos)
    sides = {}
    for file in sorted((tmp_path / "pairs").rglob("cutout/*.png")):
        cut = np.asarray(Image.open(file), int)
        photo = np.asarray(Image.open(file.parents[1] / "photo" / file.name), int)
        assert (cut.shape, photo.shape) == ((256, 256, 4), (256, 256, 3))
        sides.setdefault(file.parents[1].name, set()).add(file.stem)
        there = cut[..., 3] == 255
        assert 300 < there.sum() < 60_000
        assert np.abs(photo - cut[..., :3])[there].mean() < 12  # but for what JPEG does
        assert photo[cut[..., 3] == 0].std() > 1  # and a background
    assert {name.split("-")[0] for name in sides["train"]} > {"made"}  # four of the shapes
    assert len(sides["train"] | sides["val"]) == COUNT + 4
    assert not sides["train"] & sides["val"]


def test_the_picture_of_a_page_begins_with_drawings_and_shows_what_becomes_of_each(
    tmp_path, checkpoint, pairs
):
    drawing = tmp_path / "red.svg"
    drawing.write_text(RED, encoding="utf-8")
    sheet.main(checkpoint, pairs, tmp_path / "sheet.png", (drawing,), rows=1)
    shown = Image.open(tmp_path / "sheet.png")
    assert shown.size == (2 * 36 - 4, 2 * 36 - 4)  # one of the eight pairs is held out
    (red, made), (source, output) = (
        [shown.crop((left, top, left + 32, top + 32)) for top in (0, 36)] for left in (0, 36)
    )
    assert red.getcolors() == [(32 * 32, (255, 0, 0))]
    sources = [Image.open(pair).crop((0, 0, 32, 32)) for pair in pairs.iterdir()]
    assert source.tobytes() in {each.convert("RGB").tobytes() for each in sources}
    for drawn, answer in ((red, made), (source, output)):
        assert answer.tobytes() == Translator.load(checkpoint)(drawn).tobytes()


def test_a_sketch_keeps_black_lines_and_lets_colors_hide_what_they_hid():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg">'
        '<path id="head" style="fill:#a67358;stroke:#000;stroke-width:6"/>'
        '<path id="shadow" fill="rgba(0,0,0,.2)"/>'
        '<path id="stripe" fill="none" stroke="#89bfd3" stroke-width="2"/>'
        '<path id="brow" fill="#272421" stroke="#000"/>'
        '<path id="pupil"/>'
        '<path id="blush" fill="#501414" style="opacity:.25"/></svg>'
    )
    parts = {part.get("id"): part.attrib for part in ElementTree.fromstring(sketch(svg))}
    assert parts["head"] == {
        "id": "head", "fill": "#fff", "stroke": "#000", "stroke-width": "6",
    }  # fmt: skip
    assert parts["shadow"]["fill"] == "none"
    assert (parts["stripe"]["stroke"], parts["stripe"]["stroke-width"]) == ("#fff", "2")
    assert (parts["brow"]["fill"], parts["brow"]["stroke-width"]) == ("#fff", "4")
    assert parts["pupil"] == {"id": "pupil"}  # black, as SVG has it
    assert parts["blush"]["display"] == "none"
