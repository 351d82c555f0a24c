"""How good a checkpoint is on pairs that it has never seen."""

from pathlib import Path

import numpy as np
from PIL import Image

from pix2pix.checkpoint.files import RECIPE
from pix2pix.config import ModelConfig, Reading, Recipe
from pix2pix.data import transform
from pix2pix.data.find_pictures import kind_for
from pix2pix.data.paired import redrawn
from pix2pix.data.pictures import Pictures, spread
from pix2pix.errors import DataError
from pix2pix.evaluation.judges import NONE, Judges, in_order
from pix2pix.evaluation.scores import Figures, Scores
from pix2pix.images import flatten
from pix2pix.images.opacity import on_chequerboard
from pix2pix.translator import Translator


def evaluate(
    translator: Translator,
    pictures: Pictures,
    *,
    hand_drawn: bool = False,
    samples: bool = False,
    limit: int | None = None,
    judges: Judges = NONE,
) -> Figures:
    """Translate held-out sources and compare with their targets.

    Args:
        hand_drawn: Redraw the sources first as a hand would, with a fixed seed.
        samples: Give each pair noise of its own, with its index as seed, not the mean of it.
        limit: Look at no more than this many pairs, spread over the set.
        judges: Of outputs by the classes in label maps; see ``judges_for``.
    """
    scores = Scores(judges)
    for index in in_order(spread(len(pictures), limit or len(pictures)), judges):
        source, target = pictures.plain(index)
        if hand_drawn:
            source = redrawn(source, index)
        output = translator.scaled(source, seed=index if samples else None)
        shown = transform.from_picture(flatten(output, len(target)))
        stored = pictures.as_stored(index) if judges else None
        scores.update(source, shown, transform.to_bytes(target), stored=stored)
    return scores.compute()


def variety(translator: Translator, pictures: Pictures, limit: int = 20) -> float:
    """How much samples differ: mean distance of two of one source, as a share of the range."""
    changes = []
    for index in spread(len(pictures), limit):
        source = pictures.plain(index)[0]
        one, other = (np.asarray(translator.scaled(source, seed=seed), float) for seed in (0, 1))
        changes.append(np.abs(one - other).mean() / 255)
    return float(np.mean(changes))


def pictures_of(
    checkpoint: Path, data: Path, model: ModelConfig, reading: Reading | None = None
) -> tuple[Pictures, Pictures, bool]:
    """Training and held-out pictures of a folder, as the checkpoint was trained on such.

    Args:
        reading: How they lie, if not as those that it was trained on.

    Returns:
        Both, and whether it saw sources that were redrawn by hand.

    Raises:
        DataError: There are none to hold out.
    """
    recipe = Recipe.read(checkpoint / RECIPE) if (checkpoint / RECIPE).is_file() else Recipe()
    lying = recipe.data.changed(**dict(reading)) if reading else recipe.data
    train, kept = kind_for(recipe.method).find(
        data, model.generator, lying, recipe.held_out_seed, model.values.settled
    )
    if not len(kept):
        raise DataError(f"{data} holds no held-out pictures. Put some into a folder val/.")
    return train, kept, recipe.data.hand_drawn > 0


def held_out(
    checkpoint: Path, data: Path, translator: Translator, reading: Reading | None = None
) -> Pictures:
    """The held-out pictures of a folder. See ``pictures_of``."""
    return pictures_of(checkpoint, data, translator.config, reading)[1]


def contact_sheet(rows: list[list[Image.Image]], gap: int = 4) -> Image.Image:
    """Pictures of equal size in a grid on white, ``gap`` px apart, on chequerboards if need be."""
    width, height = rows[0][0].size
    columns = max(len(row) for row in rows)
    size = (columns * (width + gap) - gap, len(rows) * (height + gap) - gap)
    sheet = Image.new("RGB", size, "white")
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            sheet.paste(on_chequerboard(picture), (x * (width + gap), y * (height + gap)))
    return sheet
