"""How much a translated video flickers: the warping error.

Lai et al. 2018, "Learning Blind Video Temporal Consistency", Sec. 4: the optical flow of the video
that was filmed says where each pixel comes from; each frame of the translated one is compared with
the frame before, moved along, wherever the flow can be trusted (Ruder et al. 2016, Sec. 3.2).
The flow is that of Farneback 2003 instead of a network's, on frames of at most ``LARGEST`` px.
"""

from typing import TypedDict

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

LARGEST = 512  # px of the longer side: the flow of what is larger would take longer than the model

Floats = NDArray[np.float32]
Moment = tuple[NDArray[np.uint8], Floats, Floats]  # grey source (H, W); source, output (H, W, 3)


class FlickerFigures(TypedDict):
    """Means over the steps from a frame to the next one; pixels are on [0, 1]."""

    steps: int
    warping_error: float
    warping_error_of_source: float


class Flicker:
    """Collects the warping error of a video while it is translated; it keeps one frame."""

    def __init__(self) -> None:
        self._before: Moment | None = None
        self._output: list[float] = []
        self._source: list[float] = []

    def update(self, source: Image.Image, output: Image.Image) -> None:
        """Add a frame of the video and what was made of it; all are of one size."""
        shrink = min(1.0, LARGEST / max(source.size))
        size = (max(round(source.width * shrink), 1), max(round(source.height * shrink), 1))
        seen, made = (_floats(picture, size) for picture in (source, output))
        grey = (cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY) * 255).round().astype(np.uint8)
        if self._before is not None:
            grey_before, seen_before, made_before = self._before
            back, forth = flow(grey, grey_before), flow(grey_before, grey)
            trusted = is_trusted(back, forth)
            if trusted.any():
                self._output.append(warping_error(made, made_before, back, trusted))
                self._source.append(warping_error(seen, seen_before, back, trusted))
        self._before = grey, seen, made

    def compute(self) -> FlickerFigures | None:
        """The figures so far; none for fewer than two frames."""
        if not self._output:
            return None
        return {
            "steps": len(self._output),
            "warping_error": float(np.mean(self._output)),
            "warping_error_of_source": float(np.mean(self._source)),
        }


def flow(grey: NDArray[np.uint8], other: NDArray[np.uint8]) -> Floats:
    """Where each pixel of a picture is found in another one, (H, W, 2) px: right, down."""
    if np.array_equal(grey, other):  # Farneback lets a little flow in over the rims
        return np.zeros((*grey.shape, 2), np.float32)
    start = np.zeros((*grey.shape, 2), np.float32)
    found = cv2.calcOpticalFlowFarneback(grey, other, start, 0.5, 4, 15, 3, 5, 1.2, 0)
    return np.asarray(found, np.float32)


def warping_error(now: Floats, before: Floats, back: Floats, trusted: NDArray[np.bool_]) -> float:
    """Mean squared distance of trusted pixels to where they were (Lai et al. 2018, Eq. 7 f.).

    Args:
        now, before: Two frames, (H, W, 3) on [0, 1].
        back: Flow from ``now`` to ``before``, (H, W, 2) px.
        trusted: Which pixels count, (H, W).
    """
    distance = ((now - _moved(before, back)) ** 2).sum(axis=2)
    return float(distance[trusted].mean())


def is_trusted(back: Floats, forth: Floats) -> NDArray[np.bool_]:
    """Where both flows agree and no edge of a motion lies (Ruder et al. 2016, Eq. 5 and 6)."""
    there = _moved(forth, back)
    apart = ((there + back) ** 2).sum(axis=2)
    length = (back**2).sum(axis=2)
    agree = apart <= 0.01 * ((there**2).sum(axis=2) + length) + 0.5
    changes = sum((np.gradient(back, axis=axis) ** 2).sum(axis=2) for axis in (0, 1))
    height, width = length.shape
    y, x = np.mgrid[:height, :width] + back[..., ::-1].transpose(2, 0, 1)
    inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    return np.asarray(agree & (changes <= 0.01 * length + 0.002) & inside)


def _moved(picture: Floats, flow: Floats) -> Floats:
    """A picture (H, W, C) read where a flow points to."""
    y, x = np.mgrid[: flow.shape[0], : flow.shape[1]].astype(np.float32)
    read = cv2.remap(
        picture, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE
    )
    return np.asarray(read, np.float32)


def _floats(picture: Image.Image, size: tuple[int, int]) -> Floats:
    """A picture as (H, W, 3) on [0, 1]."""
    shown = picture.convert("RGB").resize(size, Image.Resampling.BOX)
    return np.asarray(np.asarray(shown, np.float32) / 255, np.float32)
