"""Sets up .venv on a machine that has Python and make; `make` runs it with the system's Python.

python3 tests/set_up.py            # what the apps and the library need
python3 tests/set_up.py browser    # a browser for the tests and the benchmark
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
PIP = (PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check")
OPENCV = "from importlib.metadata import version; print(version('opencv-python'))"
START = """
from playwright.sync_api import sync_playwright
from pix2pix.bench.browser import launch
with sync_playwright() as playwright:
    launch(playwright).close()
"""
PLAYWRIGHT = (PYTHON, "-m", "playwright")
BROWSER = (PYTHON, "-c", START)
TOO_OLD = (
    "pix2pix needs Python 3.11 or newer; {} is {}. Name another one: make install PYTHON=python3.12"
)
NO_BROWSER = (
    "The pages are tested in Chromium, which does not start ({}) and could not be installed. "
    "Install Chromium or Chrome, or name one in PIX2PIX_CHROMIUM. `make quick` needs none."
)


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may well have an older one
        sys.exit(TOO_OLD.format(sys.executable, sys.version.split()[0]))
    if sys.argv[1:] == ["browser"]:
        find_browser()
        return
    make_environment()
    install("-r", "requirements.txt", "-e", ".")
    if not works(PYTHON, "-c", "import cv2"):
        take_headless_opencv()


def make_environment() -> None:
    """Make .venv where there is none, or only half of one."""
    if PYTHON.exists() and works(*PIP, "--version"):
        return
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        install_debian("python3-venv")
    must(sys.executable, "-m", "venv", ROOT / ".venv")


def install(*what: str) -> None:
    """Python compiles what it imports; pip would compile 15,000 files that it mostly never does."""
    must(*PIP, "install", "--no-compile", *what)


def take_headless_opencv() -> None:
    """Put OpenCV without windows in the place of the one that cannot be imported."""
    asked = subprocess.run([PYTHON, "-c", OPENCV], stdout=subprocess.PIPE, text=True, check=True)
    headless = f"opencv-python-headless=={asked.stdout.strip()}"
    print(f"The libraries for OpenCV's windows (libGL) are missing: {headless} takes its place.")
    must(*PIP, "uninstall", "--yes", "opencv-python", "opencv-python-headless")
    install(headless)
    must(PYTHON, "-c", "import cv2")


def find_browser() -> None:
    """Make sure that a browser starts: an installed one, Playwright's own, or Debian's."""
    if works(*BROWSER):
        return
    print("No Chromium or Chrome starts here: fetching one", flush=True)
    if not works(*PLAYWRIGHT, "--version"):  # it runs a Node of its own, which needs this
        install_debian("libatomic1")
    if works(*PLAYWRIGHT, "install", "--with-deps", "chromium") and works(*BROWSER):
        return
    if install_debian("chromium") and works(*BROWSER):
        return
    tried = subprocess.run(BROWSER, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    sys.exit(NO_BROWSER.format(tried.stderr.strip().splitlines()[-1]))


def install_debian(package: str) -> bool:
    """Install a package of Debian or Ubuntu, if we may; whether that went well."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print(f"Installing Debian's {package}", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    options = ("-y", "-qq", "--no-install-recommends")
    return works("apt-get", "update") and works("apt-get", "install", *options, package)


def works(*command: object) -> bool:
    """Whether a command succeeds; what it says is not shown."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 0


def must(*command: object) -> None:
    """Run a command, or end with its words and ours."""
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=ROOT, check=False).returncode:
        sys.exit(f"This failed, for the reason above: {' '.join(words)}")


if __name__ == "__main__":
    main()
