"""``pix2pix convert``: weights of another program become a checkpoint."""

from pathlib import Path

from tyro.conf import Positional

from pix2pix.cli.terminal import say
from pix2pix.config import ConvertConfig


def convert(file: Positional[Path], out: Path, settings: ConvertConfig) -> None:
    """Turn weights of another pix2pix program into a checkpoint.

    Args:
        file: latest_net_G.pth of pytorch-CycleGAN-and-pix2pix, or HugGAN's pytorch_model.bin; or
            a training state with such a network inside.
        out: Folder for the checkpoint.
    """
    from pix2pix.checkpoint.convert import convert as make

    made = make(file, out, settings)
    config = made.model.generator
    taken = f", taken from {made.place}; what lies beside it stays behind" if made.place else ""
    say(
        f"{out}: {config.summary}, {config.in_channels} to {config.out_channels} channels "
        f"(a generator of {made.family}{taken})"
    )
