"""``python -m pix2pix evaluate``: how good is a checkpoint on pictures that it has never seen?"""

import json
from pathlib import Path
from typing import Annotated, Any

from rich.console import Console
from rich.table import Table
from tyro.conf import Positional, arg

from pix2pix.cli.class_tables import class_tables
from pix2pix.cli.flags import told
from pix2pix.config import Domains, Reading
from pix2pix.plural import plural


def evaluate(
    checkpoint: Positional[Path],
    data: Positional[Path],
    hand_drawn: bool = False,
    samples: bool = False,
    segmenter: Path | None = None,
    classes: str | None = None,
    as_json: Annotated[bool, arg(name="json")] = False,
    reading: Reading = Reading(),
) -> None:
    """Measure a checkpoint on held-out pairs; one of CycleGAN in both directions.

    Where its held-out pictures are pairs, as their names say, outputs are compared with them. Else
    only how well pictures come back, and how well the discriminators tell outputs from pictures.
    Outputs that are label maps are also compared class by class, photos made from label maps are
    judged by a segmenter (the FCN-score); pixels that are void and classes that are absent count
    for nothing, and below each figure stands its 95 % interval over pictures.

    Args:
        checkpoint: Folder of the checkpoint.
        data: Folder as for train; its val/ (test/, testA/ and testB/) is used, or the share held
            out.
        hand_drawn: Redraw the sources as a hand would, with a fixed seed.
        samples: Give each pair noise of its own, not the mean of it.
        segmenter: Folder of a segmenter that was trained on real photos (`pix2pix segmenter`), for
            models that make photos from label maps.
        classes: Names and colors of the classes of label maps: a JSON file, cityscapes or facades;
            by default those of the segmenter, or else those that the colors show.
        as_json: Print JSON instead of a table.
    """
    from pix2pix.data.classes import Classes
    from pix2pix.data.given import opened
    from pix2pix.evaluation.both_ways import evaluate_checkpoint
    from pix2pix.evaluation.evaluate import held_out
    from pix2pix.evaluation.segmenter import Segmenter
    from pix2pix.translator import Translator

    translator = Translator.load(checkpoint)
    judge = Segmenter.load(segmenter) if segmenter else None
    listed = Classes.read(classes) if classes else None
    with opened(data) as given:
        pictures = held_out(checkpoint, given.folder, translator, told(reading))
        figures = evaluate_checkpoint(
            checkpoint,
            translator,
            pictures,
            hand_drawn=hand_drawn,
            samples=samples,
            segmenter=judge,
            classes=listed,
        )
    if as_json:
        print(json.dumps(figures))
        return
    Console().print(_table(figures, translator.config.domains))
    for way in (figures, figures.get("reverse", {})):
        for table in class_tables(way):
            Console().print(table)


def _table(figures: dict[str, Any], domains: Domains) -> Table:
    """Figures of a model; those of its other direction in a column beside them."""
    from pix2pix.checkpoint.metrics import written

    reverse = written(figures.get("reverse", {}))
    names = [f"{domains.source} to {domains.target}", f"{domains.target} to {domains.source}"]
    columns = names if reverse else ["value"]
    held_out = plural(round(figures["n"]), "held-out picture")
    table = Table("figure", *columns, "better", title=held_out)
    for metric, value in written(figures).items():
        values = [value, reverse.get(metric, "")] if reverse else [value]
        table.add_row(metric.heading, *values, metric.better)
    return table
