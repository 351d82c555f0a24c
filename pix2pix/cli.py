"""The command line: ``python -m pix2pix train | translate | evaluate | edges``.

With ``terminal.py`` the only module that prints. Exit code 0: done; 2: something was wrong with
what was given, and one sentence on standard error says what; 143 and 130: stopped by a signal,
after a save.
"""

import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import tyro
from tyro.conf import DisallowNone, OmitArgPrefixes, Positional

from pix2pix.commands.apps import canvas, trainer
from pix2pix.commands.bench import bench
from pix2pix.commands.evaluate import evaluate
from pix2pix.commands.hub import convert, pull, push, space
from pix2pix.commands.inspect import inspect
from pix2pix.commands.quantize import quantize
from pix2pix.config import (
    BaseGeneratorConfig,
    DataConfig,
    DiscriminatorConfig,
    Domains,
    Label,
    Pix2PixSettings,
    Recipe,
    TrainConfig,
    UNetConfig,
)
from pix2pix.errors import ConfigError, DataError, PictureError, Pix2PixError, complaint
from pix2pix.flags import kept_recipe, registry
from pix2pix.terminal import Signals, console, progress_bar, say


@dataclass
class Place:
    """Where a run comes from and goes to."""

    out: Path
    """Folder of the run; it becomes a checkpoint."""
    init: Path | None = None
    """Checkpoint to start from (fine-tuning), with its discriminator where it has one."""
    resume: bool = False
    """Carry on with the run that stands in --out."""
    wait: bool = False
    """Wait in line until no other run that was started so uses the device."""
    palette: Path | None = None
    """JSON file with the labels of a label map: [{"name": "door", "color": "#0055ff"}, ...]."""


def train(
    data: Positional[Path],
    run: Place,
    training: TrainConfig = TrainConfig(),
    method: Pix2PixSettings = Pix2PixSettings(),
    pairs: DataConfig = DataConfig(),
    domains: Domains = Domains(),
    generator: BaseGeneratorConfig = UNetConfig(),
    discriminator: DiscriminatorConfig = DiscriminatorConfig(),
) -> None:
    """Train a model on pairs of pictures.

    Args:
        data: Folder of pairs: side by side in one file, or folders A/ and B/.
    """
    from pix2pix.distributed import is_main, process_group, under_torchrun
    from pix2pix.line import wait_turn
    from pix2pix.session import open_run, run_training

    if run.palette is not None:
        domains = domains.changed(labels=_read_labels(run.palette))
    recipe = Recipe.make(
        generator=generator,
        domains=domains,
        discriminator=discriminator,
        method=method,
        data=pairs,
        train=training,
    )
    opened = open_run(run.out, recipe, init=run.init, resume=run.resume)
    signals = Signals()
    with process_group():
        # A turn is kept until this process ends.
        turn = wait_turn(opened, signals.came) if run.wait else []
        if turn is None:
            console.print("Stopped while waiting in line.")
            return
        with (
            closing(run_training(data, opened, init=run.init, stop=signals.came)) as reports,
            progress_bar(disable=not is_main()) as progress,
        ):
            task = progress.add_task("starting", total=None)
            for report in reports:
                progress.update(task, completed=report.step, total=report.steps)
                if report.losses:
                    losses = "  ".join(f"{key} {loss:.3f}" for key, loss in report.losses.items())
                    progress.update(task, description=f"epoch {report.epoch:.1f}  {losses}")
    if signals.received is not None:
        console.print(f"Stopped and saved in {run.out}. Go on with --resume.")
        if not under_torchrun():  # it would take this for a crash
            sys.exit(128 + signals.received)
    else:
        console.print(f"Done: {run.out}")


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
    from pix2pix.data.pairs import pictures_in
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
            say(error)
            failed += 1
        else:
            save_picture(picture, result)
    console.print(f"{len(files) - failed} pictures in {out}", highlight=False)
    if failed:
        raise PictureError(f"{failed} of {len(files)} pictures could not be translated.")


def edges(
    photos: Positional[Path],
    out: Path,
    task: Literal["edges", "color", "missing"] = "edges",
    size: int = 256,
    threshold: float = 0.5,
    thickness: int = 1,
) -> None:
    """Make pairs from a folder of photos: edges, grey pictures or pictures with holes as sources.

    Args:
        photos: Folder of photos.
        out: Folder for the pairs, side by side, source on the left.
        task: What the source is: edges, color (grey to color) or missing (holes to whole).
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
            console.print(f"Left out: {result}", highlight=False, soft_wrap=True)
        else:
            made += 1
    if not made:
        raise DataError(f"No photo in {photos} could be read. Nothing was written.")
    console.print(f"{made} pairs in {out}", highlight=False)


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
        "inspect": inspect,
        "quantize": quantize,
        "bench": bench,
        "canvas": canvas,
        "trainer": trainer,
        "convert": convert,
        "pull": pull,
        "push": push,
        "space": space,
    }
    try:
        tyro.extras.subcommand_cli_from_dict(
            commands,
            prog="python -m pix2pix",
            description="Pictures into pictures: train a model, use it, measure it. "
            "Each command has a --help of its own.",
            config=(OmitArgPrefixes, DisallowNone),
            registry=registry(kept_recipe(sys.argv[1:])),
        )
    except Pix2PixError as error:
        say(error)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
