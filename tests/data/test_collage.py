import cv2
import numpy as np
import pytest

from pix2pix.data.collage import (
    BARE,
    BENDS,
    EAVES,
    LEVEL,
    PARTS,
    SPLIT,
    bend,
    closed,
    collage,
    figure,
    material,
    one_side,
    shape,
    top_part,
)

RED = (200, 30, 40)


@pytest.fixture
def pair():
    """A red disc on white, and its outline."""
    source = np.full((128, 128, 3), 255, np.uint8)
    target = source.copy()
    cv2.circle(source, (64, 64), 30, (0, 0, 0), 1)
    cv2.circle(target, (64, 64), 30, RED, -1)
    return source, target


def enclosed(lines):
    """Where no way leads out to the corner without crossing a line, and where one does."""
    ink = cv2.dilate((lines.min(axis=2) < 200).astype(np.uint8), np.ones((3, 3), np.uint8))
    outside = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cv2.floodFill(outside, None, (0, 0), 2)
    outside = outside[1:-1, 1:-1]
    return outside == 0, outside == 2


@pytest.mark.parametrize("seed", range(40))
def test_what_is_enclosed_by_lines_is_filled_and_all_else_is_white(pair, seed):
    lines, painted = collage(*pair, np.random.default_rng(seed))
    inside, outside = enclosed(lines)
    assert 0.005 < inside.mean() < 0.7
    assert (painted[inside][:, 1:] < 90).all()  # red all over, though the disc ends somewhere
    assert (painted[inside][:, 0] > 100).all()
    assert (painted[outside] > 250).all()


