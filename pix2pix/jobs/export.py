"""What leaves a run as a zip: the checkpoint with its card, or pictures it has translated."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from pix2pix.checkpoint.files import FILES, MODEL
from pix2pix.data.outputs import find_inputs, output_places
from pix2pix.errors import CheckpointError, PictureError, Pix2PixError
from pix2pix.pixel_budget import opened
from pix2pix.translator import Translator

SHARED = tuple(name for row in FILES if row.published and row.bundled for name in row.names)


def checkpoint_zip(folder: Path) -> bytes:
    """The files of a checkpoint that others need, in a folder of its name.

    Raises:
        CheckpointError: It has no weights yet.
    """
    if not (folder / MODEL).is_file():
        raise CheckpointError(f"{folder.name} has not been saved yet. Wait for its first preview.")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in SHARED:
            if (folder / name).is_file():
                archive.write(folder / name, f"{folder.name}/{name}")
    return packed.getvalue()


def translated_zip(
    checkpoint: Path,
    pictures: Path,
    *,
    seed: int | None = None,
    progress: Callable[[float], object] = lambda share: None,
) -> tuple[bytes, list[str]]:
    """Translate all pictures below a folder; returns a zip of PNGs and why others were left out.

    Raises:
        CheckpointError: The checkpoint cannot be loaded.
        DataError: There is no picture.
        PictureError: Not one picture could be translated.
    """
    inputs = find_inputs([pictures])
    results = output_places(inputs, ".png")
    translator = Translator.load(checkpoint)
    left_out: list[str] = []
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for done, (place, file) in enumerate(results.items(), 1):
            name = file.relative_to(pictures).as_posix()
            try:
                with opened(file, name, visitor=str(pictures)) as picture:
                    encoded = BytesIO()
                    translator(picture, seed=seed).save(encoded, "PNG")
            except Pix2PixError as error:
                left_out.append(str(error))
                continue
            finally:
                progress(done / len(results))
            archive.writestr(place.as_posix(), encoded.getvalue())
    if len(left_out) == len(results):
        raise PictureError(f"No picture could be translated. {left_out[0]}")
    return packed.getvalue(), [*left_out, *inputs.unused]
