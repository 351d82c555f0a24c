"""Puts together the folder that a Space needs to run one of the apps, and uploads it."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from huggingface_hub import HfApi, SpaceCard

from pix2pix.checkpoint.files import CARD, NEEDED, NOT_BUNDLED
from pix2pix.errors import DiskError, HubError
from pix2pix.hosting import BUNDLED, FIRST_MODEL, ROOT
from pix2pix.hub.error_messages import translated_errors
from pix2pix.hub.reference import Reference

App = Literal["canvas", "trainer"]
SDK = Literal["gradio", "docker", "static"]
MODELS = tuple(f"checkpoints/{name}" for name in BUNDLED)
CODE = ("pix2pix", "app", "requirements.txt", "packages.txt", "LICENSE")
NEVER = ("__pycache__", ".*")


@dataclass(frozen=True)
class SpaceSpec:
    """What the Space of an app is made of; paths are those of the repository.

    Attributes:
        sdk: What the Hub runs it with.
        start: The file that this begins with.
        card: Its page on the Hub, which becomes its README.md.
        contents: Files and folders that go along.
        left_out: Names in these folders that do not, since only another app needs them.
        plan: What whoever makes it needs, for people (the Hub's documentation, "Spaces overview",
            August 2026).
        opens_model: It begins with a model that can be chosen when it is built.
    """

    sdk: SDK
    start: str
    card: str
    contents: tuple[str, ...]
    plan: str
    left_out: tuple[str, ...] = ()
    opens_model: bool = False


SPACES: dict[App, SpaceSpec] = {
    "canvas": SpaceSpec(
        sdk="gradio",
        start="app/gradio_app.py",
        card="README.md",
        contents=(*CODE, *MODELS, "assets"),
        plan="A Gradio Space needs a paid plan of the Hub, or ZeroGPU, of which a free account may "
        "have two. `pix2pix space site` is free for everybody.",
        left_out=("streamlit_app.py", "trainer"),
        opens_model=True,
    ),
    "trainer": SpaceSpec(
        sdk="docker",
        start="Dockerfile",
        card="app/trainer/space.md",
        contents=(*CODE, *MODELS, "Dockerfile", ".streamlit", "docs/recipes"),
        plan="A Docker Space needs a paid plan of the Hub.",
        left_out=("gradio_app.py", "canvas"),
    ),
}


def build(app: App, out: Path, *, model: str = "", clone: Path = ROOT) -> Path:
    """Write the folder of a Space: what the app needs to run, and nothing else.

    Args:
        out: A folder that does not exist yet.
        model: ``owner/name`` of the model that the canvas opens first. A file says so, which
            ``PIX2PIX_MODEL`` overrules in the settings of the Space; the card names it, too.
        clone: The repository to build from.

    Raises:
        HubError: The name of the model is wrong, or there is no clone to build from.
        DiskError: The folder exists, or there is no room.
    """
    spec = SPACES[app]
    for name in (spec.card, spec.start):
        if not (clone / name).is_file():
            raise HubError(
                f"A Space is built from a clone of the repository, and {clone} has no {name}. "
                "Clone the repository, and run this there."
            )
    if out.exists():
        raise DiskError(f"{out} exists already. Choose another folder.")
    card = SpaceCard.load(clone / spec.card)
    if model:
        card.data.models = [Reference.parse(model).repository]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".") as room:
            made = Path(room) / out.name
            for name in spec.contents:
                if name not in MODELS:
                    _copy(clone / name, made / name, spec.left_out)
                elif all((clone / name / file).is_file() for file in NEEDED):  # it was trained
                    _copy(clone / name, made / name, _first_parts(NOT_BUNDLED))
            card.save(made / CARD)
            if model and spec.opens_model:
                (made / FIRST_MODEL).write_text(f"{model}\n", encoding="utf-8")
            made.rename(out)
    except OSError as error:
        raise DiskError(f"{out} could not be written: {error}. Choose another folder.") from error
    return out


def publish(app: App, repository: str, *, model: str = "", private: bool = False) -> str:
    """Build a Space, upload it, and return the address of its page.

    The token comes from HF_TOKEN or a login.

    Raises:
        HubError: The Hub refuses or is out of reach.
    """
    Reference.parse(repository)  # before minutes are spent on it
    spec = SPACES[app]
    ours = tuple(f"{name}/*" for name in _first_parts(spec.contents))  # nobody else writes there
    with tempfile.TemporaryDirectory() as room:
        folder = build(app, Path(room) / "space", model=model)
        return upload(folder, repository, spec.sdk, (*ours, FIRST_MODEL), private=private)


def upload(
    folder: Path, repository: str, sdk: SDK, ours: tuple[str, ...], *, private: bool = False
) -> str:
    """Upload the folder of a Space, which is made if need be, and return the address of its page.

    Args:
        ours: Patterns of files that only an earlier upload can have brought, and that go.

    Raises:
        HubError: The name is wrong, or the Hub refuses or is out of reach.
    """
    wanted, api = Reference.parse(repository), HfApi()
    with translated_errors(wanted):
        url = api.create_repo(
            wanted.repository, repo_type="space", space_sdk=sdk, private=private, exist_ok=True
        )
        api.upload_folder(
            repo_id=wanted.repository,
            repo_type="space",
            folder_path=folder,
            delete_patterns=list(ours),
            commit_message="Host pix2pix",
        )
    return str(url)


def _copy(source: Path, place: Path, left_out: tuple[str, ...]) -> None:
    """Copy a file, or a folder without what is left out."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, place, ignore=shutil.ignore_patterns(*NEVER, *left_out))
    else:
        shutil.copyfile(source, place)


def _first_parts(names: tuple[str, ...]) -> tuple[str, ...]:
    """The files and folders themselves that paths begin with, each once."""
    return tuple(dict.fromkeys(name.partition("/")[0] for name in names))
