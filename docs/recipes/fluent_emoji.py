"""The 3D emoji of npm's ``@lobehub/fluent-emoji-3d``, with the names of ``unicode-emoji-json``.

Both packages are under the MIT licence; the emoji are Microsoft's Fluent Emoji. Flags, symbols and
skin tones are left out.
"""

import json
from collections.abc import Iterator
from pathlib import Path

SOLID = "@lobehub/fluent-emoji-3d/assets"
LEFT_OUT = {"Flags", "Symbols", "Component"}


def emoji(packages: Path) -> Iterator[tuple[str, str, Path]]:
    """File name, name and picture, with alpha, of every emoji that is used."""
    by_code = {file.stem.replace("-fe0f", ""): file for file in (packages / SOLID).glob("*.webp")}
    listed = packages / "unicode-emoji-json/data-by-emoji.json"
    for sign, about in json.loads(listed.read_text(encoding="utf-8")).items():
        code = "-".join(f"{ord(each):04x}" for each in sign if each != "\ufe0f")
        if about["group"] not in LEFT_OUT and code in by_code:
            yield about["slug"], about["name"], by_code[code]
