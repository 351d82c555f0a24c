"""The warping error, against what can be worked out by hand."""

import numpy as np
import pytest
from PIL import Image

from pix2pix.evaluation.flicker import Flicker, is_trusted, warping_error


def plain(value, size=(64, 64)):
    return Image.new("RGB", size, (value,) * 3)


def texture(seed=0, side=160):
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 255, (side // 8, side // 8, 3)).astype(np.uint8)
    return Image.fromarray(small).resize((side, side), Image.Resampling.BICUBIC)


def measured(*steps):
    flicker = Flicker()
    for source, output in steps:
        flicker.update(source, output)
    return flicker.compute()


def test_a_still_video_does_not_flicker():
    still = [(texture(), texture(1))] * 4
    assert measured(*still) == {"steps": 3, "warping_error": 0, "warping_error_of_source": 0}


def test_an_output_that_changes_while_its_source_does_not_is_counted_in_full():
    found = measured((texture(), plain(100, (160, 160))), (texture(), plain(110, (160, 160))))
    assert found["warping_error"] == pytest.approx(3 * (10 / 255) ** 2, rel=1e-4)  # three channels
    assert found["warping_error_of_source"] == 0


def test_an_output_that_moves_with_its_source_does_not_flicker():
    def step(left):
        return tuple(texture(n).crop((left, 0, left + 96, 96)) for n in (0, 1))

    moving = measured(step(0), step(2), step(4))
    jumping = measured(step(0), (step(0)[0], step(2)[1]), (step(0)[0], step(4)[1]))
    assert moving["warping_error"] < 0.1 * jumping["warping_error"]
    assert moving["warping_error"] < 3 * moving["warping_error_of_source"]


def test_one_frame_has_no_figure():
    assert measured((plain(1), plain(2))) is None


def test_the_error_reads_the_frame_before_where_the_flow_points():
    now, before = np.zeros((1, 3, 3), np.float32), np.zeros((1, 3, 3), np.float32)
    before[0, :, 0] = [0.0, 0.5, 1.0]
    back = np.zeros((1, 3, 2), np.float32)
    back[0, 1] = [1, 0]  # the middle comes from the right
    middle = np.array([[False, True, False]])
    assert warping_error(now, before, back, middle) == 1.0
    assert warping_error(now, before, back, ~middle) == 0.5  # (0² + 1²) / 2


def test_flows_that_disagree_or_leave_the_frame_are_not_trusted():
    still, right = np.zeros((8, 8, 2), np.float32), np.zeros((8, 8, 2), np.float32)
    right[..., 0] = 3
    assert is_trusted(still, still).all()
    assert not is_trusted(right, right).any()
    assert is_trusted(right, -right)[:, :5].all()
    assert not is_trusted(right, -right)[:, 5:].any()
