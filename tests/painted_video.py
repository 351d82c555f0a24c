"""Small videos, made in the test."""

import cv2
import numpy as np
from PIL import Image

from pix2pix.data.video import Video, VideoWriter


def frames(count=12, size=(64, 48)):
    """A disc that wanders over coloured noise."""
    rng = np.random.default_rng(0)
    noise = rng.integers(90, 160, (size[1] // 4, size[0] // 4, 3)).astype(np.uint8)
    ground = np.asarray(Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC))
    for number in range(count):
        picture = ground.copy()
        cv2.circle(picture, (10 + 2 * number, 20), 8, (200, 30, 30), -1)
        yield Image.fromarray(picture)


def write(path, pictures, rate=25.0):
    with VideoWriter(path, rate) as writer:
        for picture in pictures:
            writer.write(picture)
    return path


def read(path):
    return [np.asarray(frame) for frame in Video(path)]
