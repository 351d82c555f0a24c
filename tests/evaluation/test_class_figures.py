"""Figures of confusion matrices, worked out by hand."""

import pytest
import torch
from torchmetrics.functional.classification import multiclass_confusion_matrix

from pix2pix.errors import DataError
from pix2pix.evaluation.class_figures import Confusion, bootstrap, confusion
from pix2pix.images.class_colors import VOID

NAMES = ("wall", "door", "tree")


def numbers(*rows: list[int]) -> torch.Tensor:
    return torch.tensor(rows, dtype=torch.uint8)


@pytest.fixture
def two() -> Confusion:
    """Walls and doors: 4 of 6 pixels of a wall are found and 2 of 3 of a door; there is no tree."""
    made = Confusion(NAMES)
    made.update(numbers([0, 0, 1], [1, 1, VOID]), numbers([0, 1, 1], [1, 0, 2]))
    made.update(numbers([0, 0], [0, 0]), numbers([0, 0], [0, VOID]))
    return made


def test_the_three_figures_are_those_on_paper(two):
    found = two.compute()
    assert found["n"] == 2
    assert found["pixel"] == pytest.approx(6 / 9)
    assert found["class"] == pytest.approx((4 / 6 + 2 / 3) / 2)
    # A wall: 4 right, 6 true, 5 found. A door: 2 right, 3 true, 3 found.
    assert found["iou"] == pytest.approx((4 / 7 + 2 / 4) / 2)


def test_a_class_without_a_pixel_is_listed_and_in_no_mean(two):
    assert two.compute()["absent"] == ["tree"]
    two.update(numbers([2]), numbers([0]))
    found = two.compute()
    assert found["absent"] == []
    assert found["class"] == pytest.approx((4 / 6 + 2 / 3 + 0) / 3)
    assert found["iou"] == pytest.approx((4 / 8 + 2 / 4 + 0) / 3)


def test_void_pixels_count_for_nothing_and_void_answers_are_wrong(two):
    assert two.matrices.sum() == 9  # of ten pixels, one is void
    assert two.matrices[1].tolist() == [[3, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
    before = two.compute()
    two.update(numbers([VOID, VOID]), numbers([0, 1]))
    after = two.compute()
    assert [after[name] for name in ("pixel", "class", "iou")] == [
        before[name] for name in ("pixel", "class", "iou")
    ]


def test_intervals_are_those_of_pictures_drawn_again(two):
    # Twice the first, both, or twice the second: 3/5, 6/9 or 3/4, with chances 1/4, 1/2, 1/4.
    assert two.compute()["intervals"]["pixel"] == pytest.approx((3 / 5, 3 / 4))
    drawn = bootstrap(two.matrices.double().numpy(), draws=4000).pixel
    shares = [(abs(drawn - value) < 1e-9).mean() for value in (3 / 5, 6 / 9, 3 / 4)]
    assert shares == pytest.approx([0.25, 0.5, 0.25], abs=0.03)


def test_one_class_alone_is_scored_and_none_is_refused():
    made = Confusion(NAMES)
    with pytest.raises(DataError, match="No pixel of the label maps is of a class that counts"):
        made.compute()
    made.update(numbers([1, 1]), numbers([1, 1]))
    found = made.compute()
    assert (found["pixel"], found["class"], found["iou"]) == (1, 1, 1)
    assert found["absent"] == ["wall", "tree"]


def test_counts_are_those_of_torchmetrics():
    truth, found = torch.randint(0, 3, (2, 40, 50), dtype=torch.uint8)
    truth[:5] = VOID
    theirs = multiclass_confusion_matrix(found.long(), truth.long(), 3, ignore_index=VOID)
    assert torch.equal(confusion(truth, found, 3)[:, :3], theirs)
