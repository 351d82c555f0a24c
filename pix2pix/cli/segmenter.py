"""``pix2pix segmenter``: train the judge of the FCN-score on photos and their label maps."""

import sys
from contextlib import closing
from pathlib import Path

from tyro.conf import Positional

from pix2pix.cli.terminal import Signals, say, show_training
from pix2pix.config import SegmenterConfig


def segmenter(
    data: Positional[Path],
    out: Path,
    classes: str | None = None,
    resume: bool = False,
    settings: SegmenterConfig = SegmenterConfig(),
) -> None:
    """Train a segmenter on real photos, which then judges generated ones (evaluate --segmenter).

    It learns to tell the classes of pixels from label maps, whose colors shift when JPEG stores
    them: each pixel is of the class whose color is nearest.

    Args:
        data: Folder of pairs of a photo and a label map, or a zip or tar of one.
        out: Folder of the segmenter.
        classes: Names and colors of the classes: a JSON file, cityscapes or facades; by default
            those that the colors of the label maps show.
        resume: Carry on with the segmenter that stands in --out.
    """
    from pix2pix.checkpoint.files import PAIRS, SEGMENTER_RECIPE
    from pix2pix.data.classes import Classes
    from pix2pix.training.segmenter import open_segmenter, train_segmenter
    from pix2pix.training.unpacked import unpacked

    listed = Classes.read(classes) if classes else None
    run = open_segmenter(out, settings, listed, resume=resume)
    signals = Signals()
    with (
        run.lock.held(),
        unpacked(data, out / PAIRS, again=resume, begun=out / SEGMENTER_RECIPE) as given,
        closing(train_segmenter(given.folder, run, stop=signals.came)) as reports,
    ):
        for reason in given.left_out:
            say(f"Left out: {reason}")
        show_training(reports)
    if signals.received is not None:
        say(f"Stopped and saved in {out}. Go on with --resume.")
        sys.exit(128 + signals.received)
    say(f"Done: {out}")
