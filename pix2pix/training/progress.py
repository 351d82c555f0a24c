"""What a run shows of its progress: pictures of held-out pairs, and figures measured on them."""

from collections.abc import Mapping
from typing import Any

from PIL import Image
from torch import Tensor

from pix2pix.checkpoint.files import FORWARD, REVERSE
from pix2pix.checkpoint.folder import generator_folder
from pix2pix.checkpoint.run import Report, Run, read_log
from pix2pix.data import transform
from pix2pix.data.pictures import Pictures, spread
from pix2pix.data.unpaired import UnpairedPictures
from pix2pix.evaluation.both_ways import evaluate_both_ways
from pix2pix.evaluation.evaluate import contact_sheet, evaluate
from pix2pix.images import flatten
from pix2pix.methods.protocol import Method
from pix2pix.translator import Translator

PREVIEWED = 4  # held-out pairs in a preview
VALIDATED = 100  # held-out pairs in a round of validation


def load_translators(run: Run, method: Method) -> dict[str, Translator]:
    """The weights just saved, as everybody else reads them, by direction."""
    return {name: Translator.load(generator_folder(run.folder, name)) for name in method.generators}


def save_preview(
    run: Run, held_out: Pictures, step: int, translators: dict[str, Translator]
) -> None:
    """Draw some held-out pictures: source, output, target.

    A method with a reverse generator shows each domain there and back again instead: source,
    output, round trip; target, output, round trip.
    """
    rows = []
    for index in spread(len(held_out), PREVIEWED):
        source, target = held_out.plain(index)
        shown, wanted = transform.to_picture(source), transform.to_picture(target)
        if len(translators) == 1:
            rows.append([shown, translators[FORWARD].scaled(source), wanted])
        else:
            forward, reverse = translators[FORWARD], translators[REVERSE]
            there = _round_trip(forward, reverse, source)
            back = _round_trip(reverse, forward, target)
            rows.append([shown, *there, wanted, *back])
    if rows:
        run.save_preview(contact_sheet(rows), step)


def validate(
    run: Run, held_out: Pictures, report: Report, translators: dict[str, Translator]
) -> None:
    """Measure on held-out pictures, where it is time to."""
    validated = max((e["epoch"] for e in read_log(run.folder) if "validation" in e), default=0)
    due = report.epoch - validated >= run.recipe.train.validate_every
    if not len(held_out) or not (due or report.step == report.steps):
        return
    figures: Mapping[str, Any]
    if isinstance(held_out, UnpairedPictures):
        figures = evaluate_both_ways(run.folder, translators, held_out, limit=VALIDATED)
    else:
        figures = evaluate(translators[FORWARD], held_out, limit=VALIDATED)
    run.log({"step": report.step, "epoch": report.epoch, "validation": figures})


def _round_trip(there: Translator, back: Translator, source: Tensor) -> list[Image.Image]:
    """A source translated, and what that is translated back."""
    output = there.scaled(source)
    channels = back.config.generator.in_channels
    return [output, back.scaled(transform.from_picture(flatten(output, channels)))]
