"""What all settings have in common: frozen, checked when made, read from JSON by name."""

import json
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from pix2pix.errors import CheckpointError, ConfigError, complaint


class Config(BaseModel):
    """A frozen model that refuses unknown keys and numbers that are not finite."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )

    def to_json(self) -> str:
        return self.model_dump_json(indent=2) + "\n"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a JSON file.

        Raises:
            CheckpointError: The file is missing, is no JSON, or a key is unknown or wrong.
        """
        try:
            return cls.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise CheckpointError(
                f"{path} does not exist. Give a checkpoint folder that holds one."
            ) from None
        except (OSError, ValueError, RecursionError) as error:  # pydantic's are ValueErrors, too
            raise CheckpointError(f"{path} cannot be read: {complaint(error)}") from error

    @classmethod
    def make(cls, **values: Any) -> Self:
        """Build from loose values, with a ``ConfigError`` fit to show instead of pydantic's."""
        try:
            return cls(**values)
        except ValidationError as error:
            raise ConfigError(complaint(error)) from error

    def changed(self, **values: Any) -> Self:
        """The same with other values, checked together.

        Raises:
            ConfigError: One of them is out of bounds or does not fit the others.
        """
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return self.make(**{**kept, **values})
