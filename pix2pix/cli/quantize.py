"""``python -m pix2pix quantize``: make a trained model several times faster on a CPU."""

from pathlib import Path

from tyro.conf import Positional

from pix2pix.cli.extras import require_extra
from pix2pix.cli.flags import told
from pix2pix.cli.terminal import say
from pix2pix.config import Reading


def quantize(
    checkpoint: Positional[Path],
    data: Positional[Path],
    sources: int = 300,
    reading: Reading = Reading(),
) -> None:
    """Write a checkpoint's network in 8-bit integers beside its weights, for fast drawing.

    It is compared with PyTorch on held-out pictures first, and kept only if the pictures stay
    the same. Where a checkpoint translates both ways, both of its networks are written so.

    Args:
        checkpoint: Folder of the checkpoint.
        data: The pictures it was trained on, or ones like them: a folder, or a zip or tar of one.
        sources: How many of them to try the network on, at most.
    """
    from pix2pix.engines.choose import require_openvino

    require_extra("quantize")
    require_openvino()
    from pix2pix.checkpoint.folder import directions, read_config
    from pix2pix.data.given import opened
    from pix2pix.engines.quantize import quantize as make
    from pix2pix.evaluation.evaluate import pictures_of

    with opened(data) as given:
        found = pictures_of(checkpoint, given.folder, read_config(checkpoint), told(reading))
        train, held_out, hand_drawn = found
        for folder in directions(checkpoint):
            likeness = make(folder, train, held_out, sources, hand_drawn=hand_drawn)
            say(f"{folder} now runs in int8: {likeness}.")
            train, held_out = train.reversed(), held_out.reversed()
