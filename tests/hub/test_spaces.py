import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args, get_type_hints
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from conftest import ROOT, run
from hub_server import TOKEN
from huggingface_hub import SpaceCard
from packaging.requirements import Requirement

from pix2pix.cli.space import space as command
from pix2pix.errors import DiskError, HubError
from pix2pix.hosting import FIRST_MODEL
from pix2pix.hub import spaces

APPS = tuple(spaces.SPACES)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("app", APPS)
def test_the_folder_holds_what_the_app_needs_and_nothing_private(app, tmp_path):
    folder = spaces.build(app, tmp_path / "space")
    found = names(folder)
    assert {"README.md", "requirements.txt", "packages.txt", "pix2pix/__main__.py"} <= found
    for name in found:
        parts = Path(name).parts
        assert not {"__pycache__", "resume", "previews", ".git", ".venv", "tests"} & set(parts)
        assert not name.endswith((".pyc", "status.json", "log.jsonl"))
    mine, other = {"canvas": ("gradio", "streamlit"), "trainer": ("streamlit", "gradio")}[app]
    assert f"app/{mine}_app.py" in found
    assert f"app/{other}_app.py" not in found
    models = {Path(name).parts[1] for name in found if name.startswith("checkpoints/")}
    assert models <= set(spaces.BUNDLED)


def test_a_model_that_is_bundled_is_taken_along_without_its_run(tmp_path, checkpoint):
    source = tmp_path / "clone"
    files = ("README.md", "LICENSE", "requirements.txt", "packages.txt", "app/gradio_app.py")
    for name in (*files, "pix2pix/stop", "pix2pix/log.jsonl"):  # words of runs, but none of theirs
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("---\ntitle: x\n---\n" if name == "README.md" else "")
    (source / "assets").mkdir()
    for name in ("edges2photo", "my-own-run", "labels2facade"):
        place = source / "checkpoints" / name
        (place / "resume").mkdir(parents=True)
        for name_of_a_run in ("resume/state.pt", "status.json", "stop", "log.jsonl", ".x.1.new"):
            (place / name_of_a_run).touch()
        (place / "sketches.jpg").touch()  # its card shows it
        (place / "config.json").write_bytes((checkpoint / "config.json").read_bytes())
        if name != "labels2facade":  # not trained yet
            (place / "model.safetensors").touch()
    folder = spaces.build("canvas", tmp_path / "space", clone=source)
    assert names(folder) == {
        *files,
        "pix2pix/stop",
        "pix2pix/log.jsonl",
        "checkpoints/edges2photo/config.json",
        "checkpoints/edges2photo/model.safetensors",
        "checkpoints/edges2photo/sketches.jpg",
    }


