"""``pix2pix translate``: pictures in, pictures out."""

from pathlib import Path

from tyro.conf import Positional

from pix2pix.cli.terminal import complain, say
from pix2pix.data.picture_formats import PictureFormat
from pix2pix.errors import PictureError
from pix2pix.plural import plural


def translate(
    checkpoint: Positional[Path],
    pictures: Positional[list[Path]],
    out: Path,
    seed: int | None = None,
    native: bool = False,
    format: PictureFormat = "png",
) -> None:
    """Translate pictures with a checkpoint.

    Args:
        checkpoint: Folder of the checkpoint.
        pictures: Picture files, or folders of them, however deep.
        out: Folder for the results, in the shape of the folders that are given.
        seed: Chooses the noise; without it, the mean of all noise.
        native: Let the model see each picture at its own size.
        format: Of the results.
    """
    from pix2pix.data.outputs import find_inputs, output_paths
    from pix2pix.data.picture_formats import SUFFIX, save_as
    from pix2pix.images import open_picture
    from pix2pix.translator import Translator

    inputs = find_inputs(pictures, out)
    results = output_paths(inputs, out, SUFFIX[format])
    for sentence in inputs.unused:
        say(sentence)
    translator = Translator.load(checkpoint)
    failed = 0
    for result, file in results.items():
        try:
            picture = translator(open_picture(file), seed=seed, native=native)
        except PictureError as error:
            complain(error)
            failed += 1
        else:
            save_as(picture, result, format)
    say(f"{plural(len(results) - failed, 'picture')} in {out}")
    if failed:
        of = plural(len(results), "picture")
        raise PictureError(f"{failed} of {of} could not be translated; see above.")
