"""Downloads files of one commit through the cache of ``huggingface_hub``, and verifies them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from huggingface_hub import hf_hub_download
from huggingface_hub.hf_api import RepoSibling
from huggingface_hub.utils.tqdm import tqdm

from pix2pix.errors import HubError
from pix2pix.hub.reference import Reference
from pix2pix.hub.sentences import sentences

Progress = Callable[[int, int], None]  # bytes that are there, bytes there will be


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository as the Hub lists it; ``sha256`` or else ``blob`` is its hash."""

    name: str
    size: int | None
    sha256: str | None
    blob: str | None

    @classmethod
    def of(cls, sibling: RepoSibling) -> "RemoteFile":
        sha256 = sibling.lfs.sha256 if sibling.lfs else None
        return cls(sibling.rfilename, sibling.size, sha256, sibling.blob_id)

    def is_intact(self, path: Path) -> bool:
        """Whether the file at ``path`` has the size and the hash that the Hub listed."""
        with path.open("rb") as file:
            if self.sha256 is not None:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
            content = file.read()  # only large files have no other hash than that of git
        header = f"blob {len(content)}\0".encode()
        return hashlib.sha1(header + content, usedforsecurity=False).hexdigest() == self.blob


def download(
    wanted: Reference,
    commit: str,
    files: list[RemoteFile],
    progress: Progress | None,
    token: Literal[False] | None,
) -> dict[str, Path]:
    """Fetch files into the cache; the client goes on where a connection was cut.

    Args:
        files: Of that commit, all with a known size.
        progress: Told the bytes that are there and the bytes there will be.
        token: False uses none; None that of the environment or of a login.

    Raises:
        HubError: A file did not arrive, or not as the Hub listed it.
        DiskError: There is no room.
    """
    total = sum(file.size or 0 for file in files)
    bar = _bar(progress, total)
    here = {}
    for file in files:
        with sentences(wanted):
            fetched = hf_hub_download(
                wanted.repository, file.name, revision=commit, token=token, tqdm_class=bar
            )
            path = Path(fetched)
            intact = file.is_intact(path)
        if not intact:
            path.resolve().unlink()
            path.unlink(missing_ok=True)
            raise HubError(
                f"{file.name} of {wanted} did not arrive as the Hub lists it: its hash is another. "
                "It was deleted. Try again."
            )
        here[file.name] = path
    return here


def _bar(progress: Progress | None, total: int) -> type[tqdm]:
    """A progress bar that draws nothing and tells ``progress``, over several files."""
    done = 0

    class Bar(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "disable": True})

        def update(self, n: float | None = 1) -> bool | None:
            nonlocal done
            done += int(n or 0)
            if done > total:
                raise HubError(f"The Hub sends more than the {total} bytes that it listed.")
            if progress is not None:
                progress(done, total)
            return None

    return Bar
