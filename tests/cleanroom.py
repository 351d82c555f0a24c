"""Tries both Spaces and the package: what was built, a fresh environment, nothing else.

    python tests/cleanroom.py

Takes some minutes and 6 GB of disk while it runs, so it is no part of the test suite. What a
Docker Space does as root (Debian's packages, the user) is checked here, not done.
"""

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from gradio_client import Client, handle_file
from huggingface_hub import SpaceCard
from PIL import Image

ROOT = Path(__file__).parent.parent
OUTSIDE = "127.0.0.2"  # an app that listens at 127.0.0.1 alone is not heard here
PATIENCE = 180  # seconds until an app answers
LIBRARY = """
import pkgutil, sys
from importlib import import_module
from importlib.metadata import requires
apps = ("gradio", "streamlit", "nncf")
sys.modules.update(dict.fromkeys(apps))  # importing one of them fails
import pix2pix
assert "site-packages" in pix2pix.__file__, pix2pix.__file__
for module in pkgutil.walk_packages(pix2pix.__path__, "pix2pix."):
    if module.name != "pix2pix.__main__":
        import_module(module.name)
core = [line for line in requires("pix2pix") if "extra ==" not in line]
assert core and not any(line.startswith(apps) for line in core), core
"""
RUN_PAGE = (
    "from streamlit.testing.v1 import AppTest; "
    "page = AppTest.from_file('app/streamlit_app.py', default_timeout=120).run(); "
    "assert not page.exception, page.exception; "
    "assert page.title or page.header or page.markdown, 'the page is empty'"
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cleanroom-") as room:
        folders = {app: build(app, Path(room) / app) for app in ("canvas", "trainer")}
        wanted = {(folder / "requirements.txt").read_text() for folder in folders.values()}
        assert len(wanted) == 1, "the Spaces want different libraries"
        fresh = Path(room) / "environment"
        venv.create(fresh, with_pip=True)
        packages_are_installed((folders["canvas"] / "packages.txt").read_text().split())
        try_canvas(folders["canvas"], fresh)
        try_trainer(folders["trainer"], fresh)
        try_package(Path(room) / "elsewhere", fresh)
    print("Both Spaces start from their folders alone, and so does the package: 3 passed, 0 failed")


def build(app: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pix2pix", "space", app, "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return folder


def try_canvas(folder: Path, fresh: Path) -> None:
    """As a Gradio Space: its requirements, its packages, its file, and a picture through it."""
    data = SpaceCard.load(folder / "README.md").data
    install(fresh, "-r", folder / "requirements.txt", f"gradio=={data.sdk_version}")
    port = free_port()
    setting = environment(fresh, folder, SPACE_ID="ann/pix2pix", GRADIO_SERVER_PORT=str(port))
    sketch = folder.parent / "sketch.png"
    Image.new("RGB", (200, 120), "white").save(sketch)
    with serving(["python", data.app_file], folder, setting, f"http://{OUTSIDE}:{port}/"):
        client = Client(f"http://{OUTSIDE}:{port}", verbose=False)
        answer = client.predict(handle_file(sketch), "", 1, api_name="/translate")
    with Image.open(answer) as picture:
        assert picture.size == (200, 120), f"/translate answered with {picture.size}"


def try_trainer(folder: Path, fresh: Path) -> None:
    """As a Docker Space: the steps of its Dockerfile in their order."""
    data = SpaceCard.load(folder / "README.md").data
    port = free_port()
    setting = environment(fresh, folder, SPACE_ID="ann/trainer", PIX2PIX_HOSTED="1")
    for instruction, text in instructions(folder / "Dockerfile"):
        match instruction:
            case "RUN" if text.startswith("pip install "):
                words = shlex.split(text.removeprefix("pip install "))
                install(fresh, *(word for word in words if word != "--user"), folder=folder)
            case "ENV":
                setting |= dict(
                    pair.split("=", 1) for pair in shlex.split(text) if not pair.startswith("PATH=")
                )
            case "EXPOSE":
                assert int(text) == data.app_port, "the card names another port"
            case "CMD":
                assert f"port={data.app_port}" in text, "the app listens at another port"
                command = json.loads(text.replace(f"port={data.app_port}", f"port={port}"))
                with serving(command, folder, setting, f"http://{OUTSIDE}:{port}/_stcore/health"):
                    subprocess.run(
                        [fresh / "bin/python", "-c", RUN_PAGE], cwd=folder, env=setting, check=True
                    )
                return
    raise AssertionError("the Dockerfile starts nothing")


def try_package(folder: Path, fresh: Path) -> None:
    """As a wheel, used far from the clone: the library, the command, and both apps."""
    wheels = folder.parent / "wheels"
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels]
    subprocess.run([*build, ROOT], check=True)
    install(fresh, *wheels.iterdir())
    folder.mkdir()
    setting = environment(fresh, folder)
    subprocess.run([fresh / "bin/python", "-c", LIBRARY], cwd=folder, env=setting, check=True)

    def say(*words: str) -> str:
        command = [fresh / "bin/pix2pix", *words]
        done = subprocess.run(command, cwd=folder, env=setting, capture_output=True, text=True)
        return done.stdout + done.stderr

    assert "translate" in say("--help")
    Image.new("RGB", (200, 120), "white").save(folder / "sketch.png")
    told = say("translate", "edges2emoji", "sketch.png", "--out", "photos")
    assert "come with a clone of the repository; `pix2pix pull` fetches" in told, told
    shutil.copytree(ROOT / "checkpoints/edges2emoji", folder / "checkpoints/edges2emoji")
    told = say("translate", "checkpoints/edges2emoji", "sketch.png", "--out", "photos")
    assert (folder / "photos/sketch.png").is_file(), told
    port = str(free_port())
    here = f"http://127.0.0.1:{port}"
    with serving(["pix2pix", "canvas", "--port", port], folder, setting, here):
        client = Client(here, verbose=False)
        client.predict(handle_file(folder / "sketch.png"), "edges2emoji", 1, api_name="/translate")
    with serving(["pix2pix", "trainer", "--port", port], folder, setting, f"{here}/_stcore/health"):
        try:  # its settings came along: others than this machine do not reach it
            urlopen(f"http://{OUTSIDE}:{port}/_stcore/health", timeout=5)
        except OSError:
            return
    raise AssertionError("the trainer page can be reached from outside")


def instructions(dockerfile: Path) -> Iterator[tuple[str, str]]:
    lines = dockerfile.read_text().replace("\\\n", " ").splitlines()
    for line in lines:
        if line.strip() and not line.startswith("#"):
            instruction, _, text = line.partition(" ")
            yield instruction, text.strip()


def install(fresh: Path, *words: object, folder: Path | None = None) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-compile")
    command = [fresh / "bin/python", "-m", "pip", "install", *quiet, *map(str, words)]
    subprocess.run(command, cwd=folder, check=True)


def packages_are_installed(names: list[str]) -> None:
    subprocess.run(["dpkg", "--status", *names], check=True, stdout=subprocess.DEVNULL)


def environment(fresh: Path, folder: Path, **settings: str) -> dict[str, str]:
    """Nothing of ours: no PYTHONPATH, no home with a cache, no login."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    path = f"{fresh / 'bin'}:{os.defpath}"
    return {"PATH": path, "HOME": str(home), "HF_HUB_OFFLINE": "1", "LANG": "C.UTF-8", **settings}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], folder: Path, setting: dict[str, str], url: str) -> Iterator[None]:
    """Run an app until it has answered and been tried; what it said is shown if it does not."""
    log = folder.parent / f"{folder.name}.log"
    program = Path(setting["PATH"].partition(":")[0]) / command[0]
    with log.open("w") as file:
        process = subprocess.Popen(
            [program, *command[1:]], cwd=folder, env=setting, stdout=file, stderr=file
        )
        try:
            wait_for(url, process)
            yield
        except BaseException:
            print(log.read_text(), file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, f"the app ended with {process.returncode}"
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"{url} did not answer within {PATIENCE} seconds")


if __name__ == "__main__":
    main()
