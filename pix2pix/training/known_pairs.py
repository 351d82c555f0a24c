"""A run remembers its pairs, and says so when it goes on with others."""

import logging

from pix2pix.checkpoint.files import KNOWN_PAIRS
from pix2pix.checkpoint.run import RunFolder
from pix2pix.data.fingerprint import KnownPairs, fingerprint
from pix2pix.data.pictures import Pictures
from pix2pix.files import replace_text

logger = logging.getLogger(__name__)


def remember_pairs(run: RunFolder, training: Pictures, held_out: Pictures) -> None:
    """Write down what a run learns from; what has changed since it last learnt is said and kept.

    Raises:
        CheckpointError: What it had written down was damaged.
        DiskError: There is no room.
    """
    now, path = fingerprint(training.files, held_out.files), run.folder / KNOWN_PAIRS
    if run.has_state and path.is_file():
        earlier = KnownPairs.read(path)
        changes = earlier.changes
        if sentence := now.compare(earlier):
            logger.warning("%s", sentence)
            changes = (*changes, sentence)
        now = now.changed(changes=changes)
    replace_text(path, now.to_json())
