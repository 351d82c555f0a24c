import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run
from hub_server import TOKEN
from huggingface_hub import SpaceCard
from packaging.requirements import Requirement

from pix2pix import spaces
from pix2pix.errors import DiskError, HubError

APPS = ("canvas", "trainer")
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>':DeprecationWarning")


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


def test_a_model_that_is_bundled_is_taken_along_without_its_run(tmp_path, monkeypatch, checkpoint):
    source = tmp_path / "clone"
    files = ("README.md", "LICENSE", "requirements.txt", "packages.txt", "app/a.py", "pix2pix/b.py")
    for name in files:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("---\ntitle: x\n---\n" if name == "README.md" else "")
    (source / "assets").mkdir()
    for name in ("edges2photo", "my-own-run", "labels2facade"):
        place = source / "checkpoints" / name
        (place / "resume").mkdir(parents=True)
        (place / "resume/state.pt").touch()
        (place / "config.json").write_bytes((checkpoint / "config.json").read_bytes())
        if name != "labels2facade":  # not trained yet
            (place / "model.safetensors").touch()
    monkeypatch.setattr(spaces, "ROOT", source)
    monkeypatch.setitem(spaces.CARD, "canvas", source / "README.md")
    folder = spaces.build("canvas", tmp_path / "space")
    assert {name for name in names(folder) if name.startswith("checkpoints")} == {
        "checkpoints/edges2photo/config.json",
        "checkpoints/edges2photo/model.safetensors",
    }


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


@pytest.mark.parametrize("app", APPS)
def test_the_library_works_from_the_folder_alone(app, tmp_path):
    folder = spaces.build(app, tmp_path / "space")
    check = "import pix2pix.cli, pix2pix; print(pix2pix.__file__)"
    answer = subprocess.run(
        [sys.executable, "-c", check], cwd=folder, capture_output=True, text=True, check=True
    )
    assert Path(answer.stdout.strip()).is_relative_to(folder)


@pytest.mark.parametrize("app", APPS)
def test_a_space_is_uploaded(writer, app):
    url = spaces.publish(app, "me/studio", model="ann/faces@v1", private=True)
    assert url == f"{writer.url}/spaces/me/studio"
    repository = writer.repositories["me/studio"]
    assert repository.kind == "space"
    assert repository.private
    assert repository.settings["sdk"] == {"canvas": "gradio", "trainer": "docker"}[app]
    assert repository.settings["PIX2PIX_MODEL"] == "ann/faces@v1"
    files = repository.files()
    card = SpaceCard(files["README.md"].decode())
    assert card.data.models == ["ann/faces"]
    assert (card.data.app_file or "Dockerfile") in files
    assert not any(TOKEN.encode() in content for content in files.values())


def test_a_space_can_be_uploaded_again(writer):
    spaces.publish("canvas", "me/studio")
    before = dict(writer.repositories["me/studio"].files())
    spaces.publish("canvas", "me/studio")
    assert writer.repositories["me/studio"].files() == before


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


def test_the_command_builds_and_says_what_is_missing(tmp_path):
    built = run("space", "canvas", "--out", tmp_path / "space", "--model", "ann/faces")
    assert built.stdout.strip() == str(tmp_path / "space"), built.stderr
    assert SpaceCard.load(tmp_path / "space/README.md").data.models == ["ann/faces"]
    nothing = run("space", "canvas")
    assert nothing.returncode == 2
    assert "owner/name" in nothing.stderr