def test_a_bow_leaves_its_middle_empty_and_is_of_any_length():
    spans = []
    for seed in range(50):
        points = bend(np.random.default_rng(seed))
        assert cv2.pointPolygonTest(points.astype(np.float32), (0.0, 0.0), False) < 0
        outside = points[: len(points) // 2]
        np.testing.assert_allclose(np.hypot(*outside.T), 1)
        spans.append(np.ptp(np.unwrap(np.arctan2(*outside.T))) / np.pi)
    assert min(spans) < 0.6
    assert max(spans) > 1.4


def test_bows_are_a_share_of_the_shapes():
    middle, rng = np.zeros(2), np.random.default_rng(0)
    shapes = [shape(middle, 1.0, rng).astype(np.float32) for _ in range(400)]
    bent = [cv2.pointPolygonTest(points, (0.0, 0.0), False) < 0 for points in shapes]
    assert np.mean(bent) == pytest.approx(BENDS, abs=0.08)
    assert 0 < BENDS < 1


@pytest.mark.parametrize("seed", range(20))
def test_one_side_of_a_disc_is_all_of_it_behind_a_chord(seed):
    angles = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    disc = 0.5 + 0.3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    part = one_side(disc, 0.3 * seed, np.random.default_rng(seed))
    edges = np.roll(part, -1, axis=0) - part
    begin = int(np.argmax(np.hypot(*edges.T)))  # no edge of the disc is as long as the chord
    across = np.array([-edges[begin][1], edges[begin][0]])
    behind = (disc - part[begin]) @ across > 0
    kept = {tuple(corner) for corner in part} & {tuple(corner) for corner in disc}
    assert kept == {tuple(corner) for corner in disc[behind]}
    assert 0.2 < len(kept) / len(disc) < 0.8


def test_a_lid_is_as_wide_as_the_box_below_it_or_wider_and_half_of_them_lie_level():
    box = np.array([[0.3, 0.3], [0.7, 0.3], [0.7, 0.7], [0.3, 0.7]])
    widths = []
    for seed in range(400):
        part = top_part(box, np.random.default_rng(seed))
        if np.isclose(part[:, 1].min(), 0.3) and len(np.unique(part[:, 1].round(9))) == 2:
            assert 0.3 < part[:, 1].max() < 0.7
            assert part[:, 0].mean() == pytest.approx(0.5)
            widths.append(np.ptp(part[:, 0]) / 0.4)
    assert len(widths) / 400 == pytest.approx(LEVEL, abs=0.07)
    assert 1 <= min(widths) < 1.05
    assert EAVES - 0.05 < max(widths) <= EAVES


def test_top_parts_reach_beyond_the_shape_they_lie_on_at_times():
    wider = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        below = shape(np.full(2, 0.5), 0.3, rng)
        above = top_part(below, rng)
        wider.append((above.min(0) < below.min(0)).any() or (above.max(0) > below.max(0)).any())
    assert 0.5 < np.mean(wider) < 1


def test_a_share_of_the_parts_has_no_line_of_the_source_in_it(pair):
    white, black = np.full_like(pair[0], 255), np.zeros_like(pair[0])  # no lines, lines all over
    bare = []
    for seed in range(200):
        outlines, painted = collage(white, pair[1], np.random.default_rng(seed))
        lines, _ = collage(black, pair[1], np.random.default_rng(seed))
        inside = (painted[..., 1] < 90) & (outlines.min(axis=2) > 250)
        bare.append((lines[inside] > 200).mean())
    assert np.mean(bare) == pytest.approx(BARE, abs=0.08)
    assert min(bare) < 0.01  # no part of some figures
    assert max(bare) > 0.99  # and all parts of others


def test_a_figure_of_one_shape_is_split_by_a_straight_line_at_times():
    counts = [len(figure(np.random.default_rng(seed))) for seed in range(400)]
    assert max(counts) > PARTS
    assert counts.count(1) / 400 == pytest.approx((1 - SPLIT) / PARTS, abs=0.05)


def test_every_draw_is_another_figure_and_the_same_seed_the_same(pair):
    drawn = [collage(*pair, np.random.default_rng(seed))[1] for seed in (1, 2, 1)]
    assert not np.array_equal(drawn[0], drawn[1])
    assert np.array_equal(drawn[0], drawn[2])


def test_a_part_is_darker_towards_its_outline(pair):
    _, painted = collage(*pair, np.random.default_rng(3))
    inside = (painted[..., 1] < 90).astype(np.uint8)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    rim, heart = (depth > 0) & (depth < 2), depth > 8
    assert painted[rim][:, 0].mean() < painted[heart][:, 0].mean() - 20


def test_lines_of_the_source_stay_inside_the_figure(pair):
    lined = np.zeros_like(pair[0])  # black all over
    lines, painted = collage(lined, pair[1], np.random.default_rng(0))
    assert (lines[(painted > 250).all(axis=2)].mean(axis=1) > 100).mean() > 0.99
    assert (lines[(painted < 100).all(axis=2)] < 100).all()


def test_paper_takes_the_color_of_the_object_nearby(pair):
    filled = material(pair[1])
    assert np.abs(filled - RED).max() < 2
    blue_and_red = pair[1].copy()
    blue_and_red[:, 90:] = (30, 40, 200)
    filled = material(blue_and_red)
    assert np.abs(filled[64, 28] - RED).max() < 20
    assert np.abs(filled[5, 80] - (30, 40, 200)).max() < 20
    assert np.abs(filled[64, 64] - RED).max() < 1  # the object itself is left as it is


def test_the_pale_rim_of_an_object_is_not_taken_for_its_material(pair):
    cv2.circle(pair[1], (64, 64), 30, (235, 230, 230), 1)
    assert np.abs(material(pair[1]) - RED).max() < 2


def test_the_part_that_holds_the_others_together_may_lie_above_or_below_them():
    places = set()
    for seed in range(300):
        sizes = [np.ptp(points, axis=0).prod() for points in figure(np.random.default_rng(seed))]
        if len(sizes) > 1 and max(sizes) > 4 * sorted(sizes)[-2]:  # surely the first one made
            places.add("below" if np.argmax(sizes) == 0 else "above")
    assert places == {"above", "below"}


def test_a_white_picture_stays_a_picture():
    white = np.full((64, 64, 3), 255, np.uint8)
    lines, painted = collage(white, white, np.random.default_rng(0))
    assert lines.min() < 50
    assert np.isfinite(painted).all()


@pytest.mark.parametrize("channels", [(1, 3), (3, 1), (3, 4), (4, 3)])
def test_any_channels_are_cut(pair, channels):
    source, target = (
        np.concatenate([half, half], axis=2)[..., :count]
        for half, count in zip(pair, channels, strict=True)
    )
    lines, painted = collage(source, target, np.random.default_rng(0))
    assert (lines.shape[2], painted.shape[2]) == channels


def test_figures_stay_on_the_paper():
    for seed in range(200):
        for points in figure(np.random.default_rng(seed)):
            assert points.min() >= 0.02
            assert points.max() <= 0.98


@pytest.mark.parametrize("place", [0.02, 0.98])
def test_what_closes_a_figure_at_the_rim_does_not_reach_beyond_it(place):
    box = np.array([[place, 0.3], [0.5, 0.3], [0.5, 0.7], [place, 0.7]])
    for points in (box, box[:, ::-1]):
        outline, part = closed([points], 256, 256)
        assert (outline.min(axis=0) >= part.min(axis=0)).all()
        assert (outline.max(axis=0) <= part.max(axis=0)).all()
        assert (np.ptp(outline, axis=0) >= np.ptp(part, axis=0) - 2).all()
