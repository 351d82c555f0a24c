"""The table of a checkpoint's files, by what becomes of a folder that holds all of them."""

import io
import zipfile
from pathlib import Path

import pytest
from hub_fixtures import copy

from pix2pix import Translator, hub
from pix2pix.checkpoint.files import FILES, REVERSE
from pix2pix.errors import CheckpointError
from pix2pix.jobs.export import checkpoint_zip

NEEDED = {"config.json", "model.safetensors"}
TOLD = {"discriminator.safetensors", "train.json", "README.md", "preview.png"}
TOLD |= {"reverse_discriminator.safetensors"} | {f"{REVERSE}/{name}" for name in NEEDED}


@pytest.fixture
def whole(checkpoint: Path, tmp_path: Path) -> Path:
    """A folder with every file of the table, and one that is not in it."""
    folder = copy(checkpoint, tmp_path / "whole")
    copy(checkpoint, folder / REVERSE)
    for name in (*(name for row in FILES for name in row.names), "notes.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    return folder


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def test_every_file_stands_in_one_row():
    names = [name for row in FILES for name in row.names]
    assert len(names) == len(set(names))


def test_what_is_published_comes_back(writer, whole):
    hub.push(whole, "me/whole")
    assert set(writer.repositories["me/whole"].files()) == NEEDED | TOLD | {"log.jsonl"}
    back = hub.pull("me/whole")
    assert files_in(back) == NEEDED | TOLD | {"log.jsonl"}


def test_what_resuming_needs_is_published_when_asked_for(writer, whole):
    (whole / "resume/state.pt").write_bytes(b"state")
    hub.push(whole, "me/whole", state=True)
    assert (hub.pull("me/whole", state=True) / "resume/state.pt").read_bytes() == b"state"


def test_a_zip_holds_what_others_need(whole):
    with zipfile.ZipFile(io.BytesIO(checkpoint_zip(whole))) as archive:
        names = {name.removeprefix(f"{whole.name}/") for name in archive.namelist()}
    assert names == NEEDED | TOLD


def test_a_translator_is_saved_as_what_is_needed(whole, tmp_path):
    Translator.load(whole, engine="torch").save_pretrained(tmp_path / "saved")
    assert {path.name for path in (tmp_path / "saved").iterdir()} == NEEDED


def test_a_broken_reverse_direction_is_neither_pushed_nor_pulled(writer, whole):
    hub.push(whole, "me/whole")
    weights = whole / REVERSE / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(CheckpointError, match=r"reverse/model\.safetensors is damaged"):
        hub.push(whole, "me/broken")
    writer.repositories["me/whole"].commit({f"{REVERSE}/model.safetensors": weights.read_bytes()})
    with pytest.raises(CheckpointError, match=r"reverse/model\.safetensors is damaged"):
        hub.pull("me/whole")
