"""Poses in pictures: the arithmetic around the networks, and the networks themselves."""

import numpy as np
import pytest
from PIL import Image
from pose2puppet import SIDE
from pose_networks import WEIGHTS, needs_weights
from puppet import draw_puppet
from puppet_poses import dance, skeleton, walk

from pix2pix.data.stick_figure import JOINTS
from pix2pix.engines.blazepose import BlazePose, anchors, to_joints
from pix2pix.errors import DataError


def test_the_detector_has_2254_boxes_around_the_middles_of_its_cells():
    found = anchors()
    assert found.shape == (28 * 28 * 2 + 14 * 14 * 2 + 7 * 7 * 6, 2) == (2254, 2)
    assert found[0].tolist() == found[1].tolist() == [0.5 / 28, 0.5 / 28]
    assert found[2].tolist() == [1.5 / 28, 0.5 / 28]  # across first
    assert found[-1].tolist() == [6.5 / 7, 6.5 / 7]


def test_the_neck_lies_between_the_shoulders_and_what_is_hidden_is_unknown():
    landmarks = np.arange(99.0).reshape(33, 3)
    visible = np.ones(33, bool)
    visible[[14, 12]] = False  # right elbow and shoulder
    joints = dict(zip(JOINTS, to_joints(landmarks, np.ones(33, bool)), strict=True))
    assert joints["neck"].tolist() == ((landmarks[11] + landmarks[12]) / 2).tolist()
    assert joints["left wrist"].tolist() == landmarks[15].tolist()
    hidden = to_joints(landmarks, visible)
    unknown = {name for name, place in zip(JOINTS, hidden, strict=True) if np.isnan(place).any()}
    assert unknown == {"neck", "right shoulder", "right elbow"}


def test_missing_networks_are_named_with_what_brings_them(tmp_path):
    with pytest.raises(DataError, match=r"is no network that finds poses. .*npm install --prefix"):
        BlazePose(tmp_path)


@needs_weights
@pytest.mark.parametrize("size", [(256, 256), (480, 320)])
def test_the_puppet_is_taken_for_a_person_and_its_joints_are_found(size):
    find = BlazePose(WEIGHTS)
    left, top = (size[0] - SIDE) // 2, (size[1] - SIDE) // 2
    for pose in (walk(0.4), walk(1.0), dance(2.0, 99)):
        posed = skeleton(pose, SIDE)
        picture = Image.new("RGB", size, (215, 220, 225))
        picture.paste(draw_puppet(posed, SIDE), (left, top))
        apart = (find(picture) - posed.as_array)[:, :2] - (left, top)
        assert np.nanmean(np.linalg.norm(apart, axis=1)) < 12  # px; its head is larger than ours
        assert np.isnan(apart[:, 0]).mean() < 0.3


@needs_weights
def test_nobody_is_found_where_there_is_nobody():
    assert BlazePose(WEIGHTS)(Image.new("RGB", (256, 256), "white")) is None
