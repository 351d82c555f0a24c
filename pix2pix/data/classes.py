"""The classes of label maps: their names, their colors, and which of them count.

They are listed in a file, ``[{"name": "road", "color": "#804080"}, …]``, where ``"void": true``
marks what belongs to no class. JPEG shakes the colors of a label map, so a pixel is of the class
whose color is nearest. Lists of published data sets are in ``class_lists/``.
"""

import json
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import ImageColor
from torch import Tensor

from pix2pix.config import Label
from pix2pix.data.palette import NEAR, Bytes, flat
from pix2pix.data.transform import to_bytes
from pix2pix.errors import ConfigError, complaint
from pix2pix.images.class_colors import VOID

LISTS = Path(str(files("pix2pix"))) / "data" / "class_lists"
FAR = 48.0  # distance in RGB beyond which JPEG takes next to no pixel inside of a region
THICK = 3  # px; what is thinner is no region
MUCH = 0.005  # share of such pixels in a picture that JPEG does not reach


class Classes:
    """The classes of a set of label maps, numbered from 0 in their order, void ones left out.

    Raises:
        ConfigError: There are fewer than two, or two have the same name or color.
    """

    def __init__(self, labels: Sequence[Label], where: str = "The list of classes") -> None:
        self.labels = tuple(labels)
        self.names = tuple(label.name for label in self.labels if not label.void)
        self.where = where
        self._require_different()
        colors = [ImageColor.getrgb(label.color) for label in self.labels]
        self._colors = torch.tensor(colors, dtype=torch.float32)
        count = iter(range(VOID))
        numbers = [VOID if label.void else next(count) for label in self.labels]
        self._numbers = torch.tensor(numbers, dtype=torch.uint8)

    def __len__(self) -> int:
        """How many count: void is none of them."""
        return len(self.names)

    @classmethod
    def read(cls, given: str | Path) -> "Classes":
        """Those of a file, or of a published data set by its name.

        Raises:
            ConfigError: There is no such file, or it does not list classes.
        """
        path = LISTS / f"{given}.json" if str(given) in published() else Path(given)
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
            labels = tuple(Label(**entry) for entry in entries)
        except FileNotFoundError:
            raise ConfigError(
                f"{given} does not exist. Give a JSON file with the names and colors of the "
                f"classes, or the name of a list: {', '.join(published())}."
            ) from None
        except (OSError, ValueError, TypeError) as error:
            raise ConfigError(
                f"{path} does not list classes as names and colors, such as "
                f'[{{"name": "door", "color": "#0055ff"}}]: {complaint(error)}'
            ) from error
        return cls(labels, str(given))

    def numbers(self, pixels: Tensor) -> Tensor:
        """The class of each pixel: (…, 3, H, W) from 0 to 255 to (…, H, W) uint8.

        It is that of the nearest color, and ``VOID`` (255) if that is a void one.
        """
        return self._numbers.to(pixels.device)[self._nearest(pixels)]

    def unknown(self, pixels: Tensor) -> Counter[str]:
        """Colors of regions of a label map (3, H, W) that are near none of the classes.

        Returns:
            The pixels of each, as #rrggbb; empty where there is no more than JPEG makes.
        """
        colors = in_rows(pixels)
        nearest = self._colors[self._nearest(pixels)]
        distance = (pixels.permute(1, 2, 0).float() - nearest).square().sum(dim=2).sqrt().numpy()
        far = (flat(colors) & (distance > FAR)).astype(np.uint8)
        # A seam between two regions is thin; JPEG makes one color of it and of both of them.
        regions = cv2.morphologyEx(far, cv2.MORPH_OPEN, np.ones((THICK, THICK), np.uint8))
        left = colors[regions > 0].astype(np.int64)
        found: Counter[str] = Counter()
        if len(left) < MUCH * distance.size:
            return found
        while len(left):
            several, counts = np.unique(left, axis=0, return_counts=True)
            peak = several[counts.argmax()]
            near = np.linalg.norm(left - peak, axis=1) <= NEAR
            found["#{:02x}{:02x}{:02x}".format(*peak)] = int(near.sum())
            left = left[~near]
        return found

    def distance(self, color: tuple[int, ...]) -> float:
        """How far a color is from that of the nearest class, in RGB."""
        here = torch.tensor(color[:3], dtype=torch.float32)
        return (self._colors - here).square().sum(dim=1).min().sqrt().item()

    def _nearest(self, pixels: Tensor) -> Tensor:
        """Place of the nearest color in the list, the first of equal ones."""
        # |p - c|² without |p|², which is the same for all; exact, as all are small integers.
        colors = self._colors.to(pixels.device)
        products = pixels.movedim(-3, -1).float() @ colors.T
        return (colors.square().sum(dim=1) - 2 * products).argmin(dim=-1)

    def _require_different(self) -> None:
        for what in ("name", "color"):
            counts = Counter(str(getattr(label, what)) for label in self.labels)
            if twice := [value for value, count in counts.items() if count > 1]:
                raise ConfigError(f"{self.where} has the {what} {twice[0]} twice. Leave one out.")
        if len(self.names) < 2:
            raise ConfigError(
                f"{self.where} has {len(self.names)} class that is not void; two are the least "
                "that can be told apart."
            )


def in_rows(pixels: Tensor) -> Bytes:
    """(3, H, W) from 0 to 255 to (H, W, 3)."""
    return to_bytes(pixels).permute(1, 2, 0).contiguous().numpy()


def published() -> list[str]:
    """Names of the data sets whose classes come with the package."""
    return sorted(path.stem for path in LISTS.glob("*.json"))