@pytest.mark.parametrize("app", APPS)
def test_where_there_is_no_clone_that_is_said(app, tmp_path):
    with pytest.raises(HubError, match=f"from a clone of the repository, and {tmp_path} has no"):
        spaces.build(app, tmp_path / "space", clone=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_command_offers_every_space_and_a_site():
    assert set(get_args(get_type_hints(command)["app"])) == {"site", *spaces.SPACES}


@pytest.mark.parametrize("app", APPS)
def test_a_space_begins_with_what_its_card_says(app, tmp_path):
    spec, folder = spaces.SPACES[app], spaces.build(app, tmp_path / "space")
    card = SpaceCard.load(folder / "README.md").data
    assert card.sdk == spec.sdk
    assert (card.app_file or "Dockerfile") == spec.start
    assert (folder / spec.start).is_file()


def test_the_repository_itself_is_the_canvas_as_a_space():
    data = SpaceCard.load(ROOT / "README.md").data
    assert data.sdk == "gradio"
    assert (ROOT / data.app_file).is_file()
    assert len(data.short_description) <= 60
    wanted = [
        Requirement(line)
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if not line.startswith("#")
    ]
    assert all(requirement.specifier for requirement in wanted)
    gradio = next(requirement for requirement in wanted if requirement.name == "gradio")
    assert data.sdk_version in gradio.specifier


def test_the_trainer_is_a_docker_space_that_says_its_disk_does_not_last(tmp_path):
    folder = spaces.build("trainer", tmp_path / "space")
    card = SpaceCard.load(folder / "README.md")
    assert (card.data.sdk, card.data.app_port) == ("docker", 7860)
    assert card.data.suggested_hardware == "t4-small"
    assert len(card.data.short_description) <= 60
    assert "does not last" in card.content
    steps = (folder / "Dockerfile").read_text()
    assert "FROM python:3.11-slim" in steps
    assert "--uid 1000" in steps
    assert f"--server.port={card.data.app_port}" in steps


@pytest.mark.slow
def test_the_trainer_of_a_space_is_reached_from_outside_its_container(tmp_path):
    folder = spaces.build("trainer", tmp_path / "space")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = json.loads((folder / "Dockerfile").read_text().rpartition("\nCMD ")[2])
    words = [word.replace("port=7860", f"port={port}") for word in start[1:]]
    with subprocess.Popen([sys.executable, *words], cwd=folder, stdout=subprocess.DEVNULL) as page:
        try:
            while not answers(f"http://127.0.0.1:{port}/_stcore/health"):
                assert page.poll() is None, "it ended"
                time.sleep(0.1)
            # What listens at 127.0.0.1 alone, as .streamlit/config.toml says, is not heard here.
            assert answers(f"http://127.0.0.2:{port}/_stcore/health")
        finally:
            page.terminate()


def answers(address: str) -> bool:
    try:
        urlopen(address).close()
    except URLError:
        return False
    return True


def say_in(folder: Path, check: str, **settings: str) -> str:
    """What a line of Python prints in the folder of a Space."""
    words = [sys.executable, "-c", check]
    setting = {**os.environ, **settings}
    done = subprocess.run(words, cwd=folder, env=setting, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("app", APPS)
def test_the_library_works_from_the_folder_alone(app, tmp_path):
    folder = spaces.build(app, tmp_path / "space")
    told = say_in(folder, "import pix2pix.cli, pix2pix; print(pix2pix.__file__)")
    assert Path(told).is_relative_to(folder)


@pytest.mark.slow
def test_a_canvas_opens_the_model_that_it_was_built_with(tmp_path):
    check = "import app.gradio_app; print(app.gradio_app.models.names()[0])"
    folder = spaces.build("canvas", tmp_path / "space", model="ann/faces@v1")
    assert say_in(folder, check) == "ann/faces@v1"
    first = "from pix2pix.hosting import first_model; print(first_model())"
    assert say_in(folder, first, PIX2PIX_MODEL="ann/cats") == "ann/cats"
    plain = spaces.build("canvas", tmp_path / "plain")
    assert say_in(plain, first) == "edges2photo"


def test_the_models_of_a_space_are_those_in_git():
    lines = (ROOT / ".gitignore").read_text().splitlines()
    kept = [re.fullmatch(r"!/checkpoints/([^*/]+)/", line) for line in lines]
    assert sorted(match[1] for match in kept if match) == sorted(spaces.BUNDLED)


@pytest.mark.parametrize("app", APPS)
def test_a_space_is_uploaded(writer, app):
    url = spaces.publish(app, "me/studio", model="ann/faces@v1", private=True)
    assert url == f"{writer.url}/spaces/me/studio"
    repository = writer.repositories["me/studio"]
    assert repository.kind == "space"
    assert repository.private
    assert repository.settings["sdk"] == {"canvas": "gradio", "trainer": "docker"}[app]
    files = repository.files()
    first = files.get(FIRST_MODEL)
    assert first == {"canvas": b"ann/faces@v1\n", "trainer": None}[app]
    card = SpaceCard(files["README.md"].decode())
    assert card.data.models == ["ann/faces"]
    assert (card.data.app_file or "Dockerfile") in files
    assert not any(TOKEN.encode() in content for content in files.values())


def test_a_space_that_is_uploaded_again_is_the_new_one(writer):
    spaces.publish("canvas", "me/studio")
    repository = writer.repositories["me/studio"]
    before = dict(repository.files())
    repository.commit({"app/old.py": b"", "notes.txt": b"by hand"})
    spaces.publish("canvas", "me/studio", model="ann/faces")
    assert FIRST_MODEL in repository.files()
    spaces.publish("canvas", "me/studio")
    assert repository.files() == {**before, "notes.txt": b"by hand"}


@pytest.mark.parametrize("name", ["../../x", "studio", ""])
def test_other_names_are_refused(server, name):
    with pytest.raises(HubError, match="no name"):
        spaces.publish("canvas", name)
    with pytest.raises(HubError, match="no name"):
        spaces.publish("canvas", "me/studio", model=name or "x")
    assert not server.requests


def test_without_a_token_no_space_is_made(server):
    with pytest.raises(HubError, match="HF_TOKEN"):
        spaces.publish("canvas", "me/studio")
    assert not server.repositories


def test_a_folder_that_exists_is_not_touched(tmp_path):
    (tmp_path / "mine").write_text("keep")
    with pytest.raises(DiskError, match="exists already"):
        spaces.build("canvas", tmp_path)
    assert names(tmp_path) == {"mine"}


@pytest.mark.slow
def test_the_command_builds_and_says_what_is_missing(tmp_path):
    built = run("space", "canvas", "--out", tmp_path / "space", "--model", "ann/faces")
    assert built.stdout.strip() == str(tmp_path / "space"), built.stderr
    assert SpaceCard.load(tmp_path / "space/README.md").data.models == ["ann/faces"]
    nothing = run("space", "canvas")
    assert nothing.returncode == 2
    assert "owner/name" in nothing.stderr
