"""What the README says works as it stands: its Python, its commands, its links."""

import re
import runpy
import shlex
import subprocess
import sys

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
OFFLINE = [block for block in BLOCKS if "gradio_client" not in block]  # needs the canvas running
SHELL = "".join(re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE))
COMMANDS = re.findall(r"^pix2pix .*", SHELL.replace("\\\n", " "), re.MULTILINE)


def test_the_readme_shows_python_and_commands():
    assert OFFLINE
    assert COMMANDS


@pytest.mark.bare
@pytest.mark.slow
@pytest.mark.parametrize("block", OFFLINE)
def test_python_of_the_readme_runs(block, tmp_path):
    for name in ("checkpoints", "assets", "pix2pix"):
        (tmp_path / name).symlink_to(ROOT / name)
    for line in COMMANDS:  # what it needs, as the README makes it
        _, *words = shlex.split(line, comments=True)
        if "--out" in words and f'"{words[words.index("--out") + 1]}"' in block:
            assert python("-m", "pix2pix", *words, folder=tmp_path) == ""
    assert python("-c", block, folder=tmp_path) == ""


def python(*words, folder):
    """What is said of an error by Python with these words in a folder; nothing if there is none."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stderr if done.returncode else ""


@pytest.mark.slow
@pytest.mark.parametrize("line", COMMANDS)
def test_commands_of_the_readme_and_their_flags_exist(line, monkeypatch, capsys):
    _, command, *words = shlex.split(line, comments=True)
    monkeypatch.setattr("sys.argv", ["", command, *words, "--help"])  # some need another first
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("pix2pix", run_name="__main__")
    listed = capsys.readouterr().out
    assert ended.value.code == 0, f"{command} does not exist"
    for flag in (word for word in words if word.startswith("--")):
        assert re.search(rf"{flag}\b", listed), f"{command} has no {flag}"


def test_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"^make (\w+)|`make (\w+)", README, re.MULTILINE))
    for name in {first or second for first, second in named}:
        assert re.search(rf"^{name}:", makefile, re.MULTILINE), name


def test_files_that_the_readme_links_to_exist():
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_places_in_pages_that_the_readme_links_to_exist():
    for page, place in re.findall(r"\]\((?!https?:|mailto:)([^)#]*)#([^)]+)\)", README):
        text = (ROOT / (page or "README.md")).read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        assert place in {heading.lower().replace(" ", "-") for heading in headings}, place
