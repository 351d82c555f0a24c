"""Photo to sketch, and sketch to a sketch that looks drawn by hand.

Canny (1986) through OpenCV finds the lines; a hand draws thicker, wobblier, fewer lines than
any detector, so ``redraw`` imitates it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pix2pix.images import Picture, flatten

Bytes = NDArray[np.uint8]

REFERENCE = 256  # px; lengths below are for a picture whose shorter side is this, as on the canvas
FAINT = 40  # of 255: less ink than this is noise of the JPEG, not a line
GENTLE, STRICT = 20, 300  # Canny's upper threshold at a slider of 0 and of 1


def photo_to_edges(picture: Picture, threshold: float = 0.5, thickness: int = 1) -> Image.Image:
    """Black lines on white where the photo has edges, at the size of the photo.

    Args:
        threshold: From 0 (every faint line) to 1 (only the strongest).
        thickness: Of the lines in px, at a shorter side of 256 px.
    """
    photo = np.asarray(flatten(picture))
    scale = min(photo.shape[:2]) / REFERENCE
    upper = GENTLE * (STRICT / GENTLE) ** float(np.clip(threshold, 0, 1))
    smooth = cv2.GaussianBlur(photo, (0, 0), max(0.8, 0.8 * scale))
    lines = np.zeros(photo.shape[:2], np.uint8)
    for channel in range(3):  # red against green of equal brightness is an edge, too
        found = cv2.Canny(np.ascontiguousarray(smooth[..., channel]), 0.4 * upper, upper)
        lines = np.maximum(lines, found.astype(np.uint8))
    return Image.fromarray(255 - _thicken(lines, thickness * scale))


def redraw(sketch: Bytes, rng: np.random.Generator) -> Bytes:
    """Redraw dark lines on white the way a hand would: fewer, broken, thicker, wobbly.

    Args:
        sketch: (H, W, C) uint8. Small details are dropped, gaps torn, lines thickened up to
            5 px and bent by up to 3 px, at a shorter side of 256 px.
        rng: Draws all of it.

    Returns:
        A sketch of the same shape, grey in all channels.
    """
    height, width = sketch.shape[:2]
    scale = min(height, width) / REFERENCE
    ink: Bytes = 255 - sketch[..., : min(sketch.shape[2], 3)].min(axis=2)
    ink = np.where(ink < FAINT, 0, ink).astype(np.uint8)
    ink = _drop_details(ink, rng.uniform(0, 60) * scale)
    for _ in range(rng.integers(0, 7)):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(ink, centre, round(rng.uniform(2, 9) * scale), 0, -1)
    ink = _thicken(ink, rng.uniform(1, 4) * scale)
    ink = _bend(ink, rng.uniform(0, 1.5) * scale, rng)
    ink = cv2.GaussianBlur(ink, (0, 0), 0.6 * scale).astype(np.uint8)
    strength = rng.uniform(1.2, 2.0)  # a pen's line is black, a detector's often grey
    drawn = 255 - np.clip(ink * strength, 0, 255).astype(np.uint8)
    return np.repeat(drawn[..., None], sketch.shape[2], axis=2)


def _drop_details(ink: Bytes, smallest: float) -> Bytes:
    """Remove connected lines of fewer than ``smallest`` px."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    small = stats[:, cv2.CC_STAT_AREA] < smallest
    return np.where(small[labels], 0, ink).astype(np.uint8) if count > 1 else ink


def _thicken(ink: Bytes, thickness: float) -> Bytes:
    """Widen bright lines of 1 px to about ``thickness`` px."""
    size = round(thickness)
    if size <= 1:
        return ink
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return cv2.dilate(ink, kernel).astype(np.uint8)


def _bend(ink: Bytes, amount: float, rng: np.random.Generator) -> Bytes:
    """Shift every place by a smooth random distance with a deviation of ``amount`` px."""
    height, width = ink.shape
    coarse = rng.normal(0, amount, size=(9, 9, 2)).astype(np.float32)
    shift = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return cv2.remap(ink, x + shift[..., 0], y + shift[..., 1], cv2.INTER_LINEAR).astype(np.uint8)
