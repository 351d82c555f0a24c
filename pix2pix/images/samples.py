"""Pictures of values that are no bytes, as cameras, scanners and satellites write them.

Pillow has modes for bytes, and for one band of 16 or 32 bits. ``Samples`` is what it has none for:
any number of bands of any type, kept as the file holds them. What they mean as a picture is decided
once per set (``HalfValues``), not picture by picture.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Opacity = Literal["", "straight", "premultiplied"]

DEEP = ("I", "F")  # modes of Pillow that begin so hold no bytes


@dataclass(frozen=True)
class Samples:
    """A picture as an array.

    Attributes:
        values: (H, W, bands).
        opacity: Whether the last band is opacity, because the file says so, and whether the
            others were multiplied by it.
        no_data: The value that stands for "nothing was measured", where the file names one; NaN
            always does.
        name: What to call it in an error.
    """

    values: NDArray[Any]
    opacity: Opacity = ""
    no_data: float | None = None
    name: str = "the picture"

    @property
    def width(self) -> int:
        return int(self.values.shape[1])

    @property
    def height(self) -> int:
        return int(self.values.shape[0])

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    @property
    def bands(self) -> int:
        """Bands that are not opacity."""
        return int(self.values.shape[2]) - bool(self.opacity)

    @property
    def whole(self) -> bool:
        """The values are whole numbers."""
        return self.values.dtype.kind in "uib"

    @property
    def measured(self) -> NDArray[np.bool_]:
        """Where there are values, (H, W): no NaN, nothing infinite, not what stands for neither."""
        color = self.values[..., : self.bands]
        there = np.isfinite(color) if color.dtype.kind == "f" else np.ones(color.shape, bool)
        if self.no_data is not None and not np.isnan(self.no_data):
            there &= color != self.no_data
        return np.asarray(there.all(axis=2))

    def crop(self, box: tuple[int, int, int, int]) -> "Samples":
        left, top, right, bottom = box
        return replace(self, values=self.values[top:bottom, left:right])

    def close(self) -> None:
        """Nothing is open; for whoever closes pictures of both kinds."""

    def described(self) -> str:
        """What kind of values these are, for people."""
        bits = 8 * self.values.dtype.itemsize
        kind = {"u": f"{bits}-bit integers", "i": f"signed {bits}-bit integers"}
        return kind.get(self.values.dtype.kind, "floating-point numbers")


Picture: TypeAlias = Image.Image | Samples


def is_deep(picture: Picture) -> bool:
    """Whether a picture holds other values than bytes."""
    return isinstance(picture, Samples) or picture.mode.startswith(DEEP)


def samples_of(picture: Picture, name: str = "the picture") -> Samples:
    """The values of a picture of any kind; those of bytes as they are shown."""
    if isinstance(picture, Samples):
        return picture
    if not is_deep(picture) and picture.mode not in ("L", "LA", "RGB", "RGBA"):
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    values = np.asarray(picture)
    opacity: Opacity = "straight" if picture.mode in ("LA", "RGBA") else ""
    return Samples(values[..., None] if values.ndim == 2 else values, opacity, name=name)
