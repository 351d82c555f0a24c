"""Models that make photos from label maps, or label maps from photos, judged by classes."""

from pathlib import Path

import pytest
import torch

from pix2pix.checkpoint.files import RECIPE, REVERSE
from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import DataConfig, Label, Recipe
from pix2pix.data.classes import Classes
from pix2pix.errors import ConfigError, DataError
from pix2pix.evaluation.both_ways import evaluate_checkpoint
from pix2pix.evaluation.evaluate import held_out
from pix2pix.translator import Translator
from tests.label_maps import CLASSES, DOOR, NOTHING, TREE, WALL, by_color, columns, write_labelled
from tests.painters import BLUE, NETWORK, painter, save_painters

MAPS = (columns(TREE, WALL, side=32), columns(TREE, TREE, side=32))
PHOTO = torch.randint(0, 256, (3, 64, 64), dtype=torch.uint8)  # nothing like labels


def painter_of_trees(folder: Path, direction: str) -> Path:
    """A checkpoint that paints all blue, which is nearest to a tree."""
    made = Recipe(generator=NETWORK, data=DataConfig(direction=direction))
    save_generator(folder, painter(BLUE), made.model)
    (folder / RECIPE).write_text(made.to_json())
    return folder


def measure(folder: Path, data: Path, **how: object) -> dict[str, object]:
    translator = Translator.load(folder, engine="torch")
    return evaluate_checkpoint(folder, translator, held_out(folder, data, translator), **how)


def test_photos_of_labels_stand_between_real_and_shuffled_ones(tmp_path):
    write_labelled(tmp_path / "val", MAPS, MAPS)  # photos in the colors of their labels, 64 px
    painted = painter_of_trees(tmp_path / "painter", "b2a")
    found = measure(painted, tmp_path, segmenter=by_color(size=32))["fcn_score"]
    assert found["real"]["pixel"] == 1
    # Of four columns three are trees, and all were taken for trees.
    for row in ("generated", "shuffled"):
        assert found[row]["pixel"] == pytest.approx(3 / 4)
        assert found[row]["class"] == pytest.approx((1 + 0) / 2)
        assert found[row]["iou"] == pytest.approx((3 / 4 + 0) / 2)
        assert found[row]["absent"] == ["door"]


def test_photos_are_not_scaled_to_the_size_of_a_segmenter_unsaid(tmp_path, caplog):
    write_labelled(tmp_path / "val", MAPS, MAPS)
    painted = painter_of_trees(tmp_path / "painter", "b2a")
    with caplog.at_level("INFO"):
        measure(painted, tmp_path, segmenter=by_color(size=32))
        assert "scaled" not in caplog.text
        measure(painted, tmp_path, segmenter=by_color(size=64))
    assert "Outputs of 32 x 32 px, and real photos as small or large, are scaled" in caplog.text


def test_label_maps_that_were_made_are_compared_without_being_asked_to(tmp_path, caplog):
    maps = [columns(TREE, WALL, DOOR, TREE, side=16), columns(TREE, DOOR, TREE, WALL, side=16)]
    write_labelled(tmp_path / "val", maps, [PHOTO, PHOTO])
    painted = painter_of_trees(tmp_path / "painter", "a2b")
    with caplog.at_level("INFO"):
        found = measure(painted, tmp_path)["label_score"]
    assert "for the 3 classes of the list of the colors that were found" in caplog.text
    assert found["pixel"] == pytest.approx(1 / 2)
    assert found["class"] == pytest.approx(1 / 3)
    listed = measure(painted, tmp_path, classes=CLASSES)["label_score"]
    assert {**listed, "absent": []} == {**found, "absent": []}


def test_both_directions_are_judged_where_a_model_has_both(tmp_path):
    write_labelled(tmp_path / "val", MAPS, [PHOTO, PHOTO])
    save_painters(tmp_path / "both")
    found = measure(tmp_path / "both", tmp_path, segmenter=by_color(size=32))
    assert found["label_score"]["pixel"] == pytest.approx(3 / 4)  # it paints blue
    assert "fcn_score" not in found
    assert found[REVERSE]["fcn_score"]["generated"]["pixel"] == pytest.approx(1 / 4)  # and red


