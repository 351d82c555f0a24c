"""A pose as a stick figure: one color a limb, so that left and right are told apart.

Joints and limbs are those of OpenPose (Cao et al. 2019, "OpenPose: Realtime Multi-Person 2D Pose
Estimation using Part Affinity Fields"), its body of 18 joints. The paper is white, as that of the
canvas, and the colors are dark enough for it: warm ones on the person's right, cold ones on the
left. Nearer limbs cross over farther ones, which tells what is in front.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pix2pix.config import Label

JOINTS = (
    *("nose", "neck"),
    *("right shoulder", "right elbow", "right wrist"),
    *("left shoulder", "left elbow", "left wrist"),
    *("right hip", "right knee", "right ankle"),
    *("left hip", "left knee", "left ankle"),
    *("right eye", "left eye", "right ear", "left ear"),
)
LIMBS = (  # name, from, to, color
    ("right shoulder", "neck", "right shoulder", (200, 0, 0)),
    ("right upper arm", "right shoulder", "right elbow", (255, 90, 0)),
    ("right forearm", "right elbow", "right wrist", (245, 175, 0)),
    ("left shoulder", "neck", "left shoulder", (0, 95, 0)),
    ("left upper arm", "left shoulder", "left elbow", (0, 170, 60)),
    ("left forearm", "left elbow", "left wrist", (0, 215, 165)),
    ("right side", "neck", "right hip", (140, 60, 30)),
    ("right thigh", "right hip", "right knee", (255, 110, 130)),
    ("right shin", "right knee", "right ankle", (190, 190, 0)),
    ("left side", "neck", "left hip", (0, 0, 140)),
    ("left thigh", "left hip", "left knee", (0, 80, 235)),
    ("left shin", "left knee", "left ankle", (0, 180, 250)),
    ("neck", "neck", "nose", (70, 70, 70)),
    ("right eye", "nose", "right eye", (215, 0, 150)),
    ("right ear", "right eye", "right ear", (130, 0, 90)),
    ("left eye", "nose", "left eye", (120, 50, 240)),
    ("left ear", "left eye", "left ear", (70, 0, 130)),
)
WIDTH = 0.02  # of a line, of the shorter side
FRACTION = 4  # bits that OpenCV takes of a place between pixels

Joints = NDArray[np.float64]


def limb_labels() -> tuple[Label, ...]:
    """Paper and limbs by name, so that the canvas offers their colors."""
    limbs = (
        Label(name=name, color="#{:02x}{:02x}{:02x}".format(*color)) for name, _, _, color in LIMBS
    )
    return (Label(name="paper", color="#ffffff"), *limbs)


def draw_stick_figure(joints: Joints, size: tuple[int, int]) -> Image.Image:
    """Draw a pose on white paper.

    Args:
        joints: Right, down and towards the viewer, in px, (18, 3) in the order of ``JOINTS``; NaN
            where one was not seen, whose limbs are left out.
        size: Width and height of the picture, px.
    """
    paper = np.full((size[1], size[0], 3), 255, np.uint8)
    width = max(round(WIDTH * min(size)), 1)
    places = dict(zip(JOINTS, joints, strict=True))
    seen = []
    for _, first, second, color in LIMBS:
        start, end = places[first], places[second]
        if not np.isnan([*start, *end]).any():
            seen.append((start[2] + end[2], color, _fixed(start), _fixed(end)))
    for _, color, start_px, end_px in sorted(seen, key=lambda limb: limb[0]):
        cv2.line(paper, start_px, end_px, color, width, cv2.LINE_AA, FRACTION)
    return Image.fromarray(paper)


def _fixed(place: Joints) -> tuple[int, int]:
    x, y = (place[:2] * 2**FRACTION).round().astype(int).tolist()
    return x, y
