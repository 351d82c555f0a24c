"""``pix2pix train``: teach a model on pairs of pictures, or on two folders without pairs."""

import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tyro.conf import Positional

from pix2pix.cli.terminal import Signals, say, show_training
from pix2pix.config import (
    BaseGeneratorConfig,
    DataConfig,
    DiscriminatorConfig,
    Domains,
    MethodSettings,
    Pix2PixSettings,
    Recipe,
    TrainConfig,
    UNetConfig,
    ValuesConfig,
)
from pix2pix.errors import ConfigError


@dataclass
class RunOptions:
    """Where a run comes from and goes to."""

    out: Path
    """Folder of the run; it becomes a checkpoint."""
    init: Path | None = None
    """Checkpoint to start from (fine-tuning), with its discriminator where it has one."""
    recipe: str | None = None
    """Begin with the settings of a page in docs/recipes, such as lines2color; flags change them."""
    resume: bool = False
    """Carry on with the run that stands in --out."""
    wait: bool = False
    """Wait in line until no other run that was started so uses the device."""
    palette: str | None = None
    """JSON file with the labels of a label map, [{"name": "door", "color": "#0055ff"}, ...]; or
    cityscapes or facades, for those of these data sets."""


def train(
    data: Positional[Path],
    run: RunOptions,
    training: TrainConfig = TrainConfig(),
    method: MethodSettings = Pix2PixSettings(),
    pairs: DataConfig = DataConfig(),
    values: ValuesConfig = ValuesConfig(),
    domains: Domains = Domains(),
    generator: BaseGeneratorConfig = UNetConfig(),
    discriminator: DiscriminatorConfig = DiscriminatorConfig(),
) -> None:
    """Train a model: pix2pix on pairs of pictures, CycleGAN on two folders that do not match.

    Args:
        data: Folder of pairs, side by side in one file or in folders A/ and B/, or of two domains;
            or a zip or tar of one.
    """
    from pix2pix.checkpoint.files import PAIRS, RECIPE
    from pix2pix.data.classes import Classes
    from pix2pix.distributed import is_main, process_group, under_torchrun
    from pix2pix.jobs.queue import wait_turn
    from pix2pix.training.session import open_run, run_training
    from pix2pix.training.unpacked import unpacked

    if run.recipe is not None and run.resume:
        raise ConfigError(
            f"--recipe {run.recipe} is for a run that begins, and {run.out} goes on with its own "
            "settings. Leave out --recipe."
        )
    if run.palette is not None:
        domains = domains.changed(labels=Classes.read(run.palette).labels)
    recipe = Recipe.make(
        generator=generator,
        domains=domains,
        discriminator=discriminator,
        method=method,
        data=pairs,
        values=values,
        train=training,
    )
    opened = open_run(run.out, recipe, init=run.init, resume=run.resume)
    signals = Signals()
    with process_group(), opened.lock.held():
        # The device is held until this process ends.
        turn = wait_turn(opened, signals.came) if run.wait else []
        if turn is None:
            say("Stopped while waiting in line.")
            return
        begun = run.out / RECIPE
        with (
            unpacked(data, run.out / PAIRS, again=run.resume, begun=begun) as given,
            closing(
                run_training(given.folder, opened, init=run.init, stop=signals.came)
            ) as reports,
        ):
            for reason in given.left_out:
                say(f"Left out: {reason}")
            show_training(reports, disable=not is_main())
    if signals.received is not None:
        say(f"Stopped and saved in {run.out}. Go on with --resume.")
        if not under_torchrun():  # it would take this for a crash
            sys.exit(128 + signals.received)
    else:
        say(f"Done: {run.out}")
