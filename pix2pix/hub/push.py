"""A checkpoint onto the Hub: weights, settings, discriminator and card, private unless asked."""

from pathlib import Path

from huggingface_hub import HfApi

from pix2pix.checkpoint.card import write_card
from pix2pix.checkpoint.files import CARD, PUBLISHED, RESUMING
from pix2pix.checkpoint.folder import directions, load_generator
from pix2pix.errors import HubError
from pix2pix.hub.error_messages import translated_errors
from pix2pix.hub.reference import Reference


def push(folder: Path, repository: str, *, private: bool = True, state: bool = False) -> str:
    """Publish a checkpoint and return the address of its page.

    The token comes from HF_TOKEN or a login. A card that is there is kept, else one is written.

    Args:
        repository: ``owner/name``; made if it does not exist.
        private: Nobody else can see it.
        state: Also what resuming needs, about six times the size of the model.

    Raises:
        CheckpointError: The folder holds no checkpoint that can be loaded.
        HubError: The Hub refuses or is out of reach, or the repository is public already.
    """
    wanted = Reference.parse(repository)
    if wanted.revision is not None:
        raise HubError(f"A model is pushed to {wanted.repository}; leave out @{wanted.revision}.")
    for each in directions(folder):
        load_generator(each)
    if not (folder / CARD).is_file():
        write_card(folder, name=wanted.repository.partition("/")[2])
    api = HfApi()
    with translated_errors(wanted):
        api.create_repo(wanted.repository, private=private, exist_ok=True)
        if private and not api.model_info(wanted.repository).private:
            raise HubError(
                f"{wanted.repository} exists and everybody can see it. "
                "Ask for a public model (--public), or choose another name."
            )
        commit = api.upload_folder(
            repo_id=wanted.repository,
            folder_path=folder,
            allow_patterns=[*PUBLISHED, *(RESUMING if state else ())],
            commit_message="Publish a pix2pix model",
        )
    return str(commit.repo_url)
