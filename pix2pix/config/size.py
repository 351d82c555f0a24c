"""Height and width of the pictures that a model is trained on.

The height comes first, as in the shapes of tensors. Where both are equal, which they mostly are,
flags and files have one number.
"""

import re
from typing import Any, NamedTuple

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

LEAST, MOST = 8, 2048  # px a side
TEXT = re.compile(r"([0-9]{1,9})(?:\s*[x×]\s*([0-9]{1,9}))?", re.IGNORECASE)


class Size(NamedTuple):
    """Height and width in px, written ``256`` or ``256x512``."""

    height: int
    width: int

    def __str__(self) -> str:
        return str(self.written())

    @property
    def in_words(self) -> str:
        """For sentences: sizes of pictures stand in them with the width first."""
        if self.height == self.width:
            return f"{self.height} x {self.width} px"
        return f"{self.height} px in height and {self.width} px in width"

    def not_multiple_of(self, number: int) -> str:
        """What is wrong where a side does not divide by ``number``; empty where both do."""
        names = [name for name, side in self._asdict().items() if side % number]
        if not names:
            return ""
        where = "" if self.height == self.width else f" in {' and '.join(names)}"
        return f"size {self} is not a multiple of {number}{where}"

    def times(self, factor: float) -> "Size":
        """Both sides so many times as long, rounded."""
        return Size(round(self.height * factor), round(self.width * factor))

    def written(self) -> int | str:
        """As it stands in a file."""
        if self.height == self.width:
            return self.height
        return f"{self.height}x{self.width}"

    @classmethod
    def read(cls, value: Any) -> "Size":
        """The size of a number, of a pair, or of a text such as ``256x512``.

        Raises:
            ValueError: It is none of them, or a side is out of bounds.
        """
        match value:
            case str() if found := TEXT.fullmatch(value.strip()):
                sides = found[1], found[2] or found[1]
            case [int(), int()]:
                sides = tuple(value)
            case int() if not isinstance(value, bool):
                sides = value, value
            case _:
                raise ValueError(
                    f"{value!r} is no size; give one number for squares, such as 256, or "
                    "HEIGHTxWIDTH, such as 256x512"
                )
        size = cls(*map(int, sides))
        if not all(LEAST <= side <= MOST for side in size):
            raise ValueError(
                f"{size} px is out of bounds; each side must have {LEAST} to {MOST} px"
            )
        return size

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(cls.written)
        )
