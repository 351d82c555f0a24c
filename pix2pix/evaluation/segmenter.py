"""A trained segmenter: from a photo to the class of each of its pixels."""

from functools import cached_property
from hashlib import sha256
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pix2pix.checkpoint.files import SEGMENTER, SEGMENTER_RECIPE, STATUS
from pix2pix.checkpoint.folder import load_weights
from pix2pix.checkpoint.run import State, read_status
from pix2pix.config import SegmenterRecipe, Size
from pix2pix.data import transform
from pix2pix.data.classes import Classes
from pix2pix.errors import CheckpointError, DataError
from pix2pix.networks.segmenter import LRASPP


class Segmenter:
    """Tells the classes of photos, as it has learnt to from real ones.

    Args:
        network: Class logits of (N, 3, H, W) in [-1, 1], (N, classes, H, W).
        size: Of the photos that it has learnt from; others are scaled to it.
        folder: Where it was loaded from.
    """

    def __init__(
        self, network: nn.Module, classes: Classes, size: Size, folder: Path | None = None
    ) -> None:
        self._network = network.eval()
        self.classes = classes
        self.size = size
        self.folder = folder

    @classmethod
    def load(cls, folder: str | Path) -> "Segmenter":
        """Load what ``pix2pix segmenter`` has trained.

        Raises:
            CheckpointError: There is none, or its weights do not fit its classes.
        """
        folder = Path(folder)
        if not (folder / SEGMENTER_RECIPE).is_file():
            raise CheckpointError(
                f"{folder} holds no segmenter (no {SEGMENTER_RECIPE}). Train one on photos and "
                "their label maps: `pix2pix segmenter PAIRS --out FOLDER --classes LIST`."
            )
        recipe = SegmenterRecipe.read(folder / SEGMENTER_RECIPE)
        classes = Classes(recipe.classes, str(folder / SEGMENTER_RECIPE))
        with torch.device("meta"):  # draws no first weights
            network = LRASPP(len(classes))
        load_weights(network, folder / SEGMENTER)
        return cls(network, classes, recipe.settings.size, folder)

    @cached_property
    def sha256(self) -> str:
        """Of its weights: figures of different segmenters cannot be compared."""
        if self.folder is None:
            return ""
        return sha256((self.folder / SEGMENTER).read_bytes()).hexdigest()

    @property
    def unfinished(self) -> str:
        """Where its training stands, if it has not come to an end; else empty."""
        if self.folder is None or not (self.folder / STATUS).is_file():
            return ""
        status = read_status(self.folder)
        at = f"{status.state}, step {status.step} of {status.steps}"
        return "" if status.state is State.FINISHED else at

    @torch.no_grad()
    def __call__(self, photo: Tensor, shape: tuple[int, int] | None = None) -> Tensor:
        """The class of each pixel of a photo (C, H, W) from 0 to 255, as (H, W) uint8.

        Args:
            shape: Height and width of the answer, by default those of the photo. Logits are
                interpolated, classes never.

        Raises:
            DataError: The photo has another shape than those that it has learnt from.
        """
        height, width = photo.shape[1:]
        if abs(width * self.size.height / (height * self.size.width) - 1) > 0.02:
            where = self.folder or "The segmenter"
            raise DataError(
                f"{where} has learnt from photos of {self.size.in_words}; one of {width}x{height} "
                "px would be distorted. Train a segmenter with --size of that shape."
            )
        seen = transform.resize(photo.expand(3, -1, -1).float(), self.size, "bicubic")
        logits = self._network(seen.clamp(0, 255)[None] / 127.5 - 1)
        if logits.shape[2:] != (shape or (height, width)):
            logits = F.interpolate(logits, shape or (height, width), mode="bilinear")
        return logits[0].argmax(dim=0).to(torch.uint8)
