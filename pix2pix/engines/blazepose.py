"""Finds the pose of a person in a picture: BlazePose (Bazarevsky et al. 2020).

A detector looks for a person in the whole picture and says where the hips are, how large the person
is and how far turned; a second network sees that square alone, upright, and places 33 landmarks.
Both come in the npm package ``@mediapipe/pose`` (Apache-2.0) and run in OpenVINO. The numbers below
are those of MediaPipe's graphs ``pose_detection`` and ``pose_landmark``.
"""

from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pix2pix.data.stick_figure import JOINTS, Joints
from pix2pix.engines.signal_stack import signal_stack_kept
from pix2pix.errors import DataError

PACKAGE = "@mediapipe/pose@0.5.1675469404"
DETECTOR, LANDMARKS = "pose_solution_packed_assets.data", "pose_landmark_full.tflite"
SIGNATURE = b"TFL3"  # of a TensorFlow Lite file, after four bytes
SEEN, FINE = 224, 256  # px a side that the two networks see
CELLS = ((28, 2), (14, 2), (7, 6))  # a side, and boxes in each, of the detector's grids
PERSON, VISIBLE = 0.5, 0.5  # from this score on
ROOM = 1.25  # around a person
LANDMARK_OF: dict[str, tuple[int, ...]] = {  # several: the point between them
    "nose": (0,),
    "neck": (11, 12),
    "right shoulder": (12,),
    "right elbow": (14,),
    "right wrist": (16,),
    "left shoulder": (11,),
    "left elbow": (13,),
    "left wrist": (15,),
    "right hip": (24,),
    "right knee": (26,),
    "right ankle": (28,),
    "left hip": (23,),
    "left knee": (25,),
    "left ankle": (27,),
    "right eye": (5,),
    "left eye": (2,),
    "right ear": (8,),
    "left ear": (7,),
}

Floats = NDArray[np.float64]


class BlazePose:
    """Finds one person in each picture.

    Raises:
        DataError: The folder does not hold the two networks.
    """

    def __init__(self, package: Path) -> None:
        self._detector = _compiled(package / DETECTOR)
        self._landmarks = _compiled(package / LANDMARKS)
        self._anchors = anchors()

    def __call__(self, picture: Image.Image) -> Joints | None:
        """The joints of the most visible person, as ``draw_stick_figure`` takes them; or none."""
        pixels = np.asarray(picture.convert("RGB"))
        person = self._find(pixels)
        return None if person is None else self._place(pixels, *person)

    def _find(self, pixels: NDArray[np.uint8]) -> tuple[Floats, Floats] | None:
        """The middle of the hips and a point above the head, px, (2,) each."""
        height, width = pixels.shape[:2]
        scale = SEEN / max(height, width)
        margin = (np.array([SEEN, SEEN]) - scale * np.array([width, height])) / 2
        into = np.array([[scale, 0, margin[0]], [0, scale, margin[1]]])
        seen = cv2.warpAffine(pixels, into, (SEEN, SEEN), flags=cv2.INTER_AREA)
        boxes, scores = self._detector(seen[None].astype(np.float32) / 127.5 - 1).values()
        best = int(scores[0, :, 0].argmax())
        if _sigmoid(scores[0, best]).item() < PERSON:
            return None
        points = boxes[0, best, 4:8].reshape(2, 2) + SEEN * self._anchors[best]
        hips, top = (points - margin) / scale
        return hips, top

    def _place(self, pixels: NDArray[np.uint8], hips: Floats, top: Floats) -> Joints | None:
        """Landmarks in the square around the hips that is turned so that the head is up."""
        up = top - hips
        right = np.array([-up[1], up[0]])
        # Where the middle, the middle of the upper edge and that of the right one go to.
        corners = np.array([hips, hips + ROOM * up, hips + ROOM * right], np.float32)
        middle = FINE / 2
        goals = np.array([[middle, middle], [middle, 0], [FINE, middle]], np.float32)
        into = cv2.getAffineTransform(corners, goals)
        seen = cv2.warpAffine(pixels, into, (FINE, FINE), flags=cv2.INTER_LINEAR)
        values = self._landmarks(seen[None].astype(np.float32) / 255)
        if values["Identity_1"].item() < PERSON:
            return None
        found = values["Identity"].reshape(-1, 5).astype(np.float64)
        back = cv2.invertAffineTransform(into)
        places = found[:, :2] @ back[:, :2].T + back[:, 2]
        nearer = -found[:, 2] * np.linalg.norm(back[:, 0])
        visible = _sigmoid(found[:, 3]) >= VISIBLE
        return to_joints(np.column_stack([places, nearer]), visible)


def to_joints(landmarks: Floats, visible: NDArray[np.bool_]) -> Joints:
    """33 landmarks (33, 3) become the joints of a stick figure, NaN where they are not visible."""
    known = np.where(visible[:, None], landmarks, np.nan)
    return np.stack([known[list(LANDMARK_OF[name])].mean(axis=0) for name in JOINTS])


def anchors() -> Floats:
    """The middles of the cells that the detector's boxes are told from, (2254, 2) on [0, 1]."""
    grids = []
    for side, boxes in CELLS:
        down, across = np.mgrid[:side, :side]
        middles = np.stack([across, down], 2).reshape(-1, 2)
        grids.append(np.repeat((middles + 0.5) / side, boxes, axis=0))
    return np.concatenate(grids)


@signal_stack_kept()
def _compiled(file: Path) -> Any:
    if not file.is_file() or file.read_bytes()[4:8] != SIGNATURE:
        raise DataError(
            f"{file} is no network that finds poses. Fetch both with `npm install --prefix poses "
            f"{PACKAGE}` and give --weights poses/node_modules/@mediapipe/pose."
        )
    import openvino

    core = openvino.Core()
    with TemporaryDirectory() as room:  # OpenVINO goes by the ending
        named = Path(room) / "network.tflite"
        copyfile(file, named)
        return core.compile_model(core.read_model(named), "CPU")


def _sigmoid(values: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(1 / (1 + np.exp(-values.clip(-100, 100))))
