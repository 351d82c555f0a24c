"""Photos and their label maps, for a network that learns to tell the classes of photos."""

from torch import Tensor

from pix2pix.config import Size
from pix2pix.data import transform
from pix2pix.data.paired import PairedPictures


class LabelledPhotos(PairedPictures):
    """Pairs of (photo, label map); a label map is resized without mixing colors."""

    def _read(self, index: int, size: Size | None) -> tuple[Tensor, Tensor]:
        photo, labels = super()._read(index, None)
        if size is None:
            return photo, labels
        seen = transform.resize(photo, size, "bicubic")
        return seen, transform.resize(labels, size, "nearest")
