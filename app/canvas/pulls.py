"""Models from the Hub, fetched in the background while the page shows how far they are."""

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore, Lock, Thread

from app.canvas import texts
from pix2pix import Pix2PixError, hub
from pix2pix.hosting import hosted

AT_ONCE = 2  # downloads
MOST_WAITING = 6  # downloads that have been asked for and are not done
KEPT_WHEN_HOSTED = 5  # models on the disk of a Space


@dataclass
class Pull:
    """A model on its way; ``folder`` will be its checkpoint."""

    done: int = 0  # bytes
    total: int = 0
    folder: Future[Path] = field(default_factory=Future)

    def update(self, done: int, total: int) -> None:
        """Note how far it is."""
        self.done, self.total = done, total


class Pulls:
    """The models of the Hub that were asked for since the app began, by name.

    Args:
        own: The model of whoever hosts the app; it alone may need their token.
    """

    def __init__(self, own: str) -> None:
        self._own = own
        self._pulls: dict[str, Pull] = {}
        self._lock = Lock()
        self._turn = BoundedSemaphore(AT_ONCE)

    def names(self) -> Iterable[str]:
        """Models that have arrived; on a Space, what one visitor chose is nobody else's matter."""
        if hosted():
            return []
        with self._lock:
            return [name for name, pull in self._pulls.items() if _arrived(pull)]

    def begin(self, name: str) -> Pull:
        """Fetch a model unless it is there or on its way already.

        Raises:
            Pix2PixError: The name is no name of a repository, or too many are on their way.
        """
        hub.Reference.parse(name)
        with self._lock:
            pull = self._pulls.get(name)
            if pull is not None and (not pull.folder.done() or _arrived(pull)):
                return pull
            if sum(not other.folder.done() for other in self._pulls.values()) >= MOST_WAITING:
                raise Pix2PixError(texts.TOO_MANY_PULLS)
            pull = self._pulls[name] = Pull()
        Thread(target=self._fetch, args=(name, pull), daemon=True).start()
        return pull

    def progress(self, name: str) -> Pull | None:
        """How far a model is; ``None`` when it is there.

        Raises:
            Pix2PixError: It could not be fetched; asked again, it is tried again.
        """
        with self._lock:
            failed = (pull := self._pulls.get(name)) is not None and _gone(pull)
            if failed:
                del self._pulls[name]
        if pull is None or not failed:
            pull = self.begin(name)
        if not pull.folder.done():
            return pull
        pull.folder.result()
        return None

    def folder(self, name: str) -> Path:
        """Wait for a model and give its folder.

        Raises:
            Pix2PixError: It could not be fetched.
        """
        return self.begin(name).folder.result()

    def _fetch(self, name: str, pull: Pull) -> None:
        with self._turn:
            try:
                anonymous = hosted() and name != self._own
                folder = hub.pull(name, progress=pull.update, anonymous=anonymous)
                if hosted():
                    hub.trim(KEPT_WHEN_HOSTED, spare=self._own)
            except Exception as error:  # whoever waits must hear of it
                pull.folder.set_exception(error)
            else:
                pull.folder.set_result(folder)


def _arrived(pull: Pull) -> bool:
    done = pull.folder.done() and pull.folder.exception() is None
    return done and pull.folder.result().is_dir()


def _gone(pull: Pull) -> bool:
    return pull.folder.done() and not _arrived(pull)
