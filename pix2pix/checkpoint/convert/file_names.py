"""Which of the files that lie together are generators, by what people call them.

A run of CycleGAN leaves ``latest_net_G_A.pth``, from A to B, and ``latest_net_G_B.pth``, the way
back; other programs call them ``netG_A2B.pth`` and ``netG_B2A.pth``. A run of pix2pix leaves
``latest_net_G.pth``, among saves of earlier epochs and discriminators.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

ENDINGS = (".pth", ".pt", ".bin", ".safetensors")
KNOWN = (
    "pytorch_model.bin",
    "latest_net_G.pth",
    "latest_net_G.safetensors",
    "model.safetensors",
)
A_DIRECTION = re.compile(r"(?:.*[._-])?(?:net)?G[_-]?(?:(A|A2B|AB)|(B|B2A|BA))")
LATEST = "latest"  # as against the saves of earlier epochs


class GeneratorFiles(NamedTuple):
    """The generators among some files.

    Attributes:
        forward: The one from A to B; or the one the other way, if it is alone.
        reverse: The one of the other direction, if both are there.
        backwards: ``forward`` is the way from B to A.
    """

    forward: str
    reverse: str | None = None
    backwards: bool = False


def generators_among(names: Iterable[str]) -> GeneratorFiles | None:
    """The files that hold generators, or ``None`` where the names do not tell."""
    weights = sorted(name for name in names if name.endswith(ENDINGS))
    ways = {way: _newest([name for name in weights if _way(name) == way]) for way in "AB"}
    known = [name for name in KNOWN if name in weights]
    if all(len(found) <= 1 for found in ways.values()):
        match ways["A"], ways["B"]:
            case [forward], [reverse]:
                return GeneratorFiles(forward, reverse)
            case [alone], []:
                return GeneratorFiles(alone)
            case [], [alone]:
                return GeneratorFiles(alone, backwards=True)
    if known or len(weights) == 1:
        return GeneratorFiles((known or weights)[0])
    return None


def _way(name: str) -> str | None:
    match = A_DIRECTION.fullmatch(PurePosixPath(name).stem)
    return None if match is None else "A" if match[1] else "B"


def _newest(names: list[str]) -> list[str]:
    """Of several, those that are called the latest; of one in two formats, its ``.pth``."""
    latest = [name for name in names if LATEST in PurePosixPath(name).stem]
    once: dict[PurePosixPath, str] = {}
    for name in latest or names:
        once.setdefault(PurePosixPath(name).with_suffix(""), name)
    return list(once.values())
