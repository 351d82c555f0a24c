"""What kind of values a file holds, by its first bytes: sets are large and nearly all are 8-bit."""

from pathlib import Path

from PIL import Image

from pix2pix.images import tiff
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
