"""Puts the page together from static/ and the sketches.

Markup and style come with the page itself. The scripts are native modules, which a browser
fetches from an address that changes with them: it may keep them for good, and never shows an
old one beside a new page.
"""

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from pix2pix.hosting import ROOT

STATIC = Path(__file__).parent / "static"
ASSETS = ROOT / "assets"
MARKUP, ENTRY = "page.html", "gradio.js"
OF_THE_SERVER = (ENTRY, "services.js", "connection.js")  # not for a site without one
FOR_GOOD = "public, max-age=31536000, immutable"


def markup() -> str:
    """What is on the page."""
    return (STATIC / MARKUP).read_text(encoding="utf-8")


def head() -> str:
    """How it looks, and which modules to fetch at once, before one asks for the other.

    Those in vendor/, by others, are fetched when they are needed.
    """
    style = "\n".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.css")))
    names = sorted(path.name for path in STATIC.glob("*.js"))
    links = [f'<link rel="modulepreload" href="{folder()}/{name}">' for name in names]
    return "\n".join([f"<style>{style}</style>", *links])


def script() -> str:
    """What starts the page; ``element``, ``server`` and ``props`` are Gradio's names."""
    # Relative to the page, as Gradio's own files are, so it holds behind a proxy with a path.
    return (
        f'import(new URL("{folder()}/{ENTRY}", document.baseURI))'
        ".then(({ start }) => start(element, server, props));"
    )


def routes() -> list[Route]:
    """Where the modules are served: not a `Mount`, which misses behind a proxy with a path."""
    files = StaticFiles(directory=STATIC)

    async def module(request: Request) -> Response:
        answer = await files.get_response(request.path_params["name"], request.scope)
        answer.headers["Cache-Control"] = FOR_GOOD
        return answer

    return [Route(f"/{folder()}/{{name:path}}", module)]


def folder() -> str:
    """The address of the modules beside the page, with a digest of all that is in them."""
    digest = hashlib.sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(path.relative_to(STATIC).as_posix().encode() + path.read_bytes())
    return f"canvas/{digest.hexdigest()[:16]}"


def sketches() -> list[dict[str, str]]:
    """The example sketches, by name, as SVG: lines, labels, flat shapes, figures."""
    folders = ("sketches", "layouts", "flats", "figures")
    files = [file for folder in folders for file in sorted(ASSETS.glob(f"{folder}/*.svg"))]
    return [{"name": file.stem, "svg": file.read_text(encoding="utf-8")} for file in files]
