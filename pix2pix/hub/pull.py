"""Weights from the Hub: bounded, downloaded, verified, and turned into a checkpoint of ours.

Two kinds of repository are understood: our own format, and foreign weights that ``convert``
knows. Nothing is kept before it has filled a network once, strictly.
"""

import logging
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from huggingface_hub import HfApi

from pix2pix.checkpoint.convert import GeneratorFiles, convert, generators_among
from pix2pix.checkpoint.files import CARD, CONFIG, MODEL, NEEDED, PUBLISHED, RESUMING
from pix2pix.checkpoint.folder import directions, load_generator
from pix2pix.config import ConvertConfig, ModelConfig
from pix2pix.errors import HubError
from pix2pix.hub.download import download
from pix2pix.hub.error_messages import OutOfReach, translated_errors
from pix2pix.hub.progress import Progress
from pix2pix.hub.reference import Reference
from pix2pix.hub.remote import RemoteFile
from pix2pix.hub.store import COMMIT, folder_of, link, remember, remembered, require_room

BESIDE = tuple(name for name in PUBLISHED if name not in NEEDED)  # taken along where they are
LARGEST, LARGEST_STATE, LARGEST_TEXT = 2_000_000_000, 8_000_000_000, 1_000_000  # bytes
DOMAINS = re.compile(r"([a-z]+)2([a-z]+)")

Files = dict[str, RemoteFile]
logger = logging.getLogger(__name__)


def pull(
    reference: str,
    *,
    progress: Progress | None = None,
    state: bool = False,
    anonymous: bool = False,
) -> Path:
    """Give the folder of a model of the Hub, as a checkpoint of ours; download what is missing.

    Args:
        reference: ``owner/name``, or ``owner/name@revision``.
        progress: Called with the bytes that are there and the bytes there will be.
        state: Also what resuming its training needs, if that was published.
        anonymous: Use no token, since whoever asks may not see what its owner may.

    Raises:
        HubError: The name, the repository or the connection does not allow it.
        CheckpointError: The repository holds no pix2pix generator.
        DiskError: There is no room.
    """
    wanted = Reference.parse(reference)
    token: Literal[False] | None = False if anonymous else None
    try:
        commit, files = _ask(wanted, token)
    except OutOfReach as error:
        folder = remembered(wanted)
        if folder is None:
            raise
        logger.warning("%s Using what was downloaded before.", error)
        return folder
    folder = folder_of(wanted, commit)
    if not (folder / MODEL).is_file():
        _fetch(wanted, files, folder, progress, token)
    if state:
        missing = [name for name in RESUMING if name in files and not (folder / name).is_file()]
        _bound([files[name] for name in missing], LARGEST_STATE, wanted)
        here = download(wanted, commit, [files[name] for name in missing], progress, token)
        for name, path in here.items():
            link(path, folder / name)
    remember(wanted, commit)
    return folder


def _ask(wanted: Reference, token: Literal[False] | None) -> tuple[str, Files]:
    """The commit that is meant, and its files by name."""
    with translated_errors(wanted):
        info = HfApi(token=token).model_info(
            wanted.repository, revision=wanted.revision, files_metadata=True, timeout=10
        )
        files = {each.rfilename: RemoteFile.of(each) for each in info.siblings or []}
    if info.sha is None or not COMMIT.fullmatch(info.sha):
        raise HubError(f"{wanted} is empty: it has no commit. Choose another repository.")
    return info.sha, files


def _fetch(
    wanted: Reference,
    files: Files,
    folder: Path,
    progress: Progress | None,
    token: Literal[False] | None,
) -> None:
    """Make ``folder`` a checkpoint in one step; whatever goes wrong, it is not there."""
    commit = folder.name
    ours = all(name in files for name in NEEDED)
    foreign = None if ours else _foreign(files, wanted)
    weights = [MODEL] if foreign is None else [each for each in foreign[:2] if each is not None]
    taken = [files[name] for name in (*weights, *(BESIDE if ours else (CARD,))) if name in files]
    _bound(taken, LARGEST, wanted)
    if ours:
        texts = (files[CONFIG], *(each for each in taken if each.name.endswith(".json")))
        _bound(list(texts), LARGEST_TEXT, wanted)
        config = download(wanted, commit, [files[CONFIG]], None, token)[CONFIG]
        ModelConfig.read(config)  # before anything large is fetched
    here = download(wanted, commit, taken, progress, token)

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as staging:
        made = Path(staging) / commit
        if foreign is not None:  # converting fills networks, as loading does: strictly
            source, target = domains(wanted.repository)[:: -1 if foreign.backwards else 1]
            settings = ConvertConfig(source=source, target=target)
            forward, *reverse = (here.pop(name) for name in weights)
            convert(forward, made, settings, reverse=reverse[0] if reverse else None)
        for name, path in here.items():
            link(path, made / name)
        if ours:
            link(config, made / CONFIG)
            for each in directions(made):
                load_generator(each)  # nothing that cannot be used is kept
        try:
            made.rename(folder)
        except OSError:
            if not (folder / MODEL).is_file():  # else somebody was quicker with the same
                raise


def _foreign(files: Iterable[str], wanted: Reference) -> GeneratorFiles:
    """The files of a foreign repository that may hold generators."""
    found = generators_among(files)
    if found is None:
        names = ", ".join(sorted(files)[:5]) or "nothing"
        raise HubError(
            f"{wanted} holds {names}: no weights that pix2pix can read. Expected are {CONFIG} and "
            f"{MODEL}, or pytorch_model.bin, latest_net_G.pth, or latest_net_G_A.pth and "
            "latest_net_G_B.pth."
        )
    return found


def _bound(files: list[RemoteFile], largest: int, wanted: Reference) -> None:
    """Refuse, before the download, what is too large to be a model or for the disk."""
    for file in files:
        if file.size is None or file.size > largest:
            size = "of unknown size" if file.size is None else f"{file.size / 1e9:.1f} GB"
            raise HubError(
                f"{file.name} of {wanted} is {size}; at most {largest / 1e9:g} GB are downloaded. "
                "A pix2pix model has a few hundred MB: check that it is the right repository."
            )
    require_room(sum(file.size or 0 for file in files), str(wanted))


def domains(name: str) -> tuple[str, str]:
    """What a name like ``edges2shoes`` says of the two domains."""
    match = DOMAINS.search(name.lower().replace("pix2pix", ""))
    return (match[1], match[2]) if match else ("source", "target")
