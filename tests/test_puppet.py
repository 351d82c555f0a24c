"""The puppet of the recipe: where its joints are, what is in front, and that it moves smoothly."""

import numpy as np
import pytest
from pose2puppet import held_out, stick_figure
from puppet import SKIN, draw_puppet
from puppet_poses import GROUND, RANGES, dance, random_pose, skeleton, walk

from pix2pix.data.stick_figure import JOINTS

SIDE = 256
REST = dict.fromkeys(RANGES, 0.0)


def joints(angles=REST):
    return skeleton(
        REST | {name.replace("_", " "): value for name, value in angles.items()}, SIDE
    ).joints


def test_its_left_is_on_the_right_while_it_faces_the_viewer():
    at = joints()
    assert at["left wrist"][0] > at["left shoulder"][0] - 1 > at["right shoulder"][0]
    assert at["nose"][2] > at["left ear"][2]
    assert at["nose"][1] < at["neck"][1] < at["left hip"][1] < at["left ankle"][1] < GROUND * SIDE


@pytest.mark.parametrize(
    ("angle", "joint", "axis", "sign"),
    [
        ("left arm swing", "left wrist", 2, 1),  # to the front
        ("left arm spread", "left wrist", 0, 1),  # away from the body
        ("right arm spread", "right wrist", 0, -1),
        ("left elbow", "left wrist", 2, 1),
        ("left knee", "left ankle", 2, -1),  # to the back
        ("left leg swing", "left knee", 2, 1),
        ("yaw", "nose", 0, 1),
        ("lean", "neck", 2, 1),
    ],
)
def test_joints_turn_the_way_bodies_do(angle, joint, axis, sign):
    moved = joints({angle: 40.0})[joint] - joints()[joint]
    assert sign * moved[axis] > 5


def test_limbs_keep_their_length_and_stay_in_the_picture():
    for seed in range(200):
        at = skeleton(random_pose(np.random.default_rng(seed)), SIDE).joints
        length = np.linalg.norm(at["left elbow"] - at["left wrist"])
        assert length == pytest.approx(0.15 * 0.8 * SIDE)
        drawn = np.stack([at[name] for name in JOINTS])[:, :2]
        assert 0 < drawn.min() < drawn.max() < SIDE


@pytest.mark.parametrize("move", [walk, lambda moment: dance(moment, 99)])
def test_moves_are_smooth_and_within_reach(move):
    steps = [skeleton(move(n / 25), SIDE).as_array for n in range(50)]
    furthest = max(np.abs(b - a).max() for a, b in zip(steps, steps[1:], strict=False))
    assert 0 < furthest < 12  # px from one frame to the next
    for moment in range(8):
        pose = move(moment)
        assert all(low - 1e-9 <= pose[name] <= high + 1e-9 for name, (low, high) in RANGES.items())


def test_the_puppet_is_where_its_stick_figure_is():
    pose = held_out(7)
    lines = (np.asarray(stick_figure(pose)) < 255).any(2)
    empty = REST | {"across": 9.0}  # out of the picture
    stage = np.asarray(draw_puppet(skeleton(empty, SIDE), SIDE)).astype(int)
    puppet = np.abs(np.asarray(draw_puppet(skeleton(pose, SIDE), SIDE)) - stage).sum(2) > 30
    assert puppet[lines].mean() > 0.97
    assert 0.05 < puppet.mean() < 0.3


def test_an_arm_is_in_front_of_the_chest_or_behind_it():
    fore = REST | {"left arm swing": 20.0, "left arm twist": -60.0, "left elbow": 100.0}
    place = skeleton(fore, SIDE).joints["left wrist"][:2].astype(int)
    for yaw, hidden in ((0.0, False), (180.0, True)):
        posed = skeleton(fore | {"yaw": yaw}, SIDE)
        x, y = posed.joints["left wrist"][:2].astype(int) if yaw else place
        seen = np.asarray(draw_puppet(posed, SIDE))[y, x].astype(float)
        off = np.abs(seen / seen.max() - np.array(SKIN) / max(SKIN)).max()
        assert (off > 0.2) == hidden
