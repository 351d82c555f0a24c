"""A draft is a run that someone is still preparing: uploaded pairs and filled-in settings.

It lies on disk from the first moment, so it survives an error, a reload and a restart. Its pairs
stay for a week, then ``forget`` removes it.
"""

import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from pix2pix.config import Config, MethodName, Reading, Recipe, ValuesConfig
from pix2pix.data.archive import unpack
from pix2pix.data.diagnosis import Diagnosis, diagnose
from pix2pix.data.findings import Findings
from pix2pix.data.inspect import look_through
from pix2pix.data.intake import Limits, take_files
from pix2pix.data.make_pairs import Task, make_pairs
from pix2pix.data.walk import pictures_in
from pix2pix.errors import CheckpointError, DataError, PictureError, RunError
from pix2pix.files import replace_text
from pix2pix.jobs.presets import Length

FOLDER, SETTINGS, FINDINGS = ".drafts", "settings.json", "findings.json"
READING = set(Reading.model_fields)
KEY = re.compile(r"[0-9a-f]{16}")
WEEK = 7 * 24 * 3600  # seconds


class Settings(Config):
    """What has been filled in so far."""

    name: str = ""
    """Of the run to be."""
    data: str = ""
    """Folder of the pairs; below the draft if it is no absolute path."""
    origin: str = ""
    """What was uploaded, for people."""
    left_out: tuple[str, ...] = ()
    """Files of the upload that are no pictures, and why."""
    init: str = ""
    """Folder of the checkpoint to start from; empty for none."""
    unpaired: bool = False
    """The pictures are read as two domains that do not match, whatever they seem to be."""
    making: str = ""
    """Name of the starting point that was chosen; empty for something else."""
    length: Length = "quick"
    """Which preset the settings began with."""
    agreed: bool = False
    """Unusable files may be left out."""
    suspicious: bool = False
    """Suspicious pairs are left out, too."""
    processes: int = 1
    """GPUs that train together."""
    recipe: Recipe = Recipe()
    """All settings of the run."""


