"""Downloads files of one commit through the cache of ``huggingface_hub``, and verifies them."""

from pathlib import Path
from typing import Literal

from huggingface_hub import hf_hub_download

from pix2pix.errors import HubError
from pix2pix.hub.error_messages import translated_errors
from pix2pix.hub.partial import fetch
from pix2pix.hub.progress import Progress, bar_over
from pix2pix.hub.reference import Reference
from pix2pix.hub.remote import RemoteFile


def download(
    wanted: Reference,
    commit: str,
    files: list[RemoteFile],
    progress: Progress | None,
    token: Literal[False] | None,
) -> dict[str, Path]:
    """Fetch files into the cache; a large one goes on where its last download was cut.

    Args:
        files: Of that commit, all with a known size.
        progress: Called with the bytes that are there and the bytes there will be.
        token: False uses none; None that of the environment or of a login.

    Raises:
        HubError: A file did not arrive, or not as the Hub listed it.
        DiskError: There is no room.
    """
    total = sum(file.size or 0 for file in files)
    bar = bar_over(total, progress)
    here = {}
    for file in files:
        with translated_errors(wanted):
            fetch(wanted, commit, file, bar, token)
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
