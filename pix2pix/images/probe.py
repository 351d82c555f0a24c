"""What the first bytes of a file say: its size, and whether there are other values than bytes.

Sets are large, nearly all pictures are of 8 bits, and files from outside may unpack to anything.
"""

import io
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from pix2pix.images import tiff
from pix2pix.images.limits import FORMATS, MOST_PIXELS
from pix2pix.images.samples import is_deep

PNG = b"\x89PNG\r\n\x1a\n"
DEPTH = 24  # where a PNG says how many bits a value has


def is_plain_file(file: Path) -> bool:
    """Whether a file, if it is a picture at all, is one of 8 bits with at most three colors."""
    try:
        with file.open("rb") as opened:
            start = opened.read(DEPTH + 1)
            if start.startswith(PNG):
                return start[DEPTH:] != b"\x10"
            if not start.startswith(tiff.SIGNATURES):
                return True
            opened.seek(0)
            with Image.open(opened, formats=("TIFF",)) as picture:
                return tiff.is_plain(picture) and not is_deep(picture)
    except Exception:  # whatever is wrong with it, reading it will say so
        return False


def size_of(file: Path | bytes) -> tuple[int, int]:
    """Width and height as the head of a file says; nothing where it is no picture."""
    try:
        with io.BytesIO(file) if isinstance(file, bytes) else file.open("rb") as opened:
            try:
                with Image.open(opened, "r", FORMATS) as head:
                    return head.size
            except UnidentifiedImageError:
                opened.seek(0)
                return tiff.size_of(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return MOST_PIXELS, 1  # far too large, as ``open_picture`` will say
    except Exception:  # whatever is wrong with it, reading it will say so
        return 0, 0