def test_colors_of_no_class_are_told_with_their_files(tmp_path):
    odd = columns("#f0f020", WALL, side=32)
    write_labelled(tmp_path / "val", [*MAPS, odd], [*MAPS, odd])
    painted = painter_of_trees(tmp_path / "painter", "b2a")
    with pytest.raises(DataError) as error:
        measure(painted, tmp_path, segmenter=by_color(size=32))
    assert "The list of classes has no class for 1 color of the label maps: " in str(error.value)
    assert f"#f0f020 (1984 px in 1 file, the first is {tmp_path / 'val' / '2.png'})" in str(
        error.value
    )


def test_drawings_of_few_colors_are_no_label_maps(tmp_path):
    colors = ("#c02020", "#20c020", "#2020c0", "#c0c020")
    drawings = [columns("white", "white", color, "white", side=16) for color in colors]
    write_labelled(tmp_path / "val", drawings, [PHOTO] * 4)
    assert "label_score" not in measure(painter_of_trees(tmp_path / "painter", "a2b"), tmp_path)


def test_colors_that_some_pictures_do_not_show_make_no_classes_by_themselves(tmp_path, caplog):
    maps = [columns(TREE, WALL, DOOR, TREE, side=16)] * 16
    rare = maps[0].clone()  # 24 px of which lie inside of an unknown region
    rare[:, 4:12, 20:26] = torch.tensor([240, 240, 32], dtype=torch.uint8)[:, None, None]
    write_labelled(tmp_path / "val", [*maps, rare], [PHOTO] * 17)
    painted = painter_of_trees(tmp_path / "painter", "a2b")
    with caplog.at_level("INFO"):
        assert "label_score" not in measure(painted, tmp_path)
    assert "not compared class by class, for the list of the colors that were found" in caplog.text
    assert "has no class for 1 color of the label maps: #f0f020" in caplog.text
    assert "Give the list of these label maps (--classes)" in caplog.text


def test_a_segmenter_for_other_classes_is_refused(tmp_path):
    write_labelled(tmp_path / "val", MAPS, MAPS)
    painted = painter_of_trees(tmp_path / "painter", "b2a")
    others = Classes((Label(name="sky", color=WALL), Label(name="sea", color=TREE)), "sea.json")
    with pytest.raises(ConfigError, match="sea.json lists other classes than .*Leave out"):
        measure(painted, tmp_path, segmenter=by_color(size=32), classes=others)


def test_pictures_without_labels_are_refused(tmp_path):
    write_labelled(tmp_path / "val", [PHOTO] * 2, [PHOTO] * 2)
    painted = painter_of_trees(tmp_path / "painter", "b2a")
    with pytest.raises(DataError, match="the held-out sources of .* are no label maps"):
        measure(painted, tmp_path, segmenter=by_color(size=32))
    with pytest.raises(DataError, match="held-out targets of .* are no label maps"):
        measure(painted, tmp_path, classes=CLASSES)


def test_a_segmenter_does_not_judge_label_maps(tmp_path):
    write_labelled(tmp_path / "val", MAPS, [PHOTO] * 2)
    painted = painter_of_trees(tmp_path / "painter", "a2b")
    with pytest.raises(DataError, match="makes label maps, which are judged by their colors"):
        measure(painted, tmp_path, segmenter=by_color(size=32))


def test_void_alone_leaves_nothing_to_score(tmp_path):
    void = columns(NOTHING, side=64)
    write_labelled(tmp_path / "val", [void] * 2, [PHOTO] * 2)
    painted = painter_of_trees(tmp_path / "painter", "b2a")
    with pytest.raises(DataError, match="No pixel of the label maps is of a class that counts"):
        measure(painted, tmp_path, segmenter=by_color(size=32))
