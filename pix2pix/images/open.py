"""Opens a picture file: every format that people bring, upright, in sRGB, without loss."""

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from pix2pix.errors import PictureError, Pix2PixError
from pix2pix.images import tiff
from pix2pix.images.file_kinds import advice_for, kind_of
from pix2pix.images.limits import FORMATS, LARGEST, check_bytes, check_size
from pix2pix.images.profiles import to_srgb
from pix2pix.images.samples import Picture, Samples, is_deep

ORIENTATION = 0x0112  # of Exif
HEIC, DAMAGED_HEIC = "a HEIC photo", "a damaged HEIC photo"
DEEP_PNG = 16  # bits, in the first chunk of a PNG


def open_picture(file: Path | bytes, name: str | None = None) -> Picture:
    """Read a picture file of any mode, turned upright, its colors in sRGB.

    Args:
        file: A path or the bytes of a file.
        name: What to call it in an error; the path by default.

    Returns:
        A picture of Pillow's in one of its 8-bit modes, or ``Samples`` where there are other
        values or more bands than it has modes for.

    Raises:
        PictureError: It is missing, no picture, damaged, animated, too small or too large.
    """
    name = name or (str(file) if isinstance(file, Path) else "the picture")
    data = b""
    try:
        # As bytes: Pillow leaves the file of a damaged picture open.
        data = file if isinstance(file, bytes) else file.read_bytes()
        return _read(data, name)
    except FileNotFoundError:
        raise PictureError(f"{name} does not exist. Check the path.") from None
    except Pix2PixError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(f"{name} is far too large. Shrink it to {LARGEST} px a side.") from None
    except UnidentifiedImageError as error:
        kind = kind_of(data)
        kind = DAMAGED_HEIC if kind == HEIC and _heic_is_read() else kind
        reason = f"it is {kind}" if kind else "unknown format"
        raise PictureError(_unreadable(name, reason, kind)) from error
    except (OSError, ValueError, TypeError, SyntaxError, EOFError) as error:
        raise PictureError(_unreadable(name, str(error), "")) from error


def _unreadable(name: str, reason: str, kind: str) -> str:
    return f"{name} cannot be read as a picture ({reason}). {advice_for(kind)}"


def _read(data: bytes, name: str) -> Picture:
    is_tiff = data.startswith(tiff.SIGNATURES)
    try:
        picture = Image.open(io.BytesIO(data), formats=_formats(data))
    except UnidentifiedImageError:
        if is_tiff:
            return _tiff(data, name)
        raise
    check_size(*picture.size, name)
    # A phone's photo may bring a second view of the scene along (MPO): the first one counts.
    frames = getattr(picture, "n_frames", 1)
    several = frames > 1 and picture.format != "MPO"
    if several and not (is_tiff and tiff.holds_one(data)):
        raise PictureError(
            f"{name} is an animation or holds {frames} pictures. "
            "Save the one you want as PNG or JPEG."
        )
    if is_tiff and not tiff.is_plain(picture):
        return _tiff(data, name)
    picture.load()
    if picture.format == "PNG" and data[24] == DEEP_PNG and not is_deep(picture):
        return _deep_png(data, picture, name)
    ImageOps.exif_transpose(picture, in_place=True)  # a copy would take as much memory again
    turned = to_srgb(picture)
    if is_deep(turned):
        values = np.array(turned)  # big-endian or not, in the order of this machine
        return Samples(values[..., None], no_data=tiff.no_data_of(picture), name=name)
    return turned


def _formats(data: bytes) -> tuple[str, ...]:
    """Formats that are tried; HEIC where the optional pillow-heif is installed."""
    return (*FORMATS, "HEIF") if kind_of(data[:16]) == HEIC and _heic_is_read() else FORMATS


def _heic_is_read() -> bool:
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return False
    register_heif_opener(thumbnails=False)
    return True


def _tiff(data: bytes, name: str) -> Samples:
    try:
        return tiff.read_tiff(data, name)
    except Pix2PixError:
        raise
    except Exception as error:  # whatever tifffile stumbles over in a damaged file
        raise PictureError(_unreadable(name, str(error) or type(error).__name__, "")) from error


def _deep_png(data: bytes, checked: Image.Image, name: str) -> Picture:
    """A PNG of 16 bits a color, of which Pillow keeps 8; it has found the file undamaged.

    A color profile speaks of what a person sees, for which 8 bits are enough.
    """
    upright = to_srgb(ImageOps.exif_transpose(checked.copy()))
    if upright.tobytes() != ImageOps.exif_transpose(checked).tobytes():
        return upright
    check_bytes(2 * len(checked.getbands()) * checked.width * checked.height, name)
    flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    values = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if values is None or values.dtype != np.uint16:
        return upright
    values = values[..., None] if values.ndim == 2 else values
    order = {3: [2, 1, 0], 4: [2, 1, 0, 3]}.get(values.shape[2], [0])  # OpenCV begins with blue
    turned = tiff.upright(values[..., order], checked.getexif().get(ORIENTATION, 1))
    return Samples(turned, "straight" if len(order) == 4 else "", name=name)
