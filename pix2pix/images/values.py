"""From the values of a file to black and white: the one scale of a half, applied to each picture.

A scale found picture by picture would make the brightest point of each one white, and a model would
learn from depths that mean something else in every picture. So nothing here looks for a scale: it
comes with ``HalfValues``, which ``pix2pix.data.values`` finds once for a whole half.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pix2pix.config import HalfValues
from pix2pix.config.generator import WITH_OPACITY
from pix2pix.config.values import EIGHT_BIT
from pix2pix.errors import PictureError
from pix2pix.images.opacity import Planes, straight
from pix2pix.images.samples import Picture, Samples, is_deep, samples_of

NO_DATA = (255, 0, 255)  # color of what was not measured: no grey looks like it
MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
GREY = np.array([0.299, 0.587, 0.114], np.float32)  # as Pillow weighs them (ITU-R 601)


def planes(picture: Picture, channels: int, values: HalfValues) -> Planes:
    """A picture as (channels, H, W) float32 from 0 (black) to 255 (white), nothing rounded.

    What is see-through is laid on white paper, unless one of the channels is opacity, by which the
    colors are then multiplied; what was not measured gets ``NO_DATA``.

    Raises:
        PictureError: Its bands or values are not those that were expected.
    """
    samples = chosen(samples_of(picture), values.bands)
    low, high = limits(samples, values)
    height, width = samples.values.shape[:2]
    color = np.empty((samples.bands, height, width), np.float32)
    exact = np.float32 if samples.values.dtype.itemsize <= 2 else np.float64
    for band, plane in enumerate(color):
        measured: NDArray[Any] = samples.values[..., band].astype(exact)
        plane[:] = (measured - low) * (255 / (high - low))
    there = samples.measured
    color[:, ~there] = 0
    np.clip(color, 0, 255, out=color)
    opacity = _opacity(samples)
    if opacity is not None and samples.opacity == "straight":
        color *= opacity
    if channels in WITH_OPACITY:
        alpha = np.full((height, width), 255, np.float32) if opacity is None else opacity * 255
        return np.concatenate([_channels(color, there, channels - 1), alpha[None]])
    if opacity is not None:
        color += (1 - opacity) * 255
    return _channels(color, there, channels)


def chosen(samples: Samples, bands: tuple[int, ...]) -> Samples:
    """The bands that are shown: those asked for, or all if they are grey or three colors.

    Raises:
        PictureError: They are not there, or nobody has said which of many to take.
    """
    count = samples.bands
    if bands:
        if max(bands) > count:
            raise PictureError(
                f"{samples.name} has {count} bands; band {max(bands)} was asked for. Choose from "
                f"1 to {count} (--source-bands, --target-bands)."
            )
        places = [band - 1 for band in bands] + [count] * bool(samples.opacity)
        return Samples(
            samples.values[..., places], samples.opacity, samples.no_data, name=samples.name
        )
    if count not in (1, 3):
        raise PictureError(
            f"{samples.name} has {count} bands of {samples.described()} (1 to {count}), and does "
            "not say that one is opacity. Choose three for red, green and blue, in this order, or "
            "one for grey: --source-bands 3 2 1 (or --target-bands)."
        )
    return samples


def limits(samples: Samples, values: HalfValues) -> tuple[float, float]:
    """Which values of this picture are black and white.

    A half of 8-bit pictures has one scale for all, and 16-bit pictures of the same things fit it:
    their formats say that the largest integer is white. Numbers with a point, or with a sign, have
    no such rule, so a scale must be given for them.

    Raises:
        PictureError: There is no way to tell.
    """
    kind = samples.values.dtype
    if values.kind in ("integer", "float") or values.range != EIGHT_BIT:
        return values.range
    if kind.kind == "b":
        return 0.0, 1.0
    if kind.kind == "u" and kind.itemsize <= 2:
        return 0.0, float(np.iinfo(kind).max)
    found = samples.values[..., : samples.bands][samples.measured]
    least, most = (float(found.min()), float(found.max())) if found.size else (0.0, 0.0)
    if least >= 0 and most <= 255 and (most > 1 or most == 0):  # bytes as numbers of another type
        return EIGHT_BIT
    raise PictureError(
        f"{samples.name} holds {samples.described()} from {least:g} to {most:g}; 8-bit pictures "
        "were expected here. Say which values are black and white, e.g. "
        f"--source-range {least:g} {most:g} (or --target-range), or save it with 8 bits."
    )


def as_a_whole(samples: Samples, values: HalfValues) -> HalfValues:
    """How each part of a picture is read, if what the whole holds decides on the scale.

    Raises:
        PictureError: There is no way to tell.
    """
    return values.changed(kind="float", range=limits(chosen(samples, values.bands), values))


def assumption(picture: Picture, values: HalfValues) -> str:
    """What ``limits`` takes for granted of a picture of other values than were learnt from.

    To be said after the name of the picture; empty where nothing is.
    """
    if not is_deep(picture):
        if values.kind not in ("integer", "float"):
            return ""
        low, high = values.range
        return (
            f"holds 8-bit values, and the model learnt from {low:g} to {high:g}: its black is "
            f"taken for {low:g}, its white for {high:g}."
        )
    samples = samples_of(picture)
    whole = samples.values.dtype.kind == "u" and samples.values.dtype.itemsize == 2
    if not whole or values.kind != "8-bit" or values.range != EIGHT_BIT:
        return ""
    return (
        f"holds {samples.described()}, and the model learnt from 8-bit pictures: 0 is taken for "
        f"black, {np.iinfo(samples.values.dtype).max} for white (--source-range says otherwise)."
    )


def _opacity(samples: Samples) -> Planes | None:
    """(H, W) from 0 to 1; none where everything is opaque."""
    if not samples.opacity:
        return None
    last = samples.values[..., -1]
    full = float(np.iinfo(last.dtype).max) if last.dtype.kind in "ui" else 1.0
    return np.clip(last.astype(np.float32) / np.float32(full), 0, 1)


def _channels(color: Planes, there: NDArray[np.bool_], channels: int) -> Planes:
    """One band or three as one channel or three, with the color of what was not measured."""
    if channels == 1:
        return color if len(color) == 1 else np.tensordot(GREY, color, 1)[None]
    if there.all():  # one plane, seen three times
        return np.broadcast_to(color, (3, *color.shape[1:]))
    spread = color if len(color) == 3 else np.repeat(color, 3, axis=0)
    spread[:, ~there] = np.array(NO_DATA, np.float32)[:, None]
    return spread


def resized(scaled: Planes, size: tuple[int, int]) -> Planes:
    """Planes from 0 to 255 at another size (width, height), as Pillow resizes bytes."""
    if scaled.shape[:0:-1] == size:
        return scaled
    made = [Image.fromarray(plane).resize(size, Image.Resampling.BICUBIC) for plane in scaled]
    return np.stack([np.asarray(plane) for plane in made]).clip(0, 255)


def as_bytes(scaled: Planes) -> Image.Image:
    """Planes from 0 to 255, premultiplied, as a picture, each value rounded."""
    shown = straight(scaled)
    bands = [Image.fromarray(plane.round().clip(0, 255).astype(np.uint8)) for plane in shown]
    return bands[0] if len(bands) == 1 else Image.merge(MODES[len(bands)], bands)


def in_units(output: Planes, values: HalfValues) -> Planes:
    """What a network made, (C, H, W) from 0 to 255, in the units of the files: (H, W, bands)."""
    low, high = values.range
    shown = straight(output)
    measured = shown.mean(axis=0, keepdims=True) if len(values.bands) == 1 else shown
    return np.asarray(low + measured.transpose(1, 2, 0) * ((high - low) / 255), np.float32)
