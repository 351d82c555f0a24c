"""The Python in the README runs as it stands."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT, command

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
OFFLINE = [block for block in BLOCKS if "gradio_client" not in block]  # needs the canvas running


def test_the_readme_shows_python():
    assert OFFLINE


@pytest.mark.bare
@pytest.mark.slow
@pytest.mark.parametrize("block", OFFLINE)
def test_python_of_the_readme_runs(block, tmp_path):
    for name in ("checkpoints", "assets", "pix2pix"):
        (tmp_path / name).symlink_to(ROOT / name)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_commands_of_the_readme_exist():
    listed = subprocess.run(
        command("--help"), cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in set(re.findall(r"python -m pix2pix (\w+)", README)):
        assert f"• {name} " in listed


def test_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in set(re.findall(r"^make (\w+)", README, re.MULTILINE)):
        assert re.search(rf"^{name}:", makefile, re.MULTILINE), name


def test_files_that_the_readme_links_to_exist():
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", README):
        assert (ROOT / target).exists(), target
