"""Puts together the folder that a Space needs to run one of the apps, and uploads it."""

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from huggingface_hub import HfApi, SpaceCard

from pix2pix.checkpoint import CONFIG, MODEL
from pix2pix.errors import DiskError, HubError
from pix2pix.hosting import BUNDLED, FIRST_MODEL, ROOT
from pix2pix.hub.reference import Reference
from pix2pix.hub.sentences import sentences

App = Literal["canvas", "trainer"]
SHARED = ("pix2pix", "app", "requirements.txt", "packages.txt", "LICENSE")
ONLY: dict[App, tuple[str, ...]] = {"canvas": ("assets",), "trainer": ("Dockerfile", ".streamlit")}
CARD: dict[App, Path] = {
    "canvas": ROOT / "README.md",
    "trainer": ROOT / "app" / "trainer" / "space.md",
}
OURS = ("pix2pix/*", "app/*", "checkpoints/*", FIRST_MODEL)  # nobody else writes these
LEFT_OUT = ("__pycache__", ".*", "resume", "previews", "status.json", "log.jsonl")
OTHER: dict[App, tuple[str, ...]] = {  # parts of the other app
    "canvas": ("streamlit_app.py", "trainer"),
    "trainer": ("gradio_app.py", "canvas"),
}
SDK: dict[App, str] = {"canvas": "gradio", "trainer": "docker"}


def build(app: App, out: Path, *, model: str = "") -> Path:
    """Write the folder of a Space: what the app needs to run, and nothing else.

    Args:
        out: A folder that does not exist yet.
        model: ``owner/name`` of the model that the canvas opens first. A file says so, which
            ``PIX2PIX_MODEL`` overrules in the settings of the Space; the card names it, too.

    Raises:
        HubError: The name of the model is wrong, or there is no source to build from.
        DiskError: The folder exists, or there is no room.
    """
    if not CARD[app].is_file():
        raise HubError(f"{CARD[app]} is missing. Build a Space from a clone of the repository.")
    if out.exists():
        raise DiskError(f"{out} exists already. Choose another folder.")
    card = SpaceCard.load(CARD[app])
    if model:
        card.data.models = [Reference.parse(model).repository]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".") as room:
            made = Path(room) / out.name
            for name in (*SHARED, *ONLY[app], *(f"checkpoints/{name}" for name in BUNDLED)):
                _copy(ROOT / name, made / name, (*LEFT_OUT, *OTHER[app]))
            card.save(made / "README.md")
            if model and app == "canvas":
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
    wanted = Reference.parse(repository)
    with tempfile.TemporaryDirectory() as room:
        folder = build(app, Path(room) / "space", model=model)
        api = HfApi()
        with sentences(wanted):
            url = api.create_repo(
                wanted.repository,
                repo_type="space",
                space_sdk=SDK[app],
                private=private,
                exist_ok=True,
            )
            api.upload_folder(
                repo_id=wanted.repository,
                repo_type="space",
                folder_path=folder,
                delete_patterns=[*OURS],  # what an earlier upload brought and this one does not
                commit_message=f"Host the {app} of pix2pix",
            )
    return str(url)


def _copy(source: Path, place: Path, left_out: tuple[str, ...]) -> None:
    """Copy a file or a folder; a model that has not been trained yet is left out."""
    if source.parent.name == "checkpoints" and not all(
        (source / name).is_file() for name in (CONFIG, MODEL)
    ):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, place, ignore=shutil.ignore_patterns(*left_out))
    else:
        shutil.copyfile(source, place)
