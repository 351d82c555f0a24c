"""Run the commands of every recipe's page on made-up inputs: its data, 40 steps, its figures.

    python docs/recipes/check.py [lines2color ...]

Nothing is downloaded: what npm would install is made up (``made_up.py``), and the network is so
small that a recipe takes seconds. So this says that the commands of a page work, and nothing of how
good a model becomes.
"""

import re
import runpy
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from made_up import COUNT, INPUTS

from pix2pix.jobs.starting_points import STARTING_POINTS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STEPS = 40
SMALL = (
    f"--steps {STEPS} --size 32 --width 4 --depth 4 --dropout-levels 0 1 --patch 16 "
    f"--discriminator-width 4 --batch-size 1 --save-every {STEPS} --device cpu"
)
INSTALLS = ("npm", "pip")
OPENS = "pix2pix canvas"  # and waits for people
NEEDS_NODE = {"sketch2portrait"}


def commands(name: str) -> list[str]:
    """The commands of a page that make its data, train and measure."""
    page = (HERE / f"{name}.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE))
    lines = blocks.replace("\\\n", " ").splitlines()
    return [line for line in lines if not line.startswith((*INSTALLS, OPENS))]


def check(name: str) -> list[str]:
    """Run them in a folder of their own; what they leave is removed.

    Returns:
        The commands as they were run.
    """
    done = []
    with TemporaryDirectory(prefix="recipe-") as room, chdir(room):
        Path("docs").symlink_to(ROOT / "docs")
        for line in commands(name):
            for word in shlex.split(line, comments=True):
                if word in INPUTS and not Path(word).exists():
                    INPUTS[word](Path(word))
            run(line)
            done.append(line)
    return done


def run(line: str) -> None:
    """Run one command of a page in this process, on fewer pairs and with fewer, smaller steps.

    Raises:
        SystemExit: It failed, and has said why.
    """
    program, *words = shlex.split(line, comments=True)
    if program == "pix2pix":
        words += SMALL.split() if words[0] == "train" else []
        with arguments("pix2pix", *words):
            runpy.run_module("pix2pix", run_name="__main__")
    else:
        words = [str(COUNT) if word.isdecimal() else word for word in words]  # so many pairs
        with arguments(*words):
            runpy.run_path(words[0], run_name="__main__")


@contextmanager
def arguments(*words: str) -> Iterator[None]:
    """Let ``sys.argv`` be these for a while."""
    before, sys.argv = sys.argv, list(words)
    try:
        yield
    finally:
        sys.argv = before


def main(names: Sequence[str]) -> None:
    """Check the recipes of these names; all of them by default."""
    for name in names or [point.name for point in STARTING_POINTS]:
        if name in NEEDS_NODE and shutil.which("node") is None:
            print(f"{name}: left out, for there is no Node here")
            continue
        print(f"{name}: {len(check(name))} commands ran")


if __name__ == "__main__":
    main(sys.argv[1:])
