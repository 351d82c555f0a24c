"""The lines that are kept of a person, under a number that says nothing of anybody.

Each is written once, when an answer comes, and stands for itself. Nothing else is kept: no name,
no address, no time of day.
"""

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, ValidationError

from pix2pix.config import Config
from pix2pix.errors import DataError, DiskError, complaint
from pix2pix.study.trials import Choice, Kind

NUMBER = "[0-9a-f]{16}"
AS_IT_WAS = "Restore the file, or take it away."
Line = TypeVar("Line", bound=Config)


class Given(Config):
    """An answer as the page sends it."""

    trial: int = Field(ge=0, lt=2000)
    choice: Choice
    """Where the fake was, or what the single picture was."""
    shown: float = Field(ge=0, lt=86_400)
    """Seconds that the picture was seen, by the clock of the browser."""
    waited: float = Field(ge=0)
    """Seconds from its end to the answer."""
    again: bool = False
    """It was seen more than once, as after a reload or on a hidden tab."""


class Answer(Given):
    """A line: what was given, and to what."""

    kind: Kind
    model: str | None
    of: str
    right: bool
    counted: bool
    """The picture was shown once, and as long as it should be."""


class Session(Config):
    """The first line."""

    study: str
    """SHA-256 of ``study.json``."""
    person: str = Field(pattern=f"^{NUMBER}$")
    model: str | None = None
    """Whose pictures alone this person sees, if only those."""
    format: Literal["pix2pix-answers-1"] = "pix2pix-answers-1"


def understood(kind: type[Line], line: str, path: Path, number: int) -> Line:
    """A line of a file.

    Raises:
        DataError: Somebody has changed it.
    """
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        raise DataError(
            f"{path}, line {number} cannot be read: {complaint(error)}. {AS_IT_WAS}"
        ) from error


def append(path: Path, line: Config) -> None:
    """Write a line at the end of a file.

    Raises:
        DiskError: There is no room.
    """
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(line.model_dump_json() + "\n")
    except OSError as error:
        raise DiskError(f"{path} could not be written: {error}. Free some space.") from error
