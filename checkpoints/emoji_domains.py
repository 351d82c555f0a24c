r"""Make the two domains of ``flat2emoji``: flat emoji of one family, 3D emoji of another.

    npm install --prefix emoji @iconify-json/noto@1.2.9 @lobehub/fluent-emoji-3d@1.1.0 \
        unicode-emoji-json@0.9.0
    pip install -r requirements-dev.txt
    python checkpoints/emoji_domains.py emoji/node_modules domains

Noto Emoji are Google's, Apache-2.0; Fluent Emoji are Microsoft's, MIT. No emoji is in both
training folders, so there are no pairs to learn from: ``trainA`` has the flat ones of one half of
all emoji, ``trainB`` the 3D ones of the other. Every tenth emoji is held out from both and is in
``testA`` and ``testB``, as a pair that scores what was learnt. Flags, symbols and skin tones are
left out.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import resvg_py
from PIL import Image

SIDE = 256  # px
INSET = 232  # px that the emoji takes of the side
LEFT_OUT = {"Flags", "Symbols", "Component"}


def emoji_in_both(packages: Path) -> Iterator[tuple[str, str, Path]]:
    """Name, SVG of the flat one and file of the 3D one."""
    noto = json.loads((packages / "@iconify-json/noto/icons.json").read_text(encoding="utf-8"))
    chars = json.loads((packages / "@iconify-json/noto/chars.json").read_text(encoding="utf-8"))
    solid = packages / "@lobehub/fluent-emoji-3d/assets"
    listed = packages / "unicode-emoji-json/data-by-emoji.json"
    by_code = {file.stem.replace("-fe0f", ""): file for file in solid.glob("*.webp")}
    for emoji, about in json.loads(listed.read_text(encoding="utf-8")).items():
        code = "-".join(f"{ord(sign):04x}" for sign in emoji if sign != "\ufe0f")
        icon = noto["icons"].get(chars.get(code, ""))
        if about["group"] in LEFT_OUT or code not in by_code or icon is None:
            continue
        side = noto["height"]
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        yield about["slug"], f"{head}{icon['body']}</svg>", by_code[code]


def on_paper(picture: Image.Image) -> Image.Image:
    """Lay a picture in the middle of a white square."""
    paper = Image.new("RGB", (SIDE, SIDE), "white")
    small = picture.convert("RGBA").resize((INSET, INSET))
    paper.paste(small, ((SIDE - INSET) // 2,) * 2, small)
    return paper


def main(packages: Path, out: Path) -> None:
    """Write ``trainA``, ``trainB``, ``testA`` and ``testB``."""
    counts: dict[str, int] = {}
    for name, drawing, solid in emoji_in_both(packages):
        place = crc32(name.encode()) % 20
        held_out = place in (0, 1)
        folders = ("testA", "testB") if held_out else (("trainA", "trainB")[place % 2],)
        for folder in folders:
            if folder.endswith("A"):
                png = resvg_py.svg_to_bytes(svg_string=drawing, width=INSET, height=INSET)
                picture = Image.open(io.BytesIO(bytes(png)))
            else:
                picture = Image.open(solid)
            (out / folder).mkdir(parents=True, exist_ok=True)
            on_paper(picture).save(out / folder / f"{name}.png")
            counts[folder] = counts.get(folder, 0) + 1
    print(", ".join(f"{count} in {out / folder}" for folder, count in sorted(counts.items())))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
