"""Builds the canvas as a site without a server.

The same modules as the server's page, with services that a worker of the browser answers. The
folder holds all that it needs, and asks nothing of any other address.
"""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.canvas import page, texts
from pix2pix.errors import DiskError
from pix2pix.site.models import write_models
from pix2pix.site.runtime import fetch_runtime

SITE = Path(__file__).parent
AT_THE_TOP = (
    "README.md",  # its page on the Hub, should it become a static Space
    "index.html",
    "manifest.webmanifest",
    "icon.svg",
    "service_worker.js",
)
LIST = "files.json"
PAGE = "<!-- page.html -->"
ON_DEMAND = ("models/", "runtime/ort.webgpu", "runtime/ort-wasm-simd-threaded.asyncify")


def build(out: Path, models: Mapping[str, Path]) -> Iterator[str]:
    """Write the folder of a site; yields what is being done, for people.

    Args:
        out: A folder that does not exist yet, or that an earlier site is in.
        models: Folders of checkpoints, by name; the first one is opened first.

    Raises:
        CheckpointError, EngineError: A model cannot be written for browsers.
        Pix2PixError: There is no npm, or it is out of reach.
        DiskError: The folder holds something else, or there is no room.
    """
    if out.exists() and not (out / LIST).is_file() and any(out.iterdir()):
        raise DiskError(f"{out} holds something else than a site. Choose another folder.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".") as room:
            made = Path(room) / out.name
            yield "the page"
            _write_page(made)
            yield from write_models(models, made)
            yield "ONNX Runtime"
            fetch_runtime(made / "runtime")
            list_files(made)
            shutil.rmtree(out, ignore_errors=True)
            made.rename(out)
    except OSError as error:
        raise DiskError(f"{out} could not be written: {error}. Choose another folder.") from error


def _write_page(out: Path) -> None:
    of_the_server = shutil.ignore_patterns(page.MARKUP, *page.OF_THE_SERVER)
    shutil.copytree(page.STATIC, out / "static", ignore=of_the_server)
    shutil.copytree(SITE, out / "site", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name in AT_THE_TOP:
        (out / "site" / name).rename(out / name)
    index = (out / "index.html").read_text(encoding="utf-8")
    (out / "index.html").write_text(index.replace(PAGE, page.markup()), encoding="utf-8")
    props = {"words": texts.WORDS, "sketches": page.sketches()}
    (out / "props.json").write_text(json.dumps(props, ensure_ascii=False), encoding="utf-8")


def list_files(out: Path) -> None:
    """Say what the service worker keeps: all but models and engines, which are kept once used.

    Its own file names the version: only where that file has changed do browsers fetch a site anew.
    """
    found = (path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    names = sorted(name for name in found if name != LIST)
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + (out / name).read_bytes())
    kept = [name for name in names if not name.startswith(ON_DEMAND)]
    version = digest.hexdigest()[:16]
    files = {"version": version, "files": [".", *kept]}
    (out / LIST).write_text(json.dumps(files), encoding="utf-8")
    worker = out / "service_worker.js"
    text = re.sub(r"files\.json(\?\w+)?", f"{LIST}?{version}", worker.read_text(encoding="utf-8"))
    worker.write_text(text, encoding="utf-8")
