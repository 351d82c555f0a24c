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

    It is compared with PyTorch on held-out pairs first, and kept only if the pictures stay
    the same.

    Args:
        checkpoint: Folder of the checkpoint.
        data: The pairs it was trained on, or ones like them: a folder, or a zip or tar of one.
        sources: How many of them to try the network on, at most.
    """
    from pix2pix.engines.choose import require_openvino

    require_extra("quantize")
    require_openvino()
    from pix2pix.checkpoint.folder import read_config
    from pix2pix.data.given import opened
    from pix2pix.engines.quantize import quantize as make
    from pix2pix.evaluation.evaluate import pairs_of

    with opened(data) as given:
        found = pairs_of(checkpoint, given.folder, read_config(checkpoint), told(reading))
        train, held_out, hand_drawn = found
        figures = make(checkpoint, train, held_out, sources, hand_drawn=hand_drawn)
    say(
        f"{checkpoint} now runs in int8. On {figures.pairs} held-out pairs: SSIM to PyTorch's "
        f"pictures {figures.ssim:.4f}, L1 to the targets {figures.l1_int8:.4f} against "
        f"{figures.l1_torch:.4f}.",
    )
