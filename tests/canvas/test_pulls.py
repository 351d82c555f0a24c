"""The canvas and the models of the Hub: fetched once, in the background, and bounded."""

import threading
import time
from pathlib import Path

import pytest
from hub_fixtures import files_of
from hub_server import TOKEN, Hub

from app.canvas import pulls
from app.canvas.models import ModelCache
from app.canvas.pulls import MOST_WAITING, Pulls
from pix2pix import Pix2PixError
from pix2pix.errors import HubError


def until_there(models: ModelCache, name: str) -> None:
    while models.progress(name) is not None:
        time.sleep(0.01)


def test_a_model_of_the_hub_is_borrowed_like_any_other(server: Hub, checkpoint, tmp_path, sketch):
    server.add("ann/faces", files_of(checkpoint))
    models = ModelCache(tmp_path, "edges2photo", {})
    assert models.names() == []
    with models.borrow("ann/faces") as translator:
        assert translator(sketch).size == sketch.size
    assert models.names() == ["ann/faces"]
    asked = sum(server.requests.values())
    with models.borrow("ann/faces") as again:
        assert again is translator
    assert sum(server.requests.values()) == asked  # a stroke asks nobody


def test_while_it_is_fetched_the_page_hears_how_far_it_is(server: Hub, checkpoint, tmp_path):
    server.add("ann/faces", files_of(checkpoint))
    server.slow = threading.Event()
    models = ModelCache(tmp_path, "edges2photo", {})
    first = models.progress("ann/faces")
    assert first is not None and not first.folder.done()
    assert models.progress("ann/faces") is first
    server.slow.set()
    until_there(models, "ann/faces")
    assert first.done == first.total > 10_000


def test_what_went_wrong_is_said_once_and_then_tried_again(server: Hub, checkpoint, tmp_path):
    models = ModelCache(tmp_path, "edges2photo", {})
    with pytest.raises(HubError, match="no ann/faces"):
        until_there(models, "ann/faces")
    server.add("ann/faces", files_of(checkpoint))
    until_there(models, "ann/faces")
    assert models.names() == ["ann/faces"]


def test_a_wrong_name_is_refused_at_once(server: Hub, tmp_path):
    models = ModelCache(tmp_path, "edges2photo", {})
    for name in ("../../x", "a/b/c", "/etc"):
        with pytest.raises(HubError, match="no name"):
            models.progress(name)
        with pytest.raises(HubError, match="no name"), models.borrow(name):
            pass
    assert not server.requests


def test_no_more_than_a_few_are_fetched_at_a_time(server: Hub, checkpoint):
    server.slow = threading.Event()
    queue = Pulls("")
    names = [f"ann/model-{number}" for number in range(MOST_WAITING + 1)]
    for name in names:
        server.add(name, files_of(checkpoint))
    begun = [queue.begin(name) for name in names[:-1]]
    with pytest.raises(Pix2PixError, match="Many models"):
        queue.begin(names[-1])
    server.slow.set()
    assert all(pull.folder.result().is_dir() for pull in begun)
    assert queue.folder(names[-1]).is_dir()


def test_the_model_of_the_host_comes_first_and_may_be_private(
    server: Hub, checkpoint, tmp_path, monkeypatch
):
    monkeypatch.setenv("PIX2PIX_HOSTED", "1")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    for name in ("ann/own", "ann/secret"):
        server.add(name, files_of(checkpoint), private=True)
    models = ModelCache(tmp_path, "ann/own", {})
    assert models.names() == ["ann/own"]
    with models.borrow(""):
        pass
    with pytest.raises(HubError, match="private"), models.borrow("ann/secret"):
        pass


def test_on_a_space_visitors_neither_fill_the_disk_nor_see_each_other(
    server: Hub, checkpoint, tmp_path, monkeypatch
):
    monkeypatch.setenv("PIX2PIX_HOSTED", "1")
    monkeypatch.setattr(pulls, "KEPT_WHEN_HOSTED", 2)
    models = ModelCache(tmp_path, "ann/own", {})
    folders: list[Path] = []
    for name in ("ann/own", "ann/one", "ann/two", "ann/three"):
        server.add(name, {**files_of(checkpoint), "README.md": name.encode()})
        folders.append(models._pulls.folder(name))
        time.sleep(0.02)  # so that one was used after the other
    assert [folder.is_dir() for folder in folders] == [True, False, True, True]
    assert models.names() == ["ann/own"]
    assert models._pulls.folder("ann/one").is_dir()  # it is fetched again
