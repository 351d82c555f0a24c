"""What the values of picture files mean: which are black and white, which bands are colors.

A photo of 8 bits says it itself. A depth in millimetres, a Hounsfield number or a class number does
not, so it is decided once for each half of a set of pairs and kept with the model.
"""

from typing import Literal, Self

from pydantic import model_validator

from pix2pix.config.base import Config

ValueKind = Literal["8-bit", "integer", "float", "classes"]
EIGHT_BIT = (0.0, 255.0)
MOST_BANDS = 1000


class HalfValues(Config):
    """How the values of one half are read."""

    kind: ValueKind = "8-bit"
    range: tuple[float, float] = EIGHT_BIT
    """Black and white, in the units of the files."""
    bands: tuple[int, ...] = ()
    """Bands that are taken, from 1; none where the file says itself which are colors."""


class ValuesConfig(Config):
    """How the values of source and target are read; by default as the data shows."""

    source_range: tuple[float, float] | None = None
    """Values of the source that are black and white, in the units of its files, e.g. 0 4095."""
    target_range: tuple[float, float] | None = None
    """Values of the target that are black and white, likewise."""
    source_bands: tuple[int, ...] | None = None
    """Bands of the source to use as red, green and blue, e.g. 4 3 2, or one for grey."""
    target_bands: tuple[int, ...] | None = None
    """Bands of the target, likewise."""
    source_values: ValueKind | None = None
    """What the values of the source are: 8-bit, integer, float, or classes that get colors."""
    target_values: ValueKind | None = None
    """What the values of the target are."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for half in ("source", "target"):
            limits, bands = getattr(self, f"{half}_range"), getattr(self, f"{half}_bands")
            if limits is not None and not limits[0] < limits[1]:
                raise ValueError(
                    f"{half}_range is {limits[0]:g} {limits[1]:g}; the first number is black and "
                    "must be less than the second, which is white"
                )
            if bands is not None and (
                len(bands) not in (1, 3) or not all(1 <= band <= MOST_BANDS for band in bands)
            ):
                raise ValueError(
                    f"{half}_bands is {' '.join(map(str, bands))}; name three bands for red, "
                    "green and blue, or one for grey, counted from 1"
                )
        return self

    @property
    def source(self) -> HalfValues:
        """How the source is read, once it is known."""
        return _half(self.source_values, self.source_range, self.source_bands)

    @property
    def target(self) -> HalfValues:
        return _half(self.target_values, self.target_range, self.target_bands)

    def reversed(self) -> Self:
        """Those of the other direction."""
        return self.changed(
            source_range=self.target_range,
            target_range=self.source_range,
            source_bands=self.target_bands,
            target_bands=self.source_bands,
            source_values=self.target_values,
            target_values=self.source_values,
        )

    def filled(self, source: HalfValues, target: HalfValues) -> Self:
        """With what was found in the data where nothing was asked for."""
        found: dict[str, object] = {}
        for name, half in (("source", source), ("target", target)):
            found[f"{name}_range"] = half.range
            found[f"{name}_bands"] = half.bands or None
            found[f"{name}_values"] = half.kind
        return self.changed(**{**found, **self.asked})

    @property
    def complete(self) -> bool:
        """Nothing is left to be found in the data."""
        kinds = (self.source_values, self.target_values)
        return None not in (*kinds, self.source_range, self.target_range)

    @property
    def settled(self) -> Self:
        """With 8-bit pictures wherever nothing is said, as in a model from before it was asked."""
        return self.filled(self.source, self.target)

    @property
    def asked(self) -> dict[str, object]:
        """What somebody chose."""
        return {name: value for name, value in dict(self).items() if value is not None}


def _half(
    kind: ValueKind | None, limits: tuple[float, float] | None, bands: tuple[int, ...] | None
) -> HalfValues:
    return HalfValues(kind=kind or "8-bit", range=limits or EIGHT_BIT, bands=bands or ())
