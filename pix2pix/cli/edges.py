"""``pix2pix edges``: pairs from a folder of photos."""

from pathlib import Path
from typing import Literal

from tyro.conf import Positional

from pix2pix.cli.terminal import say
from pix2pix.errors import DataError, Pix2PixError
from pix2pix.plural import plural


def edges(
    photos: Positional[Path],
    out: Path,
    task: Literal["edges", "color", "missing", "palette"] = "edges",
    size: int = 256,
    threshold: float = 0.5,
    thickness: int = 1,
    colors: int = 6,
) -> None:
    """Make pairs from photos: edges, greys, holes or a few flat colors are the sources.

    Args:
        photos: Folder of photos, however deep.
        out: Folder for the pairs, side by side, source on the left, in the shape of the photos'.
        task: What the source is: edges, color (grey to color), missing (holes to whole) or palette
            (flat areas of a few colors).
        size: Side of each half, in px.
        threshold: For edges: from 0, every faint line, to 1, only the strongest.
        thickness: For edges: of the lines, in px.
        colors: For a palette: how many at most, white paper among them.
    """
    from pix2pix.data.make_pairs import make_pairs
    from pix2pix.data.outputs import find_inputs

    for sentence in find_inputs([photos], out).unused:
        say(sentence)
    made = 0
    for result in make_pairs(
        photos, out, task, size=size, threshold=threshold, thickness=thickness, colors=colors
    ):
        if isinstance(result, Pix2PixError):
            say(f"Left out: {result}")
        else:
            made += 1
    if not made:
        raise DataError(f"No photo in {photos} could be read. Nothing was written.")
    say(f"{plural(made, 'pair')} in {out}")
