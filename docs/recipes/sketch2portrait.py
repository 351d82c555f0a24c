"""Make pairs for ``sketch2portrait``: cartoon faces, and their outlines.

    npm install --prefix faces facesjs@5.0.3
    pip install -r requirements-dev.txt
    python docs/recipes/sketch2portrait.py faces/node_modules pairs 2000

facesjs is under the Apache License 2.0. It puts faces together from parts; each number gives the
same face again. One face in ten is held out. It takes Node.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from pair_files import SIDE, on_paper, rendered, save_pair

FRAME = 'viewBox="-60 40 520 520"'  # head and shoulders
SEE_THROUGH = re.compile(r"none|rgba\(.*|url\(.*")  # shadows, not parts
BLACK = {"#000", "#000000", "black"}
THIN = re.compile(r"([0-3](\.\d*)?)(px)?")  # widths that a pen does not have
PEN = "4"  # of 520

# facesjs draws with Math.random; this one (mulberry32, public domain) begins with the number.
GENERATE = """
import { faceToSvgString, generate } from "facesjs";
for (let number = 0; number < Number(process.argv[1]); number++) {
  let state = number;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const face = generate(undefined, { gender: number % 2 ? "female" : "male" });
  console.log(JSON.stringify(faceToSvgString(face)));
}
"""


def faces(packages: Path, count: int) -> Iterator[str]:
    """The SVGs of so many faces."""
    command = ["node", "--input-type=module", "--eval", GENERATE, "--", str(count)]
    done = subprocess.run(
        command, cwd=packages.parent, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    for line in done.stdout.splitlines():
        yield re.sub(r'viewBox="[^"]*"', FRAME, json.loads(line), count=1)


def sketch(svg: str) -> str:
    """The same drawing with its black lines alone: what has a colour is white and hides."""
    drawing = ElementTree.fromstring(svg)
    for part in list(drawing.iter()):
        for declared in part.attrib.pop("style", "").split(";"):
            name, _, value = declared.partition(":")
            if value:
                part.set(name.strip(), value.strip())
        for name in ("fill", "stroke"):
            if name in part.attrib:
                part.set(name, _ink(part.attrib[name]))
        if part.get("stroke") == "#000" and THIN.fullmatch(part.get("stroke-width", "1")):
            part.set("stroke-width", PEN)
        if "opacity" in part.attrib:
            part.set("display", "none")
    return ElementTree.tostring(drawing, encoding="unicode")


def _ink(color: str) -> str:
    if SEE_THROUGH.fullmatch(color):
        return "none"
    return "#000" if color in BLACK else "#fff"


def main(packages: Path, out: Path, count: int) -> None:
    """Write ``train/`` and ``val/``, the sketch on the left."""
    made = 0
    for made, svg in enumerate(faces(packages, count), 1):
        name = f"{made:05}"
        source, target = (on_paper(rendered(each, SIDE)) for each in (sketch(svg), svg))
        save_pair(out, name, name, source, target)
    print(f"{made} pairs in {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
