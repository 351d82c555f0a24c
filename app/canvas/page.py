"""Puts the page together from static/ and the sketches, as one piece that Gradio can show.

The scripts are ordinary modules. They are joined here, because everything then comes with
the page itself: nothing to fetch, and no old file left in a browser's cache.
"""

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static"
ASSETS = Path(__file__).parents[2] / "assets"
# A module stands below those it imports. Their names are all different, so joining is safe.
MODULES = (
    "marks",
    "history",
    "surface",
    "live",
    "toolbox",
    "keys",
    "ring",
    "photos",
    "sketches",
    "picker",
    "shelf",
    "save",
    "server",
    "canvas",
)
IMPORT_OR_EXPORT = re.compile(r"^(import .*?;\n|export )", re.MULTILINE | re.DOTALL)


def markup() -> str:
    """What is on the page."""
    return (STATIC / "page.html").read_text(encoding="utf-8")


def style() -> str:
    """How it looks, for the head of the page."""
    return f"<style>{(STATIC / 'canvas.css').read_text(encoding='utf-8')}</style>"


def script() -> str:
    """Everything the page runs, ending with the call that starts it."""
    sources = [(STATIC / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    joined = "\n".join(IMPORT_OR_EXPORT.sub("", source) for source in sources)
    return f'"use strict";\n{joined}\nstart(element, serverServices(server, props.words), props);'


def sketches() -> list[dict[str, str]]:
    """The example sketches, by name: lines for a pen, and areas for label models, as SVG."""
    files = [*sorted(ASSETS.glob("sketches/*.svg")), *sorted(ASSETS.glob("layouts/*.svg"))]
    return [{"name": file.stem, "svg": file.read_text(encoding="utf-8")} for file in files]
