import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.slow
WEIGHTS = "checkpoints/edges2photo/model.safetensors"
AUTHOR = ("-c", "user.name=ann", "-c", "user.email=ann@example.org")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *AUTHOR, *words], cwd=folder, check=True, capture_output=True)


def revision(folder: Path, name: str) -> str:
    words = ["git", "rev-parse", "--short", name]
    return subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout[:-1]


def commit(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(file.read_text() + "." if file.is_file() else "")
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "change")


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A clone, on a branch of its own, of a repository that has weights."""
    (tmp_path / "main").mkdir()
    git(tmp_path / "main", "init", "--initial-branch", "main")
    commit(tmp_path / "main", WEIGHTS, "README.md")
    commit(tmp_path / "main", WEIGHTS)
    git(tmp_path, "clone", "main", "clone")
    git(tmp_path / "clone", "checkout", "-b", "mine")
    return tmp_path / "clone"


def check(folder: Path, *base: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, ROOT / "tests/weights_once.py", *base],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_branch_may_bring_new_weights_once(branch):
    commit(branch, WEIGHTS, "checkpoints/edges2photo/int8.bin")
    commit(branch, "README.md", "checkpoints/edges2photo/config.json")
    commit(branch, "README.md", "checkpoints/edges2photo/config.json")
    git(branch, "rm", WEIGHTS)
    commit(branch, "notes.txt")
    assert check(branch) == (0, "")


def test_a_branch_that_brings_the_same_weights_twice_is_refused(branch):
    for _ in range(2):
        commit(branch, WEIGHTS, "README.md")
        commit(branch, "README.md")
    newer, older = (revision(branch, each) for each in ("HEAD~1", "HEAD~3"))
    code, told = check(branch)
    assert code == 1
    assert told.startswith(f"{WEIGHTS} is committed 2 times on this branch ({newer}, {older}).")
    assert "make one commit of them" in told
    assert check(branch, "HEAD~3")[0] == 0  # from there on, once


def test_a_clone_of_one_commit_has_nothing_to_compare(branch, tmp_path):
    commit(branch, WEIGHTS)
    commit(branch, WEIGHTS)
    git(tmp_path, "clone", "--depth", "1", branch.as_uri(), "shallow")
    assert check(tmp_path / "shallow") == (0, "")
