"""The stick figure: one colour a limb, what is near in front, what was not seen left out."""

import numpy as np

from pix2pix.data.stick_figure import JOINTS, LIMBS, draw_stick_figure, limb_labels

SIZE = (200, 100)
UNSEEN = [np.nan] * 3


def figure(**places):
    """Only these joints were seen; ``right_hip`` is the right hip."""
    joints = np.full((18, 3), np.nan)
    for name, place in places.items():
        joints[JOINTS.index(name.replace("_", " "))] = place
    return np.asarray(draw_stick_figure(joints, SIZE)).astype(int)


def color_of(first, second):
    return next(color for _, a, b, color in LIMBS if (a, b) == (first, second))


def test_each_limb_has_a_color_of_its_own_and_all_joints_are_joined():
    colors = [color for *_, color in LIMBS]
    assert len(set(colors)) == len(colors) == 17
    assert {name for _, first, second, _ in LIMBS for name in (first, second)} == set(JOINTS)
    apart = [np.abs(np.subtract(a, b)).sum() for a in colors for b in colors if a != b]
    assert min(apart) > 50
    assert min(3 * 255 - sum(color) for color in colors) > 200  # all can be told from paper


def test_a_limb_lies_between_its_joints_in_its_color():
    picture = figure(right_elbow=(40, 50, 0), right_wrist=(160, 50, 0))
    assert picture.shape == (100, 200, 3)
    assert tuple(picture[50, 100]) == color_of("right elbow", "right wrist")
    assert (picture[50, :36] == 255).all()
    assert (picture[50, 164:] == 255).all()
    assert (picture[:46] == 255).all()


def test_the_nearer_limb_crosses_over_the_farther_one():
    left, right = color_of("left elbow", "left wrist"), color_of("right elbow", "right wrist")
    for depth, nearer in ((9, left), (-9, right)):
        picture = figure(
            left_elbow=(100, 10, depth), left_wrist=(100, 90, depth),
            right_elbow=(20, 50, 0), right_wrist=(180, 50, 0),
        )  # fmt: skip
        assert tuple(picture[50, 100]) == nearer


def test_what_was_not_seen_is_left_out():
    assert (figure(neck=(100, 50, 0), nose=UNSEEN) == 255).all()


def test_places_between_pixels_move_the_line_a_little():
    first = figure(neck=(20, 50.0, 0), nose=(180, 50.0, 0))
    second = figure(neck=(20, 50.5, 0), nose=(180, 50.5, 0))
    assert 0 < np.abs(first - second).sum() < np.abs(first - 255).sum()


def test_the_canvas_is_offered_paper_and_every_limb_by_name():
    paper, first, *others = limb_labels()
    assert (paper.name, paper.color) == ("paper", "#ffffff")
    assert (first.name, first.color) == ("right shoulder", "#c80000")
    assert len({first.name, *(label.name for label in others)}) == 17
