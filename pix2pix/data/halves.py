"""Opens both pictures of a pair, without what turns them into tensors."""

from PIL import Image

from pix2pix.data.layout import Pair
from pix2pix.errors import DataError
from pix2pix.images import open_picture

TOLERANCE = 0.02  # a side-by-side pair is 2:1 to within this


def read_pair(pair: Pair) -> tuple[Image.Image, Image.Image]:
    """Open halves A and B of a pair.

    Raises:
        PictureError: A file is no picture.
        DataError: The halves differ in size, or a single file is not twice as wide as high.
    """
    if pair.b is not None:
        a, b = open_picture(pair.a), open_picture(pair.b)
        if a.size != b.size:
            raise DataError(
                f"{pair.a} is {a.width}x{a.height} px and {pair.b} is {b.width}x{b.height} px. "
                "Both halves of a pair must have the same size; scale or crop one of them."
            )
        return a, b
    both = open_picture(pair.a)
    width, height = both.size
    if width % 2 or abs(width / height - 2) > 2 * TOLERANCE:
        raise DataError(
            f"{pair.a} is {width}x{height} px; a pair side by side must be twice as wide as high. "
            "Crop it, or use folders A/ and B/."
        )
    half = width // 2
    return both.crop((0, 0, half, height)), both.crop((half, 0, width, height))
