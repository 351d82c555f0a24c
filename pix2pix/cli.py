"""The command line: ``python -m pix2pix train | translate | evaluate | edges``.

The only module that prints. Exit code 0: done; 2: something was wrong with what was given, and
one sentence on standard error says what; 143 and 130: stopped by a signal, after a save.
"""

import json
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Annotated, Literal

import tyro
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from tyro.conf import OmitArgPrefixes, Positional, arg

from pix2pix.config import (
    DataConfig,
    DiscriminatorConfig,
    GeneratorConfig,
    Label,
    Recipe,
    TrainConfig,
    complaint,
)
from pix2pix.errors import ConfigError, Pix2PixError

console = Console(stderr=True)


@dataclass
class Place:
    """Where a run comes from and goes to."""

    out: Path
    """Folder of the run; it becomes a checkpoint."""
    init: Path | None = None
    """Checkpoint to start from (fine-tuning), with its discriminator where it has one."""
    resume: bool = False
    """Carry on with the run that stands in --out."""
    palette: Path | None = None
    """JSON file with the labels of a label map: [{"name": "door", "colour": "#0055ff"}, ...]."""


def train(
    data: Positional[Path],
    place: Place,
    generator: GeneratorConfig = GeneratorConfig(),
    discriminator: DiscriminatorConfig = DiscriminatorConfig(),
    pairs: DataConfig = DataConfig(),
    training: TrainConfig = TrainConfig(),
) -> None:
    """Train a model on pairs of pictures.

    Args:
        data: Folder of pairs: side by side in one file, or folders A/ and B/.
    """
    from pix2pix.distributed import rank, together
    from pix2pix.session import open_run, run_training

    if place.palette is not None:
        generator = generator.model_copy(update={"labels": _read_labels(place.palette)})
    recipe = Recipe(generator=generator, discriminator=discriminator, data=pairs, train=training)
    run = open_run(place.out, recipe, init=place.init, resume=place.resume)
    signals = Signals()
    with (
        together(),
        closing(run_training(data, run, init=place.init, stop=signals.came)) as reports,
        _progress(disable=rank() != 0) as progress,
    ):
        task = progress.add_task("starting", total=None)
        for report in reports:
            progress.update(task, completed=report.step, total=report.steps)
            if report.losses:
                losses = "  ".join(f"{name} {value:.3f}" for name, value in report.losses.items())
                progress.update(task, description=f"epoch {report.epoch:.1f}  {losses}")
    if signals.received is not None:
        console.print(f"Stopped and saved in {place.out}. Go on with --resume.")
        sys.exit(128 + signals.received)
    console.print(f"Done: {place.out}")


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
        seed: Chooses the noise; without it, the quietest picture.
        native: Let the model see each picture at its own size.
    """
    from pix2pix.data.layout import pictures_in
    from pix2pix.images import open_picture, save_picture
    from pix2pix.translator import Translator

    translator = Translator.load(checkpoint)
    files = [file for path in pictures for file in (pictures_in(path) if path.is_dir() else [path])]
    failed = 0
    for file in files:
        try:
            result = translator(open_picture(file), seed=seed, native=native)
        except Pix2PixError as error:
            console.print(str(error), style="red", highlight=False)
            failed += 1
            continue
        save_picture(result, out / f"{file.stem}.png")
    console.print(f"{len(files) - failed} pictures in {out}")
    if failed or not files:
        raise Pix2PixError(f"{failed} of {len(files)} pictures could not be translated.")


def evaluate(
    checkpoint: Positional[Path],
    data: Positional[Path],
    hand_drawn: bool = False,
    as_json: Annotated[bool, arg(name="json")] = False,
) -> None:
    """Measure a checkpoint on held-out pairs.

    Args:
        checkpoint: Folder of the checkpoint.
        data: Folder of pairs; its val/ is used, or the share that was held out.
        hand_drawn: Redraw the sources as a hand would, with a fixed seed.
        as_json: Print JSON instead of a table.
    """
    from pix2pix.evaluation import evaluate as measure
    from pix2pix.evaluation import held_out
    from pix2pix.translator import Translator

    translator = Translator.load(checkpoint)
    figures = measure(translator, held_out(checkpoint, data, translator), hand_drawn=hand_drawn)
    if as_json:
        print(json.dumps(figures))
        return
    table = Table("figure", "value")
    for name, value in figures.items():
        values = value if isinstance(value, tuple) else (value,)
        table.add_row(
            name, " ".join(f"{v:.4f}" if isinstance(v, float) else str(v) for v in values)
        )
    Console().print(table)


def edges(
    photos: Positional[Path],
    out: Path,
    task: Literal["edges", "colour", "missing"] = "edges",
    size: int = 256,
    threshold: float = 0.5,
    thickness: int = 1,
) -> None:
    """Make pairs from a folder of photos: edges, grey pictures or pictures with holes as sources.

    Args:
        photos: Folder of photos.
        out: Folder for the pairs, side by side, source on the left.
        task: What the source is: edges, colour (grey to colour) or missing (holes to whole).
        size: Side of each half, in px.
        threshold: For edges: from 0, every faint line, to 1, only the strongest.
        thickness: For edges: of the lines, in px.
    """
    from pix2pix.data.make_pairs import make_pairs

    made = 0
    for result in make_pairs(
        photos, out, task, size=size, threshold=threshold, thickness=thickness
    ):
        if isinstance(result, Pix2PixError):
            console.print(f"Left out: {result}", highlight=False)
        else:
            made += 1
    console.print(f"{made} pairs in {out}")


@dataclass
class Signals:
    """Remembers a Ctrl-C or SIGTERM instead of dying of it, so that the run can be saved."""

    received: int | None = None

    def __post_init__(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._remember)

    def _remember(self, number: int, _: FrameType | None) -> None:
        if self.received is not None:  # asked twice: do not wait
            sys.exit(128 + number)
        self.received = number

    def came(self) -> bool:
        return self.received is not None


def _progress(*, disable: bool) -> Progress:
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    return Progress(*columns, console=console, disable=disable)


def _read_labels(path: Path) -> tuple[Label, ...]:
    try:
        return tuple(Label(**entry) for entry in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(f"{path} holds no palette: {complaint(error)}") from error


def main() -> None:
    """Run a command; errors raised on purpose become one sentence and exit code 2."""
    commands: dict[str, Callable[..., None]] = {
        "train": train,
        "translate": translate,
        "evaluate": evaluate,
        "edges": edges,
    }
    try:
        tyro.extras.subcommand_cli_from_dict(
            commands, prog="pix2pix", description=__doc__, config=(OmitArgPrefixes,)
        )
    except Pix2PixError as error:
        console.print(f"pix2pix: {error}", style="red", highlight=False, soft_wrap=True)
        sys.exit(2)
