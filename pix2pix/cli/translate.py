"""``pix2pix translate``: pictures in, pictures out."""

from pathlib import Path

from tyro.conf import Positional

from pix2pix.cli.terminal import complain, say
from pix2pix.errors import PictureError


def translate(
    checkpoint: Positional[Path],
    pictures: Positional[list[Path]],
    out: Path,
    seed: int | None = None,
    native: bool = False,
) -> None:
    """Translate pictures with a checkpoint.

    Args:
        checkpoint: Folder of the checkpoint.
        pictures: Picture files, or folders of them.
        out: Folder for the results, one PNG for each picture.
        seed: Chooses the noise; without it, the mean of all noise.
        native: Let the model see each picture at its own size.
    """
    from pix2pix.data.walk import pictures_in
    from pix2pix.images import open_picture, save_picture
    from pix2pix.translator import Translator

    files = [file for path in pictures for file in (pictures_in(path) if path.is_dir() else [path])]
    if not files:
        raise PictureError(f"{pictures[0]} holds no pictures. Give PNG, JPEG or WebP files.")
    results = {out / f"{file.stem}.png": file for file in files}
    if len(results) < len(files):
        raise PictureError("Two pictures have the same name. Rename one, or translate one by one.")
    for result, file in results.items():
        if result.resolve() == file.resolve():
            raise PictureError(
                f"{file} would be replaced by its translation. Choose another --out."
            )
    translator = Translator.load(checkpoint)
    failed = 0
    for result, file in results.items():
        try:
            picture = translator(open_picture(file), seed=seed, native=native)
        except PictureError as error:
            complain(error)
            failed += 1
        else:
            save_picture(picture, result)
    say(f"{len(files) - failed} pictures in {out}")
    if failed:
        raise PictureError(f"{failed} of {len(files)} pictures could not be translated.")
