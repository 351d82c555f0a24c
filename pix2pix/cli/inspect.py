"""``python -m pix2pix inspect``: is this data fit to train on?"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from tyro.conf import Positional, arg

from pix2pix.errors import DataError


def inspect(
    data: Positional[Path],
    as_json: Annotated[bool, arg(name="json")] = False,
    palette: Path | None = None,
) -> None:
    """Look through pairs before training on them; exit code 2 where they will not do.

    Args:
        data: A folder or a zip of pairs.
        as_json: Print JSON instead of sentences.
        palette: Write the colours of label maps to this file, to be named for train --palette.
    """
    from pix2pix.data.archive import unpack
    from pix2pix.data.inspect import examine
    from pix2pix.data.palette import named
    from pix2pix.files import replace_text

    with TemporaryDirectory(prefix="pix2pix-") as room:
        folder, left_out = data, []
        if not data.is_dir():
            folder = Path(room) / data.stem
            left_out = unpack(data, folder).left_out
        diagnosis = examine(folder)
    if as_json:
        print(diagnosis.to_json(), end="")
    else:
        lines = [f"Left out: {reason}" for reason in left_out]
        print("\n".join([*lines, *diagnosis.sentences()]))
    if palette is not None:
        labels = named(diagnosis.colors[0] or diagnosis.colors[1])
        if not labels:
            raise DataError(f"{data} holds no label maps: neither half is painted in few colours.")
        replace_text(palette, json.dumps([label.model_dump() for label in labels], indent=2) + "\n")
    reasons = [problem.sentence for problem in diagnosis.unusable]
    if diagnosis.verdict or reasons:
        raise DataError(f"{data}: {diagnosis.verdict or 'Mend or remove the files named above.'}")
