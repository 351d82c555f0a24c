"""``pix2pix translate``: pictures in, pictures out."""

from pathlib import Path
from typing import Literal

from tyro.conf import Positional

from pix2pix.cli.terminal import complain, say
from pix2pix.config import ValuesConfig
from pix2pix.errors import PictureError


def translate(
    checkpoint: Positional[Path],
    pictures: Positional[list[Path]],
    out: Path,
    seed: int | None = None,
    native: bool = False,
    bits: Literal[8, 16, 32] = 8,
    values: ValuesConfig = ValuesConfig(),
) -> None:
    """Translate pictures with a checkpoint.

    Args:
        checkpoint: Folder of the checkpoint.
        pictures: Picture files, or folders of them.
        out: Folder for the results, one file for each picture.
        seed: Chooses the noise; without it, the mean of all noise.
        native: Let the model see each picture at its own size.
        bits: 8 writes pictures; 16 writes PNGs of 16 bits, 32 floating-point TIFFs, both in the
            units of the targets that the model was trained on.
        values: How the pictures are read; by default as the model was trained.
    """
    from pix2pix.cli.outputs import Writer, suffix_of
    from pix2pix.data.pairs import pictures_in
    from pix2pix.images import open_picture
    from pix2pix.translator import Translator

    files = [file for path in pictures for file in (pictures_in(path) if path.is_dir() else [path])]
    if not files:
        raise PictureError(f"{pictures[0]} holds no pictures. Give PNG, JPEG or WebP files.")
    results = {out / f"{file.stem}{suffix_of(bits)}": file for file in files}
    if len(results) < len(files):
        raise PictureError("Two pictures have the same name. Rename one, or translate one by one.")
    for result, file in results.items():
        if result.resolve() == file.resolve():
            raise PictureError(
                f"{file} would be replaced by its translation. Choose another --out."
            )
    writer = Writer(Translator.load(checkpoint, values=values), bits)
    failed = 0
    for result, file in results.items():
        try:
            picture = open_picture(file, str(file))
            writer.write(picture, result, name=str(file), seed=seed, native=native)
        except PictureError as error:
            complain(error)
            failed += 1
    say(f"{len(files) - failed} pictures in {out}")
    if failed:
        raise PictureError(f"{failed} of {len(files)} pictures could not be translated.")
