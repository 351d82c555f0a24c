"""Photos and their label maps, for a network that learns to tell the classes of photos."""

from torch import Tensor

from pix2pix.config import Size
from pix2pix.data import transform
from pix2pix.data.paired import PairedPictures


class LabelledPhotos(PairedPictures):
    """Pairs of (photo, label map); a label map is resized without mixing colors.

    Attributes:
        reduced: A size to which photos are brought first, so that they show no more than it can.
    """

    reduced: Size | None = None

    def _read(self, index: int, size: Size | None) -> tuple[Tensor, Tensor]:
        photo, labels = super()._read(index, None)
        if size is None:
            return photo, labels
        if self.reduced:
            photo = transform.resize(photo, self.reduced, "bicubic")
        seen = transform.resize(photo, size, "bicubic")
        return seen, transform.resize(labels, size, "nearest")