class Draft:
    """The folder of one draft."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = folder.name

    @classmethod
    def create(cls, root: Path) -> "Draft":
        """A new draft, with a key that cannot be guessed."""
        draft = cls(root / FOLDER / secrets.token_hex(8))
        draft.write(Settings())
        return draft

    @classmethod
    def find(cls, root: Path, key: str) -> "Draft":
        """The draft of a key that came from outside.

        Raises:
            RunError: There is none.
        """
        folder = root / FOLDER / key
        if not KEY.fullmatch(key) or not (folder / SETTINGS).is_file():
            raise RunError("This draft is gone: drafts are kept for a week. Begin a new one.")
        return cls(folder)

    def read(self) -> Settings:
        """What has been filled in; nothing, where someone damaged the file."""
        try:
            return Settings.read(self.folder / SETTINGS)
        except CheckpointError:
            return Settings()

    def write(self, settings: Settings) -> None:
        replace_text(self.folder / SETTINGS, settings.to_json())

    @property
    def data(self) -> Path | None:
        """The folder with what was given, if anything was."""
        kept = self.read().data
        return self.folder / kept if kept else None

    def take_archive(self, name: str, file: IO[bytes], limits: Limits) -> None:
        """Keep and unpack an uploaded zip or tar, instead of what was there.

        Raises:
            DataError: See ``archive.unpack``; what was there before stays.
            DiskError: There is no room.
        """
        archive = self.folder / "upload.zip"  # whatever kind it is
        try:
            with archive.open("wb") as out:
                shutil.copyfileobj(file, out)
            taken = unpack(archive, (fresh := self._fresh()), limits)
        except DataError as error:
            raise DataError(str(error).replace(archive.name, name)) from error
        finally:
            archive.unlink(missing_ok=True)
        self._use(fresh, name, tuple(taken.left_out))

    def take_folder(self, files: Iterable[tuple[str, IO[bytes]]], limits: Limits) -> None:
        """Keep the files of an uploaded folder, instead of what was there; raises likewise."""
        fresh = self._fresh()
        taken = take_files(files, fresh, limits)
        self._use(fresh, "a folder", tuple(taken.left_out))

    def take_path(self, path: Path) -> None:
        """Use a folder of this machine where it stands, or unpack an archive of it.

        Raises:
            DataError: There is no such folder, or see ``archive.unpack``.
        """
        path = path.expanduser()
        if path.is_file():
            fresh = self._fresh()
            self._use(fresh, path.name, tuple(unpack(path, fresh).left_out))
            return
        if not path.is_dir():
            raise DataError(f"{path} is neither a folder nor an archive on this machine.")
        self._use(path.resolve(), str(path), ())

    def make_pairs(self, task: Task, size: int) -> Iterator[float]:
        """Make pairs from the photos that were given; yields the share that is done.

        Raises:
            DataError: There are no photos.
        """
        photos, settings = self.data, self.read()
        if photos is None:
            raise DataError("There are no photos yet. Give a zip or a folder first.")
        fresh, left_out = self._fresh(), list(settings.left_out)
        count = len(pictures_in(photos))
        for done, result in enumerate(make_pairs(photos, fresh, task, size=size), 1):
            if isinstance(result, PictureError):
                left_out.append(str(result).replace(f"{photos}/", ""))
            yield done / count
        self._use(fresh, settings.origin, tuple(left_out))

    def reading(self) -> Reading:
        """How the files are to be read."""
        return Reading.model_validate(self.read().recipe.data.model_dump(include=READING))

    def read_as(self, reading: Reading, *, unpaired: bool = False) -> None:
        """Read the files otherwise, and forget what was said of them."""
        (self.folder / FINDINGS).unlink(missing_ok=True)
        kept = self.read()
        data = kept.recipe.data.changed(**dict(reading))
        update = {"agreed": False, "suspicious": False, "unpaired": unpaired}
        self.write(kept.changed(recipe=kept.recipe.changed(data=data), **update))

    def settled(self) -> Recipe:
        """The settings with the reading that was found, so that a run reads the pairs likewise."""
        recipe, found = self.read().recipe, self.diagnosis()
        return recipe.changed(data=recipe.data.changed(**dict(found.reading))) if found else recipe

    def diagnosis(self) -> Diagnosis | None:
        """What the inspection found, for the split that is set; none if there was none."""
        try:
            return self._diagnose(Findings.read(self.folder / FINDINGS))
        except CheckpointError:
            return None

    def examine(self, progress: Callable[[float], object]) -> Diagnosis:
        """Inspect the data, and remember what was found."""
        kept = self.read()
        recipe = kept.recipe
        asked = recipe.values.reversed() if recipe.data.direction == "b2a" else recipe.values
        method: MethodName | None = "cyclegan" if kept.unpaired else None
        found = look_through(self.data or self.folder, progress, self.reading(), asked, method)
        replace_text(self.folder / FINDINGS, found.to_json())
        return self._diagnose(found)

    def forget_findings(self) -> None:
        """Let the data be inspected once more."""
        (self.folder / FINDINGS).unlink(missing_ok=True)

    def _diagnose(self, found: Findings) -> Diagnosis:
        recipe = self.read().recipe
        data = recipe.data
        return diagnose(found, data.held_out, recipe.held_out_seed, crop=data.crop)

    def _fresh(self) -> Path:
        return self.folder / f"pairs-{time.time_ns()}"

    def _use(self, data: Path, origin: str, left_out: tuple[str, ...]) -> None:
        """Remember where the data is, and forget what was said of other data."""
        self.forget_findings()
        settings = self.read()
        inside = data.parent == self.folder
        as_found = settings.recipe.data.changed(**dict(Reading()))
        self.write(
            settings.changed(
                data=data.name if inside else str(data),
                origin=origin,
                left_out=left_out,
                agreed=False,
                suspicious=False,
                unpaired=False,
                recipe=settings.recipe.changed(data=as_found, values=ValuesConfig()),
            )
        )
        for old in self.folder.glob("pairs-*"):
            if old != data:
                shutil.rmtree(old, ignore_errors=True)


def forget(root: Path, most: int | None = None) -> None:
    """Remove drafts that nobody has touched for a week and, beyond ``most``, the oldest."""
    touched = {path.parent: path.stat().st_mtime for path in (root / FOLDER).glob(f"*/{SETTINGS}")}
    newest = sorted(touched, key=lambda folder: touched[folder], reverse=True)
    for place, folder in enumerate(newest):
        if time.time() - touched[folder] > WEEK or (most is not None and place >= most):
            shutil.rmtree(folder, ignore_errors=True)
