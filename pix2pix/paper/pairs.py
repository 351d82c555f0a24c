"""The pairs that tables are made with: which half is the input, and are there label maps?"""

from pathlib import Path

from pix2pix.config import DataConfig, Domains, PaperConfig, Recipe, UNetConfig
from pix2pix.data.find_pictures import find_pictures
from pix2pix.data.paired import PairedPictures
from pix2pix.data.palette import find_colors, named
from pix2pix.data.pictures import spread
from pix2pix.errors import DataError

LOOKED_AT = 30  # pictures, for whether they are label maps


def look(
    data: Path, config: PaperConfig, lying: DataConfig
) -> tuple[PairedPictures, PairedPictures, Domains]:
    """Training and held-out pairs, from labels to photo, and what the two sides are."""
    # Pictures are looked at before it is known which network fits, so its depth plays no part.
    network = UNetConfig.make(size=config.size, depth=2, dropout_levels=())
    first = lying.changed(direction=config.direction or "a2b")
    training, held_out = PairedPictures.find(data, network, first, 0)
    some = spread(len(training), LOOKED_AT)
    colors = find_colors(training.source(index) for index in some)
    if not colors and config.direction is None:
        colors = find_colors(training.target(index) for index in some)
        if colors:
            training, held_out = training.reversed(), held_out.reversed()
    if not colors:
        return training, held_out, Domains()
    return (
        training,
        held_out,
        Domains(source="labels", target="photo", labels=named(colors), input_kind="labels"),
    )


def require_same_held_out(data: Path, recipe: Recipe, held_out: PairedPictures) -> None:
    """See that CycleGAN, which reads the halves as two domains, keeps away from the same pairs."""
    training, _ = find_pictures(data, recipe)
    seen = {file for files in training.files for file in files}
    if measured := sorted(seen & {file for files in held_out.files for file in files}):
        raise DataError(
            f"{measured[0]} would be held out for pix2pix, and trained on by CycleGAN. Put the "
            "pairs to measure on into a folder val/."
        )
