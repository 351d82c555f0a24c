"""``python -m pix2pix inspect``: is this data fit to train on?"""

import json
from pathlib import Path
from typing import Annotated

from tyro.conf import Positional, arg

from pix2pix.cli.terminal import console, progress_bar
from pix2pix.config import DataConfig, MethodName, Reading, TrainConfig, ValuesConfig
from pix2pix.errors import ConfigError, DataError


def inspect(
    data: Positional[Path],
    as_json: Annotated[bool, arg(name="json")] = False,
    palette: Path | None = None,
    held_out: float = DataConfig().held_out,
    seed: int = TrainConfig().seed,
    crop: str | None = None,
    method: MethodName | None = None,
    reading: Reading = Reading(),
    values: ValuesConfig = ValuesConfig(),
) -> None:
    """Look through pictures before training on them; exit code 2 where they will not do.

    Pairs, or two folders that do not match, which CycleGAN learns from.

    Args:
        data: A folder of pairs or of two domains, or a zip or tar of one.
        as_json: Print JSON instead of sentences.
        palette: Write the colours of label maps to this file, to be named for train --palette.
        held_out: Share of the pairs kept for validation, as for train.
        seed: Chooses them, as for train.
        crop: Size of the crops that will be learnt from, as for train: 256, or 256x512 for height x
            width.
        method: What is to learn from them, pix2pix or cyclegan, as for train; as fits them, if not
            given.
        values: How the halves are read, as for train; the source is the left or first one.
    """
    from pix2pix.data.given import opened
    from pix2pix.data.inspect import examine
    from pix2pix.files import replace_text

    if not 0 <= held_out < 1:
        raise ConfigError(f"held_out is {held_out}; it must be at least 0 and less than 1.")
    with opened(data) as given, progress_bar(disable=not console.is_terminal) as bar:
        task = bar.add_task("looking at every picture", total=1.0)
        diagnosis = examine(
            given.folder,
            reading=reading,
            held_out=held_out,
            seed=seed,
            crop=DataConfig.make(crop=crop).crop,
            method=method,
            progress=lambda share: bar.update(task, completed=share),
            values=values,
        )
    if as_json:
        if given.left_out:
            packed = {"not taken out of the archive": tuple(given.left_out)}
            diagnosis = diagnosis.changed(left_out={**diagnosis.left_out, **packed})
        report = diagnosis.model_dump(mode="json", exclude={"pairs", "domains", "duplicates"})
        print(json.dumps({**report, "ranges": diagnosis.ranges}, indent=2))
    else:
        lines = [f"Left out: {reason}" for reason in given.left_out]
        print("\n".join([*lines, *diagnosis.sentences()]))
    if palette is not None:
        labels = diagnosis.labels(0) or diagnosis.labels(1)
        if not labels:
            raise DataError(f"{data} holds no label maps: neither half is painted in few colours.")
        replace_text(palette, json.dumps([label.model_dump() for label in labels], indent=2) + "\n")
    reasons = [problem.sentence for problem in diagnosis.unusable]
    if diagnosis.verdict or reasons:
        raise DataError(f"{data}: {diagnosis.verdict or 'Mend or remove the files named above.'}")
