"""A study is a folder: ``study.json`` says what is in it, and who answered what is beside it.

Nothing but the pictures goes to a browser, and their names say nothing of what they are.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from tyro.conf import Suppress

from pix2pix.config import Config, StudySettings
from pix2pix.errors import DataError, complaint

STUDY, PICTURES, ANSWERS = "study.json", "pictures", "answers"
NAME = r"^[0-9a-f]{16}\.png$"
DIGEST = r"^[0-9a-f]{64}$"


class StudyPicture(Config):
    """A picture of a study."""

    file: str = Field(pattern=NAME)
    """Its name in the folder of pictures."""
    sha256: str = Field(pattern=DIGEST)
    """Of the file."""
    of: str
    """The held-out picture that it is, or was made from."""


class StudyModel(Config):
    """A model whose pictures people judge."""

    name: str
    sha256: str = Field(pattern=DIGEST)
    """Of its weights."""
    fakes: tuple[StudyPicture, ...]
    """One for each input."""


class Contents(Config):
    """The file ``study.json``."""

    format: Suppress[Literal["pix2pix-study-1"]] = "pix2pix-study-1"
    settings: StudySettings
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    for_practice: int = Field(ge=0)
    """So many of the pictures, the first ones, are shown in practice alone."""
    reals: tuple[StudyPicture, ...] = Field(min_length=1)
    checks: tuple[StudyPicture, ...]
    """What anybody can tell: real pictures in pieces, in the order of the real ones."""
    models: tuple[StudyModel, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        count = len(self.models[0].fakes)
        names = [model.name for model in self.models]
        if len(set(names)) < len(names):
            raise ValueError("two models have one name")
        if any(len(model.fakes) != count for model in self.models):
            raise ValueError("the models have different numbers of fakes")
        if len(self.checks) != len(self.reals):
            raise ValueError(f"{len(self.checks)} checks for {len(self.reals)} real pictures")
        groups = self.for_practice, min(count, len(self.reals)) - self.for_practice
        two = self.settings.presentation == "pair"  # of which one is of something else
        if groups[1] < 1 + two or 0 < groups[0] < 1 + two:
            raise ValueError(f"{groups[1]} pictures and {groups[0]} for practice are too few")
        if self.settings.same_input and any(
            [fake.of for fake in model.fakes] != [real.of for real in self.reals]
            for model in self.models
        ):
            raise ValueError("real pictures and fakes are not of the same inputs")
        return self

    @property
    def pictures(self) -> Iterator[StudyPicture]:
        """All of them."""
        for model in self.models:
            yield from model.fakes
        yield from self.reals
        yield from self.checks


class Study:
    """An opened study."""

    def __init__(self, folder: Path, contents: Contents, digest: str) -> None:
        self.folder = folder
        self.contents = contents
        self.digest = digest
        self.files = frozenset(picture.file for picture in contents.pictures)

    @property
    def settings(self) -> StudySettings:
        return self.contents.settings

    @property
    def answers(self) -> Path:
        """The folder with a file for each person."""
        return self.folder / ANSWERS

    def picture(self, file: str) -> bytes:
        """The file of a picture, to be handed out.

        Raises:
            DataError: There is none of that name.
        """
        if file not in self.files:
            raise DataError(f"{self.folder} has no picture {file[:40]!r}.")
        return _read(self.folder / PICTURES / file)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read a study, and make sure that it is as it was prepared.

        Raises:
            DataError: It is no study, or somebody has changed a file of it.
        """
        path = folder / STUDY
        if not path.is_file():
            raise DataError(
                f"{folder} holds no {STUDY}. Give a folder that `pix2pix study CHECKPOINT … DATA "
                "--out FOLDER` has prepared."
            )
        written = _read(path)
        try:
            contents = Contents.model_validate_json(written)
        except ValueError as error:  # pydantic's, too
            raise DataError(
                f"{path} is not as it was prepared: {complaint(error)}. Restore the file, or "
                "prepare the study again in another folder."
            ) from error
        for picture in contents.pictures:
            place = folder / PICTURES / picture.file
            if not place.is_file():
                raise DataError(f"{place} is missing. {_AGAIN}")
            if hashlib.sha256(_read(place)).hexdigest() != picture.sha256:
                raise DataError(f"{place} was changed after the study was prepared. {_AGAIN}")
        return cls(folder, contents, hashlib.sha256(written).hexdigest())


_AGAIN = "Restore the file, or prepare the study again in another folder."


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}.") from error
