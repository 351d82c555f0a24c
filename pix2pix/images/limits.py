"""Which files are read as pictures, and how large they may be."""

from pix2pix.errors import PictureError

SUFFIXES = frozenset(
    f".{suffix}"
    for suffix in (
        *("png", "jpg", "jpeg", "jfif", "jpe", "webp", "bmp", "tif", "tiff"),
        *("avif", "heic", "heif", "gif"),
    )
)
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "AVIF", "GIF")  # as Pillow calls them
SMALLEST, LARGEST, MOST_PIXELS = 8, 16_384, 64_000_000  # px a side, px a side, px in all
MOST_BYTES = 4 * MOST_PIXELS  # of the values of one picture, as of the largest in RGBA


def check_size(width: int, height: int, name: str) -> None:
    """Raise ``PictureError`` before anything of such a size is unpacked."""
    if min(width, height) < SMALLEST:
        raise PictureError(
            f"{name} is {width}x{height} px; at least {SMALLEST} px a side are needed. Enlarge it."
        )
    if max(width, height) > LARGEST or width * height > MOST_PIXELS:
        raise PictureError(
            f"{name} is {width}x{height} px; at most {LARGEST} px a side and "
            f"{MOST_PIXELS // 1_000_000} megapixels are read. Shrink it."
        )


def check_bytes(count: int, name: str) -> None:
    """Raise ``PictureError`` before so many bytes are made of one file."""
    if count > MOST_BYTES:
        raise PictureError(
            f"{name} holds {count // 1_000_000} MB of values; at most {MOST_BYTES // 1_000_000} MB "
            "are read. Shrink it, or save fewer bands."
        )
