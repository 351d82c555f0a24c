"""The models the canvas offers: of a folder or the Hub, loaded when first asked for, three kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore, Lock

from app.canvas import texts
from app.canvas.pulls import Pull, Pulls
from pix2pix import Pix2PixError, Translator
from pix2pix.card import terms
from pix2pix.checkpoint import MODEL, list_checkpoints

KEPT = 3  # translators in memory
AT_ONCE = 2  # translations; each one already uses all cores


class Shelf:
    """The checkpoints of one folder, and models of the Hub, by name, for any number of threads.

    A name with a slash, ``owner/name``, is one of the Hub.
    """

    def __init__(self, folder: Path, favourite: str) -> None:
        self._folder = folder
        self._favourite = favourite
        self._pulls = Pulls(favourite)
        self._loading = Lock()
        self._turn = BoundedSemaphore(AT_ONCE)

    def names(self) -> list[str]:
        """The names of all models that are there now, the favourite first."""
        names = {*list_checkpoints(self._folder), *self._pulls.names()}
        if "/" in self._favourite:
            names.add(self._favourite)
        return sorted(names, key=lambda name: (name != self._favourite, name))

    def terms(self, name: str) -> str:
        """The licence of one of ``names()``, if it is a checkpoint of the folder that has one."""
        return "" if "/" in name else terms(self._folder / name)

    def progress(self, name: str) -> Pull | None:
        """How far a model of the Hub is on its way; ``None`` once it is there.

        Raises:
            Pix2PixError: It could not be fetched.
        """
        name = name or self.first()
        return self._pulls.progress(name) if "/" in name else None

    @contextmanager
    def borrow(self, name: str) -> Iterator[Translator]:
        """Wait for a turn and lend the translator of that name, with its newest weights.

        Args:
            name: One of ``names()``; empty for the first of them.

        Raises:
            Pix2PixError: There is no such model, or it cannot be loaded.
        """
        folder = self._find(name or self.first())
        with self._turn:
            with self._loading:
                translator = _load(folder, modified(folder))
            yield translator

    def first(self) -> str:
        """The model to begin with.

        Raises:
            Pix2PixError: There is none.
        """
        names = self.names()
        if not names:
            raise Pix2PixError(texts.NO_MODEL.format(folder=self._folder))
        return names[0]

    def _find(self, name: str) -> Path:
        if "/" in name:
            return self._pulls.folder(name)
        # A name is looked up, never joined to a path unseen: it comes from outside.
        if name not in list_checkpoints(self._folder):
            self.first()  # where there is no model at all, say that instead
            raise Pix2PixError(texts.UNKNOWN_MODEL.format(name=name))
        return self._folder / name


def modified(folder: Path) -> int:
    """When the weights were last saved, in ns."""
    try:
        return (folder / MODEL).stat().st_mtime_ns
    except OSError as error:  # deleted since it was listed
        raise Pix2PixError(texts.UNKNOWN_MODEL.format(name=folder.name)) from error


@lru_cache(maxsize=KEPT)
def _load(folder: Path, saved: int) -> Translator:
    """Load a checkpoint; ``saved`` makes one that is still training load again."""
    return Translator.load(folder)
