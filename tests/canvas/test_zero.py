import subprocess
import sys
from pathlib import Path

import pytest

from app.canvas.zero import on_gpu
from tests.browser import ROOT

STAND_IN = """
asked = []
def GPU(duration):
    def borrow(function):
        asked.append((function.__name__, duration))
        return function
    return borrow
"""


def test_without_the_package_a_function_stays_what_it_is():
    def render() -> int:
        return 1

    assert on_gpu(render) is render


@pytest.mark.slow
def test_with_the_package_the_canvas_asks_for_a_gpu(tmp_path: Path):
    (tmp_path / "spaces.py").write_text(STAND_IN)  # the real one is installed on Spaces only
    check = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import app.gradio_app, spaces; "
        "print(spaces.asked)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[('render', 15)]"
