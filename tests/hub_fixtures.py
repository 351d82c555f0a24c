"""A Hub on loopback for the tests that need one, and what they ask of it."""

import io
import time
from pathlib import Path

import pytest
import torch
from hub_server import TOKEN, Hub
from huggingface_hub import constants

from pix2pix import hub
from pix2pix.checkpoint.files import CONFIG, MODEL
from pix2pix.errors import HubError, Pix2PixError

WEIGHTS = "latest_net_G.pth"


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A Hub of its own and an empty cache for the client in this process and those it starts."""
    home = tmp_path / "home"
    for name, folder in {"HF_HUB_CACHE": home / "hub", "HF_ASSETS_CACHE": home / "assets"}.items():
        monkeypatch.setattr(constants, name, str(folder))
    utilities = "huggingface_hub.utils"
    monkeypatch.setattr(f"{utilities}._cache_assets.HF_ASSETS_CACHE", str(home / "assets"))
    monkeypatch.setattr(f"{utilities}._cache_manager.HF_HUB_CACHE", str(home / "hub"))
    monkeypatch.setattr(constants, "HF_HOME", str(home))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setenv("HF_HOME", str(home))
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setenv("HF_TOKEN", "")
    with Hub() as running:
        monkeypatch.setattr(constants, "ENDPOINT", running.url)
        template = running.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running


@pytest.fixture
def writer(server, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return server


@pytest.fixture
def small_chunks(monkeypatch):
    """The client writes what it has by 10 MB; a model of these tests is smaller than that."""
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 3_000)
    monkeypatch.setattr(time, "sleep", lambda _: None)


def pickled(state: object) -> bytes:
    file = io.BytesIO()
    torch.save(state, file)
    return file.getvalue()


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def downloads(server: Hub) -> list[str]:
    return [path for path in server.requests if path.startswith("GET") and "/resolve/" in path]


def nothing_is_kept() -> bool:
    pulled = Path(constants.HF_ASSETS_CACHE)
    return not any(pulled.rglob(MODEL)) and not any(pulled.rglob(CONFIG))


def refused(text: str, *words: str, error: type[Pix2PixError] = HubError) -> str:
    with pytest.raises(error) as caught:
        hub.pull(text)
    message = str(caught.value)
    for word in words:
        assert word in message
    assert TOKEN not in message
    return message


def push_refused(folder: Path, name: str, *words: str, **options) -> None:
    with pytest.raises(HubError) as caught:
        hub.push(folder, name, **options)
    for word in words:
        assert word in str(caught.value)
    assert TOKEN not in str(caught.value)


def copy(checkpoint: Path, place: Path) -> Path:
    place.mkdir()
    for name, content in files_of(checkpoint).items():
        (place / name).write_bytes(content)
    return place
