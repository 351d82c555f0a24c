"""Where pulled models lie: ``<assets of huggingface_hub>/pix2pix/models/<owner--name>/<commit>``.

Each is a checkpoint of ours. It shares its files with the cache of ``huggingface_hub`` where the
disk can, and a small file beside it remembers which commit a revision was.
"""

import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from huggingface_hub import cached_assets_path, constants, scan_cache_dir
from huggingface_hub.errors import CacheNotFound

from pix2pix.checkpoint.files import MODEL
from pix2pix.errors import DiskError
from pix2pix.files import replace_text
from pix2pix.hub.partial import SUFFIX
from pix2pix.hub.reference import Reference

GIVEN_UP = 3600  # seconds after which nobody goes on with a download that was cut
COMMIT = re.compile(r"[0-9a-f]{40}")


def folder_of(wanted: Reference, commit: str) -> Path:
    """Where the model of that commit lies or will lie."""
    return _cache_folder(wanted) / commit


def remember(wanted: Reference, commit: str) -> None:
    """Note that it was used just now, and which commit was meant."""
    os.utime(folder_of(wanted, commit))
    replace_text(_note(wanted), commit)


def remembered(wanted: Reference) -> Path | None:
    """The folder that was pulled last under that name, if it is still there."""
    with suppress(FileNotFoundError):
        commit = _note(wanted).read_text(encoding="utf-8")
        if COMMIT.fullmatch(commit) and (folder_of(wanted, commit) / MODEL).is_file():
            return folder_of(wanted, commit)
    return None


def name_of(folder: Path) -> str:
    """``owner/name`` of a model that was pulled, the name of the folder of any other."""
    folder = folder.resolve()
    if COMMIT.fullmatch(folder.name) and folder.parent.parent == _root().resolve():
        return folder.parent.name.replace("--", "/", 1)
    return folder.name


def link(path: Path, place: Path) -> None:
    """Let ``place`` be the same file as ``path``, or a copy where the disk cannot share it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.hardlink_to(path.resolve())
    except OSError:
        shutil.copyfile(path, place)


def require_room(needed: int, what: str) -> None:
    """Raise a ``DiskError`` unless the disk has room for as many bytes, and a copy of them."""
    free = shutil.disk_usage(_root()).free
    if free < 2 * needed:
        raise DiskError(
            f"{what} needs {2 * needed / 1e6:.0f} MB, and {_root()} has {free / 1e6:.0f} MB left. "
            "Free some space, or set HF_HOME to another folder."
        )


def trim(keep: int, *, spare: str = "") -> None:
    """Delete all pulled models but the ``keep`` used last, so that a Space's disk never fills.

    Args:
        spare: Keep this one too, ``owner/name``, however long ago it was used.
    """
    spared = spare.partition("@")[0].replace("/", "--")
    pulled = [
        path
        for path in _root().glob("*/*")
        if COMMIT.fullmatch(path.name) and path.parent.name != spared
    ]
    old = sorted(pulled, key=lambda path: path.stat().st_mtime, reverse=True)[keep:]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    with suppress(CacheNotFound):
        cache = scan_cache_dir()
        cached = {each.commit_hash for repo in cache.repos for each in repo.revisions}
        cache.delete_revisions(*cached.intersection(folder.name for folder in old)).execute()
    for partial in Path(constants.HF_HUB_CACHE).glob(f"models--*/blobs/*{SUFFIX}"):
        if partial.stat().st_mtime < time.time() - GIVEN_UP:
            partial.unlink(missing_ok=True)


def _root() -> Path:
    return cached_assets_path("pix2pix", "models", "pulled")


def _cache_folder(wanted: Reference) -> Path:
    return _root() / wanted.repository.replace("/", "--")


def _note(wanted: Reference) -> Path:
    return _cache_folder(wanted) / ("revision-" + quote(wanted.revision or "", safe=""))
