"""How the files of a folder are read as pairs.

Names and seams tell what is meant nearly always (``pix2pix.data.pairs``). These settings are the
other reading, for when they mislead; command line, trainer page and ``train.json`` share them.
"""

from typing import Literal

from pydantic import field_validator

from pix2pix.config.base import Config

PairLayout = Literal["two_files", "side_by_side", "stacked", "three_across", "three_down", "photos"]


class Reading(Config):
    """Where the two halves of a pair are."""

    layout: PairLayout | None = None
    """How pairs lie: in two files, or as parts of one; photos are no pairs. Found if not given."""
    halves: tuple[str, str] | None = None
    """Two folders or two endings of names, as A B or _A _B, for two_files. Found if not given."""
    panels: tuple[Literal[1, 2, 3], Literal[1, 2, 3]] = (1, 2)
    """Which two of three pictures in one file are the halves, counted from the left or the top."""

    @field_validator("panels")
    @classmethod
    def _differ(cls, panels: tuple[int, int]) -> tuple[int, int]:
        if panels[0] == panels[1]:
            raise ValueError(f"both halves would be picture {panels[0]}; name two different ones")
        return panels

    @field_validator("halves")
    @classmethod
    def _named(cls, halves: tuple[str, str] | None) -> tuple[str, str] | None:
        if halves is not None and (not all(halves) or halves[0].casefold() == halves[1].casefold()):
            raise ValueError(f"{halves[0]!r} and {halves[1]!r} do not name two halves")
        return halves
