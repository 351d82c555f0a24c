"""The errors that are raised on purpose; every message is fit to show to a person.

A message says what was found, what was expected, and what to do. Apps and the command
line catch ``Pix2PixError`` and show it; anything else is a bug.
"""

from pydantic import ValidationError


class Pix2PixError(Exception):
    """Whatever went wrong in a way that the person in front of the screen can mend."""


class ConfigError(Pix2PixError):
    """A setting is unknown, out of bounds, or does not fit another one."""


class PictureError(Pix2PixError):
    """A file or message is not a picture that can be used."""


class DataError(Pix2PixError):
    """A folder or archive does not hold the pairs or photos that were expected."""


class CheckpointError(Pix2PixError):
    """A checkpoint is missing, incomplete, or its weights do not fit its config."""


class TrainingDiverged(Pix2PixError):
    """A loss is no longer finite. The last save is kept."""


class OutOfMemory(Pix2PixError):
    """The device has too little memory for the batch; nothing that was saved is lost."""


class DiskError(Pix2PixError):
    """A file could not be written; what stood there before is untouched."""


class EngineError(Pix2PixError):
    """An engine does not work here, or does not give the pictures that PyTorch gives."""


class RunError(Pix2PixError):
    """A run cannot be started, resumed, renamed or deleted as asked."""


class HubError(Pix2PixError):
    """The Hugging Face Hub refused, was out of reach, or sent something unexpected."""


def complaint(error: Exception) -> str:
    """One line that names each wrong key and says what is wrong with it."""
    if not isinstance(error, ValidationError):
        return str(error)
    lines = []
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = "this key is unknown; remove it or update pix2pix"
        lines.append(f"{key}: {message}" if key else message)
    return "; ".join(lines)
