"""``python -m pix2pix evaluate``: how good is a checkpoint on pairs that it has never seen?"""

import json
from pathlib import Path
from typing import Annotated

from rich.console import Console
from rich.table import Table
from tyro.conf import Positional, arg

from pix2pix.cli.flags import told
from pix2pix.config import Reading
from pix2pix.plural import plural


def evaluate(
    checkpoint: Positional[Path],
    data: Positional[Path],
    hand_drawn: bool = False,
    samples: bool = False,
    as_json: Annotated[bool, arg(name="json")] = False,
    reading: Reading = Reading(),
) -> None:
    """Measure a checkpoint on held-out pairs.

    Args:
        checkpoint: Folder of the checkpoint.
        data: Folder of pairs, or a zip or tar of one; its val/ is used, or the share held out.
        hand_drawn: Redraw the sources as a hand would, with a fixed seed.
        samples: Give each pair noise of its own, not the mean of it.
        as_json: Print JSON instead of a table.
    """
    from pix2pix.checkpoint.metrics import written
    from pix2pix.data.given import opened
    from pix2pix.evaluation.evaluate import evaluate as measure
    from pix2pix.evaluation.evaluate import held_out
    from pix2pix.translator import Translator

    translator = Translator.load(checkpoint)
    with opened(data) as given:
        pictures = held_out(checkpoint, given.folder, translator, told(reading))
        figures = measure(translator, pictures, hand_drawn=hand_drawn, samples=samples)
    if as_json:
        print(json.dumps(figures))
        return
    table = Table("figure", "value", "better", title=plural(round(figures["n"]), "held-out pair"))
    for metric, value in written(figures).items():
        table.add_row(metric.heading, value, metric.better)
    Console().print(table)
