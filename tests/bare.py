"""Sets up on a bare machine: a fresh Debian with nothing but Python and make, as root.

    python tests/bare.py

There is no libGL, no browser, no Node and not even `python3 -m venv` in it. `make test` must bring
what is missing and pass; to be quick, it runs the tests that are marked `bare` only, and finds the
packages of .venv in place, except for those that do not fit there.

The machine is a folder below build/, entered in a mount namespace of its own, so nothing has to
be unmounted. mmdebstrap makes it, with the archives that apt is configured with; pip is
configured as it is here.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MACHINE = ROOT / "build" / "bare"
CLONE = MACHINE / "pix2pix"
PASSED_ON = re.compile(r"PIP_\w+|\w+_proxy|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|LANG", re.IGNORECASE)
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
INSIDE = """
set -eu
for each in chromium google-chrome node; do
  if command -v $each; then exit 1; fi
done
if ldconfig -p | grep libGL; then exit 1; fi
if python3 -c 'import ensurepip' 2>/dev/null; then exit 1; fi
cd /pix2pix
make test PYTEST='.venv/bin/python -m pytest -q -m bare'
.venv/bin/python -m pip show --quiet opencv-python-headless
"""


def main() -> None:
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        sys.exit("A bare machine is made by root, with mmdebstrap: apt-get install mmdebstrap")
    shutil.rmtree(MACHINE, ignore_errors=True)
    try:
        make_machine()
        copy_clone()
        enter(INSIDE)
    finally:
        shutil.rmtree(MACHINE, ignore_errors=True)
    print("Set up and tested on a bare machine")


def make_machine() -> None:
    MACHINE.parent.mkdir(exist_ok=True)
    release = re.search(r"VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text())
    assert release, "/etc/os-release names no release of Debian"
    packages = "--include=python3,make,ca-certificates"
    command = ["mmdebstrap", "--quiet", "--variant=minbase", packages, release[1], MACHINE]
    subprocess.run(command, check=True)
    shutil.copyfile("/etc/resolv.conf", MACHINE / "etc/resolv.conf")


def copy_clone() -> None:
    """What git knows, and the packages of .venv, whose files are shared."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        (CLONE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, CLONE / name)
    (CLONE / ".venv").mkdir()
    subprocess.run(["cp", "-al", ROOT / ".venv/lib", CLONE / ".venv/lib"], check=True)


def enter(script: str) -> None:
    """Run a script on the machine; its mounts and processes end with it."""
    binds = [("/dev", "--rbind"), *((place, "--bind") for place in places_of_pip())]
    lines = ["set -eu", f"mount -t proc proc {MACHINE}/proc"]
    for place, how in binds:
        inside = MACHINE / place.lstrip("/")
        inside.parent.mkdir(parents=True, exist_ok=True)
        if not inside.exists():
            inside.mkdir() if Path(place).is_dir() else inside.touch()
        lines.append(f"mount {how} {shlex.quote(place)} {shlex.quote(str(inside))}")
    lines.append(f"exec chroot {MACHINE} sh -c {shlex.quote(script)}")
    kept = {name: value for name, value in os.environ.items() if PASSED_ON.fullmatch(name)}
    own = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    done = subprocess.run(
        [*own, "sh", "-c", "\n".join(lines)],
        env={**kept, "PATH": PATH, "HOME": "/root"},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        sys.exit("The bare machine could not be set up; the lines above say why.")


def places_of_pip() -> list[str]:
    """The files that configure pip here, and the files and folders that they name."""
    asked = [
        subprocess.run(
            [sys.executable, "-m", "pip", "config", what],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
        ).stdout
        for what in ("debug", "list")
    ]
    files = re.findall(r"(/\S+), exists: True", asked[0])
    named = re.findall(r"(?<=[\s'=])(/[^\s',]+)", asked[1])
    indexes = re.findall(r"file://(/[^\s',]+)/", asked[1])  # the files lie beside the index
    return [place for place in dict.fromkeys([*files, *named, *indexes]) if Path(place).exists()]


if __name__ == "__main__":
    main()
