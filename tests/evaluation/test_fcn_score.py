"""FCN-scores of made-up photos, worked out by hand."""

import pytest
import torch

from pix2pix.config import Size
from pix2pix.data import transform
from pix2pix.errors import DataError
from pix2pix.evaluation.fcn_score import FCNScore, LabelScore
from tests.label_maps import DOOR, NOTHING, TREE, WALL, as_jpeg, by_color, columns


def test_the_rows_are_real_generated_and_shuffled():
    score = FCNScore(by_color(size=16))
    # Photos in the colors of their labels; the generated ones have a tree where a door should be.
    for left in (WALL, DOOR):
        source = columns(left, DOOR)
        score.update(source, columns(left, TREE), source)
    found = score.compute()
    assert found["real"]["pixel"] == found["real"]["iou"] == 1
    # Wall 1 of 1 columns, door 1 of 3.
    assert found["generated"]["pixel"] == pytest.approx(2 / 4)
    assert found["generated"]["class"] == pytest.approx((1 + 1 / 3) / 2)
    assert found["generated"]["iou"] == pytest.approx((1 + 1 / 3) / 2)
    # "Wall, tree" for doors, and "door, tree" for wall and door: nothing is right.
    assert found["shuffled"]["pixel"] == 0
    assert all(found[row]["absent"] == ["tree"] for row in found)
    assert found == score.compute()


def test_labels_keep_their_size_and_photos_are_brought_to_that_of_the_segmenter():
    score = FCNScore(by_color(size=16))
    source = columns(WALL, DOOR, TREE, NOTHING, side=16)  # 64 px
    small = transform.resize(source, Size(32, 32), "nearest")
    for _ in range(2):
        score.update(source, small, small)
    assert score.generated.matrices[0].sum() == 64 * 48  # all but the void column
    assert score.compute()["generated"]["pixel"] > 0.95  # logits are interpolated at borders


def test_a_segmenter_refuses_photos_of_another_shape():
    wide = torch.zeros(3, 16, 32, dtype=torch.uint8)
    with pytest.raises(DataError, match="16 x 16 px; one of 32x16 px would be distorted.*--size"):
        by_color(size=16)(wide)


def test_a_score_of_one_picture_has_no_floor():
    score = FCNScore(by_color(size=16))
    score.update(*[columns(WALL, DOOR)] * 3)
    with pytest.raises(DataError, match="needs two pictures at least"):
        score.compute()


def test_labels_that_were_made_count_by_their_nearest_color():
    score = LabelScore(by_color().classes)
    target = columns(WALL, DOOR, TREE, NOTHING)
    output = as_jpeg(columns(WALL, WALL, TREE, TREE))
    score.update(target, output, target)
    found = score.compute()
    assert found["pixel"] == pytest.approx(2 / 3)
    assert found["class"] == pytest.approx((1 + 0 + 1) / 3)
    assert found["iou"] == pytest.approx((1 / 2 + 0 + 1) / 3)
    score.update(target, columns(NOTHING, DOOR, TREE, TREE), target)
    assert score.compute()["pixel"] == pytest.approx(4 / 6)  # no class is no answer
