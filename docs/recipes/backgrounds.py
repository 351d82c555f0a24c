"""Backgrounds that nobody has rights in: gradients, clouds, stripes, and shapes out of focus."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pix2pix.data.collage import figure

Floats = NDArray[np.float32]

OCTAVES = 6  # of clouds: from the whole side to 8 px
SHAPES = 9  # at most, in a background
STRIPED, SHAPED = 0.4, 0.7  # shares of the backgrounds
GRAIN = 6.0  # levels of noise at most, as of a camera


def background(rng: np.random.Generator, side: int) -> Floats:
    """A made-up background, (side, side, 3) from 0 to 255."""
    made = mixed(rng, clouds(rng, side) if rng.random() < 0.5 else ramp(rng, side))
    if rng.random() < STRIPED:
        there = stripes(rng, side)[..., None] * np.float32(rng.uniform(0.2, 0.8))
        made += (color(rng) - made) * there
    if rng.random() < SHAPED:
        for _ in range(rng.integers(2, SHAPES)):
            lay_shape(made, rng)
        made = blurred(made, rng.uniform(0.5, 9))
    grain = rng.normal(0, rng.uniform(0, GRAIN), made.shape)
    return np.clip(made + grain, 0, 255).astype(np.float32)


def of_photo(photo: Image.Image, rng: np.random.Generator, side: int) -> Floats:
    """Any square part of a photo, at least half as large as fits."""
    most = min(photo.size)
    length = int(rng.integers(max(1, most // 2), most + 1))
    left, top = rng.integers(0, [photo.width - length + 1, photo.height - length + 1]).tolist()
    part = photo.resize((side, side), box=(left, top, left + length, top + length))
    return np.asarray(part, np.float32)


def color(rng: np.random.Generator) -> Floats:
    """Any color, strong ones more rarely than pale ones, (3,)."""
    hue, saturation, value = rng.random(), rng.random() ** 1.5, rng.uniform(0.1, 1)
    wheel = np.clip(np.abs((hue * 6 + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    return np.asarray(255 * value * (1 - saturation * (1 - wheel)), np.float32)


def mixed(rng: np.random.Generator, shares: Floats) -> Floats:
    """Two colors, and in places a third, mixed as ``shares`` (H, W) from 0 to 1 say."""
    first, second, third = color(rng), color(rng), color(rng)
    part = shares[..., None]
    between = (second - first) * part + first
    return between + (third - between) * np.clip(part - 0.7, 0, 1) * np.float32(rng.uniform(0, 3))


def ramp(rng: np.random.Generator, side: int) -> Floats:
    """From 0 to 1 along a line, or away from a point, (side, side)."""
    y, x = np.mgrid[:side, :side].astype(np.float32) / side - 0.5
    turn = rng.uniform(0, 2 * np.pi)
    along = np.cos(turn) * x + np.sin(turn) * y + 0.5
    middle = rng.uniform(-0.5, 0.5, 2)
    away = np.hypot(x - middle[0], y - middle[1])
    return np.asarray(np.clip(along if rng.random() < 0.5 else away, 0, 1), np.float32)


def clouds(rng: np.random.Generator, side: int) -> Floats:
    """Noise of all scales from 0 to 1, (side, side): the finer, the fainter (1/f)."""
    total = np.zeros((side, side), np.float32)
    for octave in range(OCTAVES):
        cells = 2 + 2**octave
        layer = rng.random((cells, cells), np.float32)
        total += cv2.resize(layer, (side, side), interpolation=cv2.INTER_CUBIC) / 2**octave
    low, high = total.min(), total.max()
    return np.asarray((total - low) / (high - low), np.float32)


def stripes(rng: np.random.Generator, side: int) -> Floats:
    """Bars, or the squares that bars in two directions make, from 0 to 1, (side, side)."""
    y, x = np.mgrid[:side, :side].astype(np.float32) / side
    turn, count, sharp = rng.uniform(0, np.pi), rng.uniform(3, 24), rng.uniform(1, 8)
    bars = np.sin(2 * np.pi * count * (np.cos(turn) * x + np.sin(turn) * y))
    if rng.random() < 0.5:
        bars *= np.sin(2 * np.pi * count * (np.cos(turn) * y - np.sin(turn) * x))
    return np.asarray(np.clip(bars * sharp, -1, 1) / 2 + 0.5, np.float32)


def lay_shape(picture: Floats, rng: np.random.Generator) -> None:
    """Paint one made-up figure, anywhere, into a picture."""
    side = len(picture)
    moved, scale = rng.uniform(-0.4, 0.4, 2), rng.uniform(0.3, 1.2)
    for points in figure(rng):
        corners = np.rint(((points - 0.5) * scale + 0.5 + moved) * side).astype(np.int32)
        cv2.fillPoly(picture, [corners], color(rng).tolist(), cv2.LINE_AA)


def blurred(picture: Floats, sigma: float) -> Floats:
    """Out of focus by ``sigma`` px."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
