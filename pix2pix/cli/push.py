"""``pix2pix push``: publish a model on the Hugging Face Hub."""

from pathlib import Path

from tyro.conf import Positional


def push(
    checkpoint: Positional[Path],
    repository: Positional[str],
    public: bool = False,
    state: bool = False,
) -> None:
    """Publish a model on the Hugging Face Hub and print the address of its page.

    Args:
        checkpoint: Folder of the checkpoint.
        repository: owner/name; made if it does not exist.
        public: Let everybody see it; without this, only you can.
        state: Also what resuming its training needs.
    """
    from pix2pix import hub

    print(hub.push(checkpoint, repository, private=not public, state=state))
