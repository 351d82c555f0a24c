"""Embedded color profiles: what they describe is converted to sRGB when a picture is opened.

A phone writes Display P3 and a camera Adobe RGB; taken for sRGB, their reds come out pale. Only
LittleCMS, through Pillow, looks at a profile, and only where one is embedded.
"""

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

KEY, DAMAGED = "icc_profile", "damaged_profile"  # of ``Image.info``
ALIKE = 2  # levels: a profile that changes no color by more is sRGB, as most are
LARGEST_PROFILE = 4_000_000  # bytes
MODES = {"GRAY": "L", "RGB ": "RGB", "CMYK": "CMYK"}  # of the space of a profile


def to_srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB; the same bytes where no profile says that they mean another color.

    A profile that cannot be used leaves the picture as it is, with a note in its ``info``.
    """
    profile = picture.info.pop(KEY, None)
    if not profile or picture.mode in ("1", "LAB", "HSV") or picture.mode.startswith(("I", "F")):
        return picture
    try:
        if len(profile) > LARGEST_PROFILE:
            raise ValueError("too large")
        return _converted(picture, profile)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, KeyError):
        picture.info[DAMAGED] = True
        return picture


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    mode, transform = _transform(profile)
    if transform is None:
        return picture
    opaque = picture
    opacity = None
    if picture.has_transparency_data:
        opaque = picture.convert("RGBA")
        opacity = opaque.getchannel("A")
        opaque = opaque.convert("RGB")
    if opaque.mode != mode:
        if "CMYK" in (mode, opaque.mode):
            raise ValueError(f"a profile of {mode} in a picture of {opaque.mode}")
        opaque = opaque.convert("RGB").convert(mode)
    changed = transform.apply(opaque)
    if opacity is not None:
        changed.putalpha(opacity)
    exif = picture.getexif()
    changed.info = {name: value for name, value in picture.info.items() if name != "transparency"}
    if exif:
        changed.info["exif"] = exif.tobytes()
    return changed


@lru_cache(maxsize=16)
def _transform(profile: bytes) -> tuple[str, ImageCms.ImageCmsTransform | None]:
    """The mode that a profile describes, and the way from it to sRGB; none if it is sRGB."""
    described = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    mode = MODES[described.profile.xcolor_space]
    transform = ImageCms.buildTransform(
        described,
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    return mode, None if mode != "CMYK" and _changes_nothing(transform, mode) else transform


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    steps = np.arange(0, 256, 15 if mode == "RGB" else 1, dtype=np.uint8)
    colors = np.stack(np.meshgrid(*[steps] * len(mode), indexing="ij"), -1)
    square = colors.reshape(len(steps), -1, len(mode))
    before = Image.fromarray(square.squeeze(-1) if mode == "L" else square)
    after = np.asarray(transform.apply(before), int)
    return bool(np.abs(after - square).max() <= ALIKE)
