"""The one place where picture files become pictures, bytes and tensors, and back.

``open_picture`` reads what a file holds, without loss: a picture of Pillow's, or ``Samples`` where
there are other values than bytes. ``flatten`` makes of it what a person sees, on the one scale that
was chosen for all pictures of its kind (``HalfValues``). Tensors are float32 (C, H, W) in [-1, 1].
One to four channels stand for grey, grey with alpha, RGB and RGBA; in tensors, colors are
multiplied by alpha (``opacity``).
"""

from pix2pix.images.flatten import AS_SHOWN, as_stored, flatten, shapes_of
from pix2pix.images.limits import FORMATS, LARGEST, MOST_PIXELS, SMALLEST, SUFFIXES
from pix2pix.images.open import open_picture
from pix2pix.images.probe import size_of
from pix2pix.images.samples import Picture, Samples, is_deep, samples_of
from pix2pix.images.save import save_picture

__all__ = [
    "AS_SHOWN",
    "FORMATS",
    "LARGEST",
    "MOST_PIXELS",
    "SMALLEST",
    "SUFFIXES",
    "Picture",
    "Samples",
    "as_stored",
    "flatten",
    "is_deep",
    "open_picture",
    "samples_of",
    "shapes_of",
    "size_of",
    "save_picture",
]
