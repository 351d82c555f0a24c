"""Draws the puppet of ``pose2puppet``: round limbs with joints, clothes and a face, in one light.

Each part is a capsule between two joints, seen straight from the front. Of all parts that cover a
pixel the nearest one is shown, with the shade of its surface there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from puppet_poses import GROUND, SIDES, TRUNK, Floats, Skeleton

SMOOTH = 2  # so many times larger is it drawn
LIGHT = np.array([-0.45, -0.6, 0.66])  # from above, from the left
SKIN, HAIR, SHIRT, STRIPE = (240, 190, 150), (95, 55, 30), (205, 50, 55), (250, 205, 90)
TROUSERS, SHOE, WOOD, WHITE, DARK = (
    (55, 80, 155),
    (85, 55, 40),
    (200, 150, 95),
    (250,) * 3,
    (35,) * 3,
)
WALL, FLOOR = (226, 232, 236), (196, 170, 140)
HEAD_RADIUS = 0.1  # body heights

Paint = Callable[[Floats], Floats]  # of places on the surface, (N, 3), in colors (N, 3)


@dataclass(frozen=True)
class Part:
    """A capsule from one place to another, (3,) px each, and how it is painted."""

    start: Floats
    end: Floats
    radii: tuple[float, float]
    paint: Paint


def draw_puppet(skeleton: Skeleton, side: int) -> Image.Image:
    """The puppet in a pose, on its stage, ``side`` px a side."""
    large = side * SMOOTH
    picture = _stage(skeleton, large)
    depth = np.full((large, large), -np.inf)
    for part in _parts(skeleton):
        for start, end, radii in (
            (part.start, part.end, part.radii),
            (part.start, part.start, (part.radii[0],) * 2),  # round, also when seen from the end
            (part.end, part.end, (part.radii[1],) * 2),
        ):
            _put(picture, depth, Part(start, end, radii, part.paint))
    drawn = Image.fromarray(picture.clip(0, 255).astype(np.uint8))
    return drawn.resize((side, side), Image.Resampling.BOX)


def _parts(skeleton: Skeleton) -> Iterator[Part]:
    at, unit = skeleton.joints, skeleton.height

    def part(start: Floats, end: Floats, first: float, second: float, paint: Paint) -> Part:
        return Part(start, end, (first * unit, second * unit), paint)

    shirt, face = _shirt(skeleton), _face(skeleton)
    chest = at["neck"] + skeleton.trunk @ (0, 0.07 * unit, 0)
    belt = at["hips"] - skeleton.trunk @ (0, 0.05 * unit, 0)
    yield part(chest, belt, 0.085, 0.07, shirt)
    yield part(at["neck"], at["head"], 0.035, 0.035, plain(SKIN))
    yield part(at["head"], at["head"], HEAD_RADIUS, HEAD_RADIUS, face)
    nose = at["nose"] - skeleton.head @ (0, 0, 0.012 * unit)
    yield part(nose, nose, 0.018, 0.018, plain((225, 120, 100)))
    yield part(at["right hip"], at["left hip"], 0.068, 0.068, plain(TROUSERS))
    for which in SIDES:
        shoulder, elbow, wrist, hip, knee, ankle, ear = (
            at[f"{which} {name}"]
            for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "ear")
        )
        toes = ankle + skeleton.hips @ (0, 0.018 * unit, 0.065 * unit)
        yield part(ear, ear, 0.022, 0.022, plain(SKIN))
        yield part(shoulder, hip * 0.8 + shoulder * 0.2, 0.05, 0.055, shirt)
        yield part(shoulder, chest, 0.05, 0.08, shirt)
        yield part(shoulder, elbow, 0.045, 0.036, plain(SHIRT))
        yield part(elbow, elbow, 0.04, 0.04, plain(WOOD))
        yield part(elbow, wrist, 0.033, 0.025, plain(SKIN))
        yield part(wrist, wrist, 0.036, 0.036, plain(SKIN))
        yield part(hip, knee, 0.062, 0.046, plain(TROUSERS))
        yield part(knee, knee, 0.048, 0.048, plain(WOOD))
        yield part(knee, ankle, 0.044, 0.034, plain(TROUSERS))
        yield part(ankle, toes, 0.036, 0.03, plain(SHOE))


def plain(color: tuple[int, ...]) -> Paint:
    """One color all over."""
    return lambda places: np.broadcast_to(np.array(color, float), places.shape)


def _shirt(skeleton: Skeleton) -> Paint:
    """A band around the chest, and buttons in front."""

    def paint(places: Floats) -> Floats:
        x, y, z = ((places - skeleton.joints["hips"]) @ skeleton.trunk / skeleton.height).T
        colors = np.tile(np.array(SHIRT, float), (len(places), 1))
        colors[abs(y + 0.6 * TRUNK) < 0.028] = STRIPE
        for height in (0.25, 0.42, 0.85):
            colors[(np.hypot(x, y + height * TRUNK) < 0.011) & (z > 0)] = WHITE
        return colors

    return paint


def _face(skeleton: Skeleton) -> Paint:
    """Hair, eyes, cheeks and a smile on the ball of the head."""

    def paint(places: Floats) -> Floats:
        centred = (places - skeleton.joints["head"]) @ skeleton.head
        x, y, z = (centred / (HEAD_RADIUS * skeleton.height)).T
        colors = np.tile(np.array(SKIN, float), (len(places), 1))
        front = z > 0
        for sign in SIDES.values():
            colors[front & (np.hypot(x - sign * 0.55, y - 0.3) < 0.15)] = (235, 145, 125)
            colors[front & (np.hypot(x - sign * 0.34, (y + 0.1) * 0.85) < 0.17)] = WHITE
            colors[front & (np.hypot(x - sign * 0.34, y + 0.1) < 0.09)] = DARK
        smile = (abs(y - 0.58 + 0.9 * x**2) < 0.055) & (abs(x) < 0.38)
        colors[front & smile] = (150, 35, 45)
        colors[(y < -0.45 + 0.15 * np.cos(9 * x)) | ((z < -0.15) & (y < 0.55))] = HAIR
        return colors

    return paint


def _stage(skeleton: Skeleton, large: int) -> Floats:
    """A wall, a floor, and the shadow below the puppet, (H, W, 3)."""
    y, x = np.mgrid[:large, :large] / large
    wall = np.array(WALL) * (1.03 - 0.12 * abs(x - 0.4) - 0.08 * y)[..., None]
    floor = np.array(FLOOR) * (0.75 + 0.3 * y)[..., None]
    picture = np.where((y > GROUND - 0.09)[..., None], floor, wall)
    feet = [skeleton.joints[f"{side} ankle"] * SMOOTH / large for side in SIDES]
    middle = (feet[0] + feet[1])[0] / 2
    wide = 0.09 + abs(feet[0] - feet[1])[0] / 2
    shadow = np.exp(-(((x - middle) / wide) ** 2 + ((y - GROUND) / 0.02) ** 2) * 1.2)
    return np.asarray(picture * (1 - 0.45 * shadow)[..., None])


def _put(picture: Floats, depth: Floats, part: Part) -> None:
    """Draw a capsule where nothing nearer is."""
    start, end = part.start * SMOOTH, part.end * SMOOTH
    first, second = (radius * SMOOTH for radius in part.radii)
    reach = max(first, second) + 1
    low = np.floor(np.minimum(start, end)[:2] - reach).astype(int).clip(0, len(depth))
    high = np.ceil(np.maximum(start, end)[:2] + reach).astype(int).clip(0, len(depth))
    window = np.s_[low[1] : high[1], low[0] : high[0]]
    y, x = np.mgrid[window] + 0.5
    along = (end - start)[:2]
    share = ((x - start[0]) * along[0] + (y - start[1]) * along[1]) / max(along @ along, 1e-6)
    share = share.clip(0, 1)
    radius = first + share * (second - first)
    across, down = x - start[0] - share * along[0], y - start[1] - share * along[1]
    rise = np.sqrt((radius**2 - across**2 - down**2).clip(0))
    near = start[2] + share * (end[2] - start[2]) + rise
    shown: NDArray[np.bool_] = (rise > 0) & (near > depth[window])
    depth[window][shown] = near[shown]
    normals = np.stack([across, down, rise], 2)[shown] / radius[shown][:, None]
    shade = 0.5 + 0.55 * (normals @ LIGHT).clip(0) - 0.12 * (1 - normals[:, 2])
    places = np.stack([x, y, near], 2)[shown] / SMOOTH
    picture[window][shown] = part.paint(places) * shade[:, None]
