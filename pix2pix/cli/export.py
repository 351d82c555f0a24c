"""``python -m pix2pix export``: a trained model for browsers and other programs, as ONNX."""

from pathlib import Path
from typing import Literal

from tyro.conf import FlagCreatePairsOff, Positional

from pix2pix.cli.extras import require_extra
from pix2pix.cli.flags import told
from pix2pix.cli.terminal import say
from pix2pix.config import Reading


def export(
    checkpoint: Positional[Path],
    data: Positional[Path | None] = None,
    out: Path = Path("model.onnx"),
    precision: Literal["fp32", "fp16", "int8"] = "fp32",
    network: Literal["generator", "discriminator"] = "generator",
    reverse: FlagCreatePairsOff[bool] = False,
    reading: Reading = Reading(),
) -> None:
    """Write a checkpoint's network as ONNX, for programs that know nothing of pix2pix.

    It is compared with PyTorch first, and written only if its pictures or scores stay the same.

    Args:
        checkpoint: Folder of the checkpoint.
        data: The pictures it was trained on, or ones like them, to compare on those that are held
            out: a folder, or a zip or tar of one. Without any, made-up inputs are compared.
        out: The file.
        precision: Of the stored weights: fp16 and int8 make the file two and four times smaller.
            Arithmetic stays in 32 bits.
        network: The one that makes pictures, or the one that scores their patches.
        reverse: The network of the other direction, of a model that learnt both.
    """
    require_extra("export")
    from pix2pix.checkpoint.folder import read_config, reverse_folder

    config = read_config(checkpoint)
    folder = reverse_folder(checkpoint) if reverse else checkpoint
    # Imported when the checkpoint is known to be one: ONNX takes seconds.
    from pix2pix.data.given import opened
    from pix2pix.engines.onnx import export as generator
    from pix2pix.engines.onnx_discriminator import export_discriminator as discriminator
    from pix2pix.evaluation.evaluate import pictures_of

    write = generator if network == "generator" else discriminator
    if data is None:
        write(folder, out, precision)
        compared = "It was compared on made-up inputs alone; name its pictures to compare on those"
    else:
        with opened(data) as given:
            found = pictures_of(checkpoint, given.folder, config, told(reading))
            held_out = found[1].reversed() if reverse else found[1]
            compared = f"Compared, {write(folder, out, precision, held_out)}"
    say(f"{out}, {out.stat().st_size / 1e6:.1f} MB. {compared}.")
