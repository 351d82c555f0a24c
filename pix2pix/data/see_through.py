"""Says what becomes of see-through parts: they are kept, or laid on white paper, never unsaid."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from pix2pix.config import BaseGeneratorConfig
from pix2pix.data.pairs import Half
from pix2pix.errors import Pix2PixError
from pix2pix.images.opacity import is_see_through
from pix2pix.pixel_budget import room_for

LOOKED_AT = 32  # of each half
THREADS = 4


def laid_on_white(
    sources: Sequence[Half], targets: Sequence[Half], generator: BaseGeneratorConfig
) -> Iterator[str]:
    """Sentences on pictures whose opacity a network does not see or make, or looks for in vain."""
    both = (
        ("sources", sources, generator.sees_opacity, "--in-channels 4 shows it to the model"),
        ("targets", targets, generator.makes_opacity, "--out-channels 4 learns to make it"),
    )
    for name, halves, kept, otherwise in both:
        found = any_see_through(halves)
        if found and not kept:
            yield f"The {name} have opacity, which is laid on white paper; {otherwise}."
        if kept and halves and not found:
            yield (
                f"The {name} were said to have opacity, but in those looked at nothing is "
                "see-through: for pictures without it, 3 channels are enough."
            )


def any_see_through(halves: Sequence[Half]) -> bool:
    """Whether one of some pictures, spread over all, is not wholly opaque."""
    some = halves[:: max(1, len(halves) // LOOKED_AT)][:LOOKED_AT]
    with ThreadPoolExecutor(THREADS) as pool:
        return any(pool.map(_is_see_through, some))


def _is_see_through(half: Half) -> bool:
    try:
        with room_for(half.file, visitor=str(half.file.parent)):
            return is_see_through(half.open())
    except Pix2PixError:  # whoever reads it next says why
        return False
