"""Files as the Hub lists them, before any of them is fetched."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub.hf_api import RepoSibling

SHA256 = re.compile(r"[0-9a-f]{64}")


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
        if sha256 is not None and not SHA256.fullmatch(sha256):  # it will be part of a path
            raise ValueError(f"{sha256[:20]!r} is no hash")
        return cls(sibling.rfilename, sibling.size, sha256, sibling.blob_id)

    def is_intact(self, path: Path) -> bool:
        """Whether the file at ``path`` has the size and the hash that the Hub listed."""
        with path.open("rb") as file:
            if self.sha256 is not None:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
            content = file.read()  # only large files have no other hash than that of git
        header = f"blob {len(content)}\0".encode()
        return hashlib.sha1(header + content, usedforsecurity=False).hexdigest() == self.blob
