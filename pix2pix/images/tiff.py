"""TIFFs that Pillow cannot read, or not without loss: many bands, signed, 16 bits a color, 64 bits.

``tifffile`` is the reader that microscopy and remote sensing use. It believes what a file says of
its size, so that is checked first, and it unpacks without a bound: of compressed files it gets only
those whose strips were found to hold no more than they should. OpenCV has libtiff for the others.
"""

import io
import zlib
from collections.abc import Sequence
from itertools import islice
from typing import BinaryIO

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from pix2pix.errors import PictureError
from pix2pix.images.limits import check_bytes, check_size
from pix2pix.images.samples import Opacity, Samples

# Numbers of tags and of their values are those of TIFF 6.0 (Adobe, 1992).
BITS, INTERPRETATION, BANDS, ORIENTATION, EXTRA, FORMAT = 258, 262, 277, 274, 338, 339
GDAL_NO_DATA = 42113
COLORS = {0: 1, 1: 1, 2: 3, 3: 1, 4: 1, 5: 4, 6: 3, 8: 3}  # bands by photometric interpretation
PREMULTIPLIED, STRAIGHT = 1, 2  # ExtraSamples: the band is opacity
NONE, DEFLATE = 1, (8, 32946)
MOST_PAGES = 64  # a picture, its mask, and their copies, each half as wide as the last
SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def is_plain(picture: Image.Image) -> bool:
    """Whether Pillow reads a TIFF, which it has opened, as what it is."""
    tags = getattr(picture, "tag_v2", {})
    bits, formats = _all(tags.get(BITS, 1)), _all(tags.get(FORMAT, 1))
    bands = tags.get(BANDS, 1)
    extra = _all(tags.get(EXTRA, ()))
    if bands == 1 and not extra:
        if (bits, formats) == ((32,), (3,)):
            return picture.mode == "F"
        if formats == (1,) and bits[0] in (10, 12, 14, 16):
            return picture.mode.startswith("I;16")
    if max(bits) > 8 or set(formats) != {1}:
        return False
    beyond = bands - COLORS.get(tags.get(INTERPRETATION, 1), 3)
    return beyond <= 0 or (beyond == 1 and extra in ((PREMULTIPLIED,), (STRAIGHT,)))


def no_data_of(picture: Image.Image) -> float | None:
    """The value that a TIFF opened by Pillow uses for what was not measured."""
    return _number(getattr(picture, "tag_v2", {}).get(GDAL_NO_DATA))


def holds_one(data: bytes) -> bool:
    """Whether all but one of the pages of a TIFF are its small copies and masks."""
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        return _only_page(file) is not None


def size_of(file: BinaryIO) -> tuple[int, int]:
    """Width and height as the first page of a TIFF says."""
    with tifffile.TiffFile(file) as opened:
        page = opened.pages.first
        return page.imagewidth, page.imagelength


def _only_page(file: tifffile.TiffFile) -> tifffile.TiffPage | None:
    """The page of a file that holds one picture, and perhaps copies of it for a quick look."""
    pages = [page.aspage() for page in islice(file.pages, MOST_PAGES + 1)]
    whole = [page for page in pages if not page.is_reduced and not page.is_mask]
    return whole[0] if len(whole) == 1 and len(pages) <= MOST_PAGES else None


def read_tiff(data: bytes, name: str) -> Samples:
    """Read the first picture of a TIFF with every band, as the file holds it.

    Raises:
        PictureError: It is too large, holds several pictures, or is stored in a way not read here.
        Exception: It is damaged; tifffile raises whatever it stumbles over.
    """
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = _only_page(file)
        if page is None:
            raise PictureError(
                f"{name} holds several pictures. Save the one you want as a file of its own."
            )
        height, width = page.imagelength, page.imagewidth
        check_size(width, height, name)
        check_bytes(page.nbytes, name)
        if page.dtype is None or page.axes not in ("YX", "YXS", "SYX"):
            raise PictureError(f"{name} is no flat picture (axes {page.axes}). Save it as one.")
        if page.photometric not in (0, 1, 2):
            colors = tifffile.PHOTOMETRIC(page.photometric).name
            raise PictureError(
                f"{name} holds {colors} colors in {page.bitspersample} bits. "
                "Save it as RGB or grey."
            )
        values = _values(page, data, name)
        values = values.transpose(1, 2, 0) if page.axes == "SYX" else values
        values = values[..., None] if values.ndim == 2 else values
        tag = page.tags.get(ORIENTATION)
        values = upright(values, int(tag.value) if tag is not None else 1)
        tag = page.tags.get(GDAL_NO_DATA)
        return Samples(
            values, _opacity(page), _number(tag.value if tag is not None else None), name=name
        )


def _values(page: tifffile.TiffPage, data: bytes, name: str) -> NDArray[np.generic]:
    """The array of a page, of no more bytes than it says."""
    compression = int(page.compression)
    if compression == NONE or (compression in DEFLATE and page.predictor in (1, 2, 3)):
        if compression in DEFLATE:
            _check_strips(page, name)
        elif sum(page.databytecounts) < page.nbytes or len(data) < page.nbytes:
            raise PictureError(f"{name} ends before its last row. It is damaged; copy it again.")
        return np.asarray(page.asarray(maxworkers=1))
    packing = tifffile.COMPRESSION(compression).name
    found = None
    if page.axes != "SYX" and page.bitspersample in (8, 16, 32, 64):
        buffer = np.frombuffer(data, np.uint8)
        found = cv2.imdecode(buffer, cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    if found is None or found.dtype != page.dtype or found.shape != page.shape:
        raise PictureError(
            f"{name} is packed in a way that is not read for {page.samplesperpixel} bands of "
            f"{page.dtype} ({packing}). Save it with Deflate or without compression."
        )
    order = [2, 1, 0, 3][: found.shape[2]] if found.ndim == 3 else ...  # OpenCV begins with blue
    return np.asarray(found[..., order] if found.ndim == 3 else found)


def _check_strips(page: tifffile.TiffPage, name: str) -> None:
    """Raise ``PictureError`` if a strip or tile unpacks to more than its place in the picture."""
    rows, columns = min(page.rowsperstrip, page.imagelength), page.imagewidth
    if page.is_tiled:
        rows, columns = page.tilelength, page.tilewidth
    most = rows * columns * page.samplesperpixel * page.bitspersample // 8
    check_bytes(most, name)
    handle = page.parent.filehandle
    for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True):
        handle.seek(offset)
        unpacking = zlib.decompressobj()
        unpacking.decompress(handle.read(count), most)
        if unpacking.unconsumed_tail and unpacking.decompress(unpacking.unconsumed_tail, 1):
            raise PictureError(f"{name} unpacks to more than its size says. It is damaged.")


def upright(values: NDArray[np.generic], orientation: int) -> NDArray[np.generic]:
    """Turn (H, W, bands) as the Exif orientation says."""
    if orientation in (5, 6, 7, 8):
        values = values.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        values = values[::-1]
    if orientation in (2, 3, 6, 7):
        values = values[:, ::-1]
    return values


def _opacity(page: tifffile.TiffPage) -> Opacity:
    last = int(page.extrasamples[-1]) if page.extrasamples else 0
    kinds: dict[int, Opacity] = {PREMULTIPLIED: "premultiplied", STRAIGHT: "straight"}
    return kinds.get(last, "")


def _all(value: int | Sequence[int]) -> Sequence[int]:
    return (value,) if isinstance(value, int) else value


def _number(text: object) -> float | None:
    try:
        return float(str(text).strip("\0 ")) if text is not None else None
    except ValueError:
        return None
