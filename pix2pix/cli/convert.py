"""``pix2pix convert``: weights of another program become a checkpoint."""

from pathlib import Path

from tyro.conf import Positional

from pix2pix.cli.terminal import say
from pix2pix.config import ConvertConfig


def convert(
    file: Positional[Path], out: Path, settings: ConvertConfig, reverse: Path | None = None
) -> None:
    """Turn weights of another pix2pix or CycleGAN program into a checkpoint.

    Args:
        file: latest_net_G.pth or latest_net_G_A.pth of pytorch-CycleGAN-and-pix2pix, or HugGAN's
            pytorch_model.bin; or a training state with such a network inside; or a folder with
            latest_net_G_A.pth and latest_net_G_B.pth, which become the two directions of one.
        out: Folder for the checkpoint.
        reverse: The generator of the other direction, e.g. latest_net_G_B.pth.
    """
    from pix2pix.checkpoint.convert import convert as make
    from pix2pix.checkpoint.convert import convert_folder
    from pix2pix.checkpoint.files import REVERSE
    from pix2pix.checkpoint.folder import generator_folder

    if file.is_dir() and reverse is None:
        made = convert_folder(file, out, settings)
    else:
        made = make(file, out, settings, reverse=reverse)
    for each, folder in ((made, out), (made.reverse, generator_folder(out, REVERSE))):
        if each is None:
            continue
        config = each.model.generator
        taken = f", taken from {each.place}; what lies beside it stays behind" if each.place else ""
        say(
            f"{folder}: {config.summary}, {config.in_channels} to {config.out_channels} channels "
            f"(a generator of {each.family}{taken})"
        )
