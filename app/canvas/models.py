"""The models the canvas offers: of folders or the Hub, loaded when first asked for, three kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path, PureWindowsPath
from threading import BoundedSemaphore, Lock

from app.canvas import texts
from app.canvas.pulls import Pull, Pulls
from pix2pix import Pix2PixError, Translator
from pix2pix.checkpoint.card import terms
from pix2pix.checkpoint.files import CONFIG, MODEL
from pix2pix.checkpoint.folder import has_reverse, list_checkpoints, read_config, reverse_folder

KEPT = 3  # translators in memory
AT_ONCE = 2  # translations; each one already uses all cores


class ModelCache:
    """The models that the canvas offers, by name, for any number of threads.

    A name with a slash, ``owner/name``, is one of the Hub. Any other one is that of a checkpoint
    in ``folder``, or else of a bundled model.

    Args:
        folder: Where checkpoints come and go.
        favourite: Name of the model that comes first.
        bundled: Folders of models that are offered wherever ``folder`` is, by name.
    """

    def __init__(self, folder: Path, favourite: str, bundled: Mapping[str, Path]) -> None:
        self.folder = folder
        self._favourite = favourite
        self._bundled = bundled
        self._pulls = Pulls(favourite)
        self._loading = Lock()
        self._turn = BoundedSemaphore(AT_ONCE)

    def names(self) -> list[str]:
        """The names of all models that are there now, the favourite first."""
        bundled = (name for name, folder in self._bundled.items() if _is_checkpoint(folder))
        names = {*list_checkpoints(self.folder), *bundled, *self._pulls.names()}
        if "/" in self._favourite:
            names.add(self._favourite)
        return sorted(names, key=lambda name: (name != self._favourite, name))

    def terms(self, name: str) -> str:
        """The licence of one of ``names()``, if it is a checkpoint here that has one."""
        folder = None if "/" in name else self._look_up(name)
        return terms(folder) if folder else ""

    def progress(self, name: str) -> Pull | None:
        """How far a model of the Hub is on its way; ``None`` once it is there.

        Raises:
            Pix2PixError: It could not be fetched.
        """
        return self._pulls.progress(name) if "/" in name else None

    def both_ways(self, name: str) -> bool:
        """Whether a model translates the other way, too.

        Raises:
            Pix2PixError: There is no such model.
        """
        return has_reverse(self._find(name))

    @contextmanager
    def borrow(self, name: str, reverse: bool = False) -> Iterator[Translator]:
        """Wait for a turn and lend the translator of that name, with its newest weights.

        Args:
            name: One of ``names()``; empty for the first of them.
            reverse: The one of its other direction.

        Raises:
            Pix2PixError: There is no such model or direction, or it cannot be loaded.
        """
        folder = self._find(name or self.first())
        if reverse:
            folder = _other_way(folder)
        with self._turn:
            with self._loading:
                translator = _load(folder, _modified(folder))
            yield translator

    def first(self) -> str:
        """The model to begin with.

        Raises:
            Pix2PixError: There is none.
        """
        if "/" in self._favourite or self._look_up(self._favourite):
            return self._favourite
        names = self.names()
        if not names:
            raise Pix2PixError(texts.NO_MODEL.format(folder=self.folder))
        return names[0]

    def _find(self, name: str) -> Path:
        if "/" in name:
            return self._pulls.folder(name)
        folder = self._look_up(name)
        if folder is None:
            self.first()  # where there is no model at all, say that instead
            raise Pix2PixError(texts.UNKNOWN_MODEL.format(name=name))
        return folder

    def _look_up(self, name: str) -> Path | None:
        """The checkpoint of that name here. Asked at every stroke, so it lists no folder."""
        own = self.folder / name if _is_plain(name) else None
        places = (own, self._bundled.get(name))
        return next((place for place in places if place and _is_checkpoint(place)), None)


def _is_plain(name: str) -> bool:
    """Whether a name, which may come from outside, leads nowhere but into its folder."""
    alone = PureWindowsPath(name).name == name  # which knows the separators of all systems
    return bool(name) and alone and not name.startswith(".")


def _is_checkpoint(folder: Path) -> bool:
    try:
        return (folder / CONFIG).is_file() and (folder / MODEL).is_file()
    except OSError:  # no disk takes a name as long
        return False


def _other_way(folder: Path) -> Path:
    """The checkpoint of the reverse direction of another."""
    if not has_reverse(folder):  # said without the path, which is no visitor's matter
        domains = read_config(folder).domains
        raise Pix2PixError(texts.ONE_WAY.format(source=domains.source, target=domains.target))
    return reverse_folder(folder)


def _modified(folder: Path) -> int:
    """When the weights were last saved, in ns."""
    try:
        return (folder / MODEL).stat().st_mtime_ns
    except OSError as error:  # deleted since it was looked up
        raise Pix2PixError(texts.UNKNOWN_MODEL.format(name=folder.name)) from error


@lru_cache(maxsize=KEPT)
def _load(folder: Path, saved: int) -> Translator:
    """Load a checkpoint; ``saved`` makes one that is still training load again."""
    return Translator.load(folder)
