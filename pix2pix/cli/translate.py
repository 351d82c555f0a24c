"""``pix2pix translate``: pictures in, pictures out; or a video in, a video out."""

from pathlib import Path
from typing import Literal

from tyro.conf import FlagCreatePairsOff, Positional

from pix2pix.cli.terminal import complain, say
from pix2pix.config import ValuesConfig
from pix2pix.data.picture_formats import PictureFormat
from pix2pix.errors import ConfigError, PictureError
from pix2pix.plural import plural


def translate(
    checkpoint: Positional[Path],
    pictures: Positional[list[Path]],
    out: Path,
    seed: int | None = None,
    native: FlagCreatePairsOff[bool] = False,
    reverse: FlagCreatePairsOff[bool] = False,
    format: PictureFormat | None = None,
    bits: Literal[8, 16, 32] = 8,
    rate: float | None = None,
    values: ValuesConfig = ValuesConfig(),
) -> None:
    """Translate pictures with a checkpoint, or a video frame by frame.

    Args:
        checkpoint: Folder of the checkpoint.
        pictures: Picture files, or folders of them, however deep; or one video.
        out: Folder for the results, in the shape of the folders that are given; of a video, the
            file for the result: .mp4, .mkv (without loss) or .avi. Sound is left out.
        seed: Chooses the noise; without it, the mean of all noise.
        native: Let the model see each picture at its own size, large ones in overlapping tiles, as
            one that was trained on crops always does.
        reverse: Translate the other way, with a model that learnt both.
        format: Of the results: png, jpeg, webp or tiff; png by default, tiff for 32 bits.
        bits: 8 writes pictures; 16 writes PNGs or TIFFs of 16 bits, 32 floating-point TIFFs, both
            in the units of the targets that the model was trained on.
        rate: Of a video, in frames a second; by default as the file says.
        values: How the pictures are read; by default as the model was trained.
    """
    from pix2pix.checkpoint.folder import reverse_folder
    from pix2pix.cli.outputs import Writer, format_for
    from pix2pix.data.outputs import find_inputs, output_paths
    from pix2pix.data.picture_formats import SUFFIX
    from pix2pix.data.video import is_video
    from pix2pix.images import open_picture
    from pix2pix.translator import Translator

    folder = reverse_folder(checkpoint) if reverse else checkpoint
    if any(map(is_video, [*pictures, out])):
        from pix2pix.cli.translate_video import translate_video

        if len(pictures) > 1 or format or bits != 8:
            raise ConfigError(
                "A video is translated alone, into a video of 8 bits. Give one video and a name "
                "such as --out out.mp4, without --format and --bits."
            )
        translator = Translator.load(folder, values=values)
        translate_video(translator, pictures[0], out, seed=seed, native=native or None, rate=rate)
        return
    if rate is not None:
        raise ConfigError("--rate is that of a video. Leave it out for pictures.")
    inputs = find_inputs(pictures, out)
    chosen = format_for(bits, format)
    results = output_paths(inputs, out, SUFFIX[chosen])
    for sentence in inputs.unused:
        say(sentence)
    writer = Writer(Translator.load(folder, values=values), bits, chosen)
    failed = 0
    for result, file in results.items():
        try:
            picture = open_picture(file, str(file))
            writer.write(picture, result, name=str(file), seed=seed, native=native or None)
        except PictureError as error:
            complain(error)
            failed += 1
    say(f"{plural(len(results) - failed, 'picture')} in {out}")
    if failed:
        of = plural(len(results), "picture")
        raise PictureError(f"{failed} of {of} could not be translated; see above.")
