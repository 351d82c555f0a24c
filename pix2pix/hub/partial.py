"""A download that was cut goes on where it was, even in the next call.

The public client (``hf_hub_download``, into its cache or a ``local_dir``) goes on within a call,
but throws its part of a file away when the call fails: huggingface_hub 2.4 names every part
anew, because on some network disks two processes could write to the same one. Nothing public
keeps a part, so this file, and no other, uses what is inside the client: ``http_get`` for the
rest of a file, the headers it wants, and the places in the cache. A part is kept under a lock,
and whatever becomes of it is verified against its SHA-256 in the end.
"""

from pathlib import Path
from typing import Literal

from filelock import FileLock
from huggingface_hub import constants, hf_hub_url
from huggingface_hub.file_download import http_get, repo_folder_name
from huggingface_hub.utils._headers import build_hf_headers

from pix2pix.hub.error_messages import FULL_DISK
from pix2pix.hub.reference import Reference
from pix2pix.hub.remote import RemoteFile

SUFFIX = ".partial"


def fetch(
    wanted: Reference,
    commit: str,
    remote: RemoteFile,
    bar: type[object],
    token: Literal[False] | None,
) -> None:
    """Put a large file where the client looks before it downloads: in its cache, by its hash.

    Small ones have no SHA-256; they are left to the client.
    """
    name, sha256, size = remote.name, remote.sha256, remote.size
    if sha256 is None:
        return
    cache = Path(constants.HF_HUB_CACHE)
    repository = repo_folder_name(repo_id=wanted.repository, repo_type="model")
    blob = cache / repository / "blobs" / sha256
    lock = cache / ".locks" / repository / f"{sha256}.lock"  # that of the client
    for folder in (blob.parent, lock.parent):
        folder.mkdir(parents=True, exist_ok=True)
    partial = blob.with_name(sha256 + SUFFIX)
    with FileLock(lock):
        if blob.exists():
            return
        try:
            with partial.open("ab") as file:
                if size is not None and file.tell() > size:  # it is none of this file
                    file.seek(0)
                    file.truncate()
                http_get(
                    hf_hub_url(wanted.repository, name, revision=commit),
                    file,
                    resume_size=file.tell(),
                    headers=build_hf_headers(token=token),
                    expected_size=size,
                    tqdm_class=bar,
                )
        except OSError as error:
            if error.errno in FULL_DISK:
                partial.unlink(missing_ok=True)
            raise
        partial.replace(blob)
