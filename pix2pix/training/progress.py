"""What a run shows of its progress: pictures of held-out pairs, and figures measured on them."""

from pix2pix.checkpoint.run import Report, Run, read_log
from pix2pix.data import transform
from pix2pix.data.paired import PairedPictures, spread
from pix2pix.evaluation.evaluate import contact_sheet, evaluate
from pix2pix.methods.protocol import FORWARD, Method
from pix2pix.training.saver import generator_folder
from pix2pix.translator import Translator

PREVIEWED = 4  # held-out pairs in a preview
VALIDATED = 100  # held-out pairs in a round of validation


def load_translators(run: Run, method: Method) -> dict[str, Translator]:
    """The weights just saved, as everybody else reads them, by direction."""
    return {name: Translator.load(generator_folder(run.folder, name)) for name in method.generators}


def save_preview(
    run: Run, held_out: PairedPictures, step: int, translators: dict[str, Translator]
) -> None:
    """Draw some held-out pairs: source, output, target.

    A method with a reverse generator adds what that one makes of the target.
    """
    rows = []
    for index in spread(len(held_out), PREVIEWED):
        source, target = held_out.plain(index)
        reverse = [each.scaled(target) for name, each in translators.items() if name != FORWARD]
        shown, wanted = transform.to_picture(source), transform.to_picture(target)
        rows.append([shown, translators[FORWARD].scaled(source), wanted, *reverse])
    if rows:
        run.save_preview(contact_sheet(rows), step)


def validate(run: Run, held_out: PairedPictures, report: Report, translator: Translator) -> None:
    """Measure on held-out pairs, where it is time to."""
    validated = max((e["epoch"] for e in read_log(run.folder) if "validation" in e), default=0)
    due = report.epoch - validated >= run.recipe.train.validate_every
    if len(held_out) and (due or report.step == report.steps):
        figures = evaluate(translator, held_out, limit=VALIDATED)
        run.log({"step": report.step, "epoch": report.epoch, "validation": figures})
