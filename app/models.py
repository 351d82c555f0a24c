"""The models the canvas offers: found in a folder, loaded when first asked for, three kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore, Lock

from app import texts
from pix2pix import Pix2PixError, Translator
from pix2pix.checkpoint import MODEL, list_checkpoints

KEPT = 3  # translators in memory
AT_ONCE = 2  # translations; each one already uses all cores


class Shelf:
    """The checkpoints of one folder, by name, as any number of threads may use them."""

    def __init__(self, folder: Path, favourite: str) -> None:
        self._folder = folder
        self._favourite = favourite
        self._loading = Lock()
        self._turn = BoundedSemaphore(AT_ONCE)

    def names(self) -> list[str]:
        """The names of all models that are there now, the favourite first."""
        names = list_checkpoints(self._folder)
        return sorted(names, key=lambda name: (name != self._favourite, name))

    @contextmanager
    def borrow(self, name: str) -> Iterator[Translator]:
        """Wait for a turn and lend the translator of that name, with its newest weights.

        Args:
            name: One of ``names()``; empty for the first of them.

        Raises:
            Pix2PixError: There is no such model, or it cannot be loaded.
        """
        with self._turn:
            folder = self._find(name)
            with self._loading:
                translator = _load(folder, modified(folder))
            yield translator

    def _find(self, name: str) -> Path:
        # A name is looked up, never joined to a path unseen: it comes from outside.
        names = self.names()
        if not names:
            raise Pix2PixError(texts.NO_MODEL.format(folder=self._folder))
        if name and name not in names:
            raise Pix2PixError(texts.UNKNOWN_MODEL.format(name=name))
        return self._folder / (name or names[0])


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
