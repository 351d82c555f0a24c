"""Poses of a puppet in three dimensions, and its moves: what ``pose2puppet`` learns from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pix2pix.data.stick_figure import JOINTS

Floats = NDArray[np.float64]
Pose = dict[str, float]  # degrees, by the names of RANGES; heights and places in body heights

SIDES = {"right": -1.0, "left": 1.0}  # it faces the viewer, so its left is on the right
RANGES = {  # of a puppet on strings
    "yaw": (-75.0, 75.0),
    "lean": (-10.0, 25.0),
    "roll": (-12.0, 12.0),
    "head yaw": (-40.0, 40.0),
    "head pitch": (-15.0, 20.0),
    **{
        f"{side} {name}": limits
        for side in SIDES
        for name, limits in {
            "arm swing": (-40.0, 150.0),
            "arm spread": (0.0, 110.0),
            "arm twist": (-60.0, 60.0),
            "elbow": (0.0, 130.0),
            "leg swing": (-35.0, 75.0),
            "leg spread": (0.0, 35.0),
            "knee": (0.0, 95.0),
        }.items()
    },
    "jump": (0.0, 0.06),
    "across": (-0.1, 0.1),
}
TRUNK, HEAD = 0.30, 0.14  # body heights: hips to neck, neck to the middle of the head
HIPS, SHOULDERS = 0.075, 0.125  # half of their width
UPPER_ARM, FOREARM, THIGH, SHIN = 0.16, 0.15, 0.22, 0.22
SOLE = 0.045  # below the ankle
HEIGHT, GROUND, MIDDLE = 0.8, 0.93, 0.5  # of the picture


@dataclass(frozen=True)
class Skeleton:
    """A pose, worked out.

    Attributes:
        joints: Right, down and towards the viewer, px, by the names of ``JOINTS``, and the
            middle of the hips and of the head.
        trunk, head, hips: Rotations from the part to the picture, (3, 3).
        height: Of the body, px.
    """

    joints: dict[str, Floats]
    trunk: Floats
    head: Floats
    hips: Floats
    height: float

    @property
    def as_array(self) -> Floats:
        """As a stick figure is drawn from them, (18, 3)."""
        return np.stack([self.joints[name] for name in JOINTS])


def random_pose(rng: np.random.Generator) -> Pose:
    """Any pose within reach."""
    return {name: float(rng.uniform(*limits)) for name, limits in RANGES.items()}


def walk(moment: float) -> Pose:
    """A walk on the spot, a second for both steps, while it turns to either side."""
    pose = dict.fromkeys(RANGES, 0.0)
    pose |= {"yaw": 60 * _wave(moment / 8), "lean": 4, "roll": 2 * _wave(moment)}
    for side, sign in SIDES.items():
        step = sign * _wave(moment)
        pose[f"{side} leg swing"] = 8 + 28 * step
        pose[f"{side} knee"] = 12 + 45 * max(0.0, sign * _wave(moment + 0.22))
        pose[f"{side} arm swing"] = 5 - 32 * step
        pose[f"{side} arm spread"] = 10
        pose[f"{side} elbow"] = 30 - 15 * step
    return pose


def dance(moment: float, seed: int) -> Pose:
    """A smooth dance: each angle sways at a pace of its own, another one for each seed."""
    rng = np.random.default_rng(seed)
    pose = {}
    for name, (low, high) in RANGES.items():
        paces, phases = rng.choice([0.125, 0.25, 0.5], 2, replace=False), rng.uniform(size=2)
        sway = 0.55 * _wave(paces[0] * moment + phases[0])
        sway += 0.35 * _wave(paces[1] * moment + phases[1])
        pose[name] = (low + high) / 2 + sway * (high - low) / 2
    return pose


def skeleton(pose: Pose, side: int) -> Skeleton:
    """Where all joints of a pose lie in a picture of ``side`` px, the lower foot on the ground."""
    hips = _turn("y", pose["yaw"])
    trunk = hips @ _turn("z", pose["roll"]) @ _turn("x", -pose["lean"])
    head = trunk @ _turn("y", pose["head yaw"]) @ _turn("x", pose["head pitch"])
    at = {"hips": np.zeros(3), "neck": trunk @ (0, -TRUNK, 0)}
    at["head"] = at["neck"] + head @ (0, -HEAD, 0)
    at["nose"] = at["head"] + head @ (0, 0.01, 0.105)
    for which, sign in SIDES.items():
        at[f"{which} eye"] = at["head"] + head @ (sign * 0.034, -0.012, 0.09)
        at[f"{which} ear"] = at["head"] + head @ (sign * 0.1, 0.005, 0)
        at[f"{which} shoulder"] = at["neck"] + trunk @ (sign * SHOULDERS, 0.02, 0)
        at[f"{which} hip"] = hips @ (sign * HIPS, 0, 0)
        arm = trunk @ _turn("z", -sign * pose[f"{which} arm spread"])
        arm = arm @ _turn("x", pose[f"{which} arm swing"])
        arm = arm @ _turn("y", sign * pose[f"{which} arm twist"])
        at[f"{which} elbow"] = at[f"{which} shoulder"] + arm @ (0, UPPER_ARM, 0)
        forearm = arm @ _turn("x", pose[f"{which} elbow"])
        at[f"{which} wrist"] = at[f"{which} elbow"] + forearm @ (0, FOREARM, 0)
        leg = hips @ _turn("z", -sign * pose[f"{which} leg spread"])
        leg = leg @ _turn("x", pose[f"{which} leg swing"])
        at[f"{which} knee"] = at[f"{which} hip"] + leg @ (0, THIGH, 0)
        shin = leg @ _turn("x", -pose[f"{which} knee"])
        at[f"{which} ankle"] = at[f"{which} knee"] + shin @ (0, SHIN, 0)
    height = HEIGHT * side
    lowest = max(at[f"{which} ankle"][1] for which in SIDES) + SOLE + pose["jump"]
    origin = np.array([(MIDDLE + pose["across"]) * side, GROUND * side - lowest * height, 0])
    joints = {name: origin + height * place for name, place in at.items()}
    return Skeleton(joints, trunk, head, hips, height)


def _wave(turns: float) -> float:
    return float(np.sin(2 * np.pi * turns))


def _turn(axis: str, degrees: float) -> Floats:
    """A rotation: about x from down to the front, about y from the front to the right."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    if axis == "x":
        return np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
    if axis == "y":
        return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])
    return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
