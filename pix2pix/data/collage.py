"""Make collages of pairs along random outlines, so that a model fills whatever is enclosed.

A model that has only seen shoes and bags takes the roof of a house for an opening and the gaps of
a flower for fog. Material of the photos in shapes of any kind shows it what a closed line means.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pix2pix.data.edges import REFERENCE, Bytes

Points = NDArray[np.float64]
Corners = NDArray[np.int32]

WHITE = 240  # of 255: what is brighter in all channels is paper
SEAM = 5  # px at a shorter side of 256: the rim of an object, where it and the paper mix
SPREAD = 0.12  # of the shorter side: how far colors run into each other where there is no object
ALMOST = 13  # px at a shorter side of 256: a gap with a narrower way out counts as enclosed
RIM = 0.03  # of the shorter side: how far a shape is darker towards its outline
SHADE = 0.3  # how much darker it is there
PARTS = 5  # at most, in one figure
BENDS = 0.3  # share of bent bands among the parts
SPLIT = 0.3  # share of parts with a straight line across them
LEVEL = 0.5  # share of those lines that are level
EAVES = 1.4  # how many times as wide, at most, is what lies beyond such a line
BARE = 0.4  # share of parts with no line of the source in them


def collage(source: Bytes, target: Bytes, rng: np.random.Generator) -> tuple[Bytes, Bytes]:
    """A made-up figure on white, of the material of a pair.

    Args:
        source: Dark lines on white, (H, W, C).
        target: An object on white, (H, W, C); the figure is filled with it.
        rng: Draws the figure.

    Returns:
        The outlines of the figure with the lines of the source in most parts of it, and the
        figure itself.
    """
    height, width = target.shape[:2]
    rim = RIM * min(height, width)
    filled = material(target)
    lines, painted = (np.full_like(each, 255, np.float32) for each in (source, target))
    pen = int(rng.integers(1, 3))
    for corners in closed(figure(rng), height, width):  # each lies on top of those before
        part = cv2.fillPoly(np.zeros((height, width), np.uint8), [corners], 255, cv2.LINE_AA)
        edge = cv2.polylines(np.zeros_like(part), [corners], True, 255, pen, cv2.LINE_AA)
        depth = cv2.distanceTransform((part > 127).astype(np.uint8), cv2.DIST_L2, 3)
        light = float(rng.uniform(0.8, 1.1)) * (1 - SHADE * np.clip(1 - depth / rim, 0, 1))
        inside, ink = (each[..., None] / np.float32(255) for each in (part, edge))
        painted += (np.minimum(filled * light[..., None], 255) - painted) * inside
        drawn = np.float32(255) if rng.random() < BARE else source
        lines += (drawn - lines) * inside
        lines *= 1 - ink
    return lines.astype(np.uint8), painted.astype(np.uint8)


def material(picture: Bytes) -> NDArray[np.float32]:
    """The picture with its white paper colored as the object nearby, (H, W, C) float32."""
    side = min(picture.shape[:2])
    around = (round(2 * SPREAD * side) | 1,) * 2
    object_mask = (picture.min(axis=2) < WHITE).astype(np.uint8)
    seam = np.ones((round(SEAM * side / REFERENCE) | 1,) * 2, np.uint8)
    object_mask = cv2.erode(object_mask, seam, borderValue=0)[..., None].astype(np.float32)
    colors = cv2.stackBlur(picture * object_mask, around).reshape(picture.shape)
    amount = cv2.stackBlur(object_mask, around)[..., None]
    mean = (picture * object_mask).sum((0, 1)) / max(1.0, float(object_mask.sum()))
    least = np.float32(0.01)  # far from the object its mean color takes over
    spread = (colors + least * mean) / (amount + least)
    return np.where(object_mask > 0, picture, spread).astype(np.float32)


def figure(rng: np.random.Generator) -> list[Points]:
    """Shapes that touch each other, as corners (N, 2) in parts of the side, from 0 to 1."""
    middle, size = rng.uniform(0.35, 0.65, size=2), rng.uniform(0.2, 0.6)
    shapes = [shape(middle, size, rng)]
    for _ in range(rng.integers(0, PARTS)):
        joint = shapes[0][rng.integers(len(shapes[0]))]
        shapes.append(shape(joint, size * rng.uniform(0.3, 0.9), rng))
    rng.shuffle(shapes)  # any of them may lie on top
    parts = []
    for points in shapes:
        parts.append(points)
        if rng.random() < SPLIT:
            parts.append(top_part(points, rng))
    return [np.clip(points, 0.02, 0.98) for points in parts]


def top_part(points: Points, rng: np.random.Generator) -> Points:
    """What lies beyond a straight line through a shape, often wider along it: a roof, a cap."""
    turn = -np.pi / 2 if rng.random() < LEVEL else rng.uniform(0, 2 * np.pi)  # y points down
    part = one_side(points, turn, rng)
    along = np.array([-np.sin(turn), np.cos(turn)])
    wider = rng.uniform(1, EAVES) - 1
    return part + wider * np.outer((part - part.mean(axis=0)) @ along, along)


def one_side(points: Points, turn: float, rng: np.random.Generator) -> Points:
    """The part of a shape beyond a straight line across the direction ``turn``, in radians."""
    height = points @ [np.cos(turn), np.sin(turn)]
    height -= rng.uniform(*np.quantile(height, [0.25, 0.75]))
    kept: list[Points] = []
    for here, there, low, high in zip(
        points, np.roll(points, -1, axis=0), height, np.roll(height, -1), strict=True
    ):
        if low >= 0:
            kept.append(here)
        if (low < 0) != (high < 0):  # the outline crosses the line
            kept.append(here + (there - here) * low / (low - high))
    return np.array(kept)


def closed(parts: list[Points], height: int, width: int) -> list[Corners]:
    """The parts of a figure in px, on top of their common outline, which closes gaps they enclose.

    A gap that is left white would teach that any closed line may be an empty one.
    """
    corners = [np.rint(points * (width, height)).astype(np.int32) for points in parts]
    covered = np.zeros((height, width), np.uint8)
    for each in corners:
        cv2.fillPoly(covered, [each], 255)
    reach = np.ones((round(ALMOST * min(height, width) / REFERENCE) | 1,) * 2, np.uint8)
    cv2.dilate(covered, reach, covered)
    cv2.drawContours(covered, outlines(covered), -1, 255, cv2.FILLED)
    cv2.erode(covered, reach, covered, borderValue=0)
    return [*outlines(covered), *corners]


def outlines(covered: Bytes) -> list[Corners]:
    """Of each area, the outer outline in px; holes do not count."""
    found, _ = cv2.findContours(covered, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return [each[:, 0].astype(np.int32) for each in found]


def shape(middle: Points, size: float, rng: np.random.Generator) -> Points:
    """A polygon, a star, a round blob or a bent band around ``middle``: corners (N, 2)."""
    points = bend(rng) if rng.random() < BENDS else blob(rng)
    turn = rng.uniform(0, np.pi)
    axis = np.array([np.cos(turn), np.sin(turn)])
    points -= rng.uniform(0, 0.6) * np.outer(points @ axis, axis)  # narrower one way
    return middle + size * points


def blob(rng: np.random.Generator) -> Points:
    """Corners round a middle, at distances up to 1; sharp, or rounded off."""
    count = int(rng.integers(3, 9))
    angles = np.arange(2 * count) * np.pi / count + rng.uniform(0, 2 * np.pi)
    reach = np.where(np.arange(2 * count) % 2, rng.uniform(0.4, 1.0), 1.0)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach[:, None]
    for _ in range(rng.integers(0, 4)):  # cut the corners, and again (Chaikin 1974)
        following = np.roll(points, -1, axis=0)
        rounded = [0.75 * points + 0.25 * following, 0.25 * points + 0.75 * following]
        points = np.stack(rounded, axis=1).reshape(-1, 2)
    return points


def bend(rng: np.random.Generator) -> Points:
    """A band bent round a middle: an arch, a hook, a crescent; what it embraces stays open."""
    begin, span = rng.uniform(0, 2 * np.pi), rng.uniform(0.4, 1.7) * np.pi
    angles = begin + span * np.linspace(0, 1, int(rng.integers(4, 20)))
    first, last = rng.uniform(0.3, 0.9, size=2)  # one end may be thicker
    inner = np.linspace(first, last, len(angles))
    outside = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.concatenate([outside, (inner[:, None] * outside)[::-1]])
