"""A training session: from a folder of pairs to a run that logs, previews and validates itself.

The loop in ``trainer.py`` knows networks and losses; this is everything around it.
"""

import logging
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import nn

from pix2pix import networks
from pix2pix.checkpoint import RECIPE, load_discriminator, load_generator
from pix2pix.config import Config, DiscriminatorConfig, GeneratorConfig, Recipe, TrainConfig
from pix2pix.data import transform
from pix2pix.data.batches import Batches
from pix2pix.data.paired import PairedPictures
from pix2pix.device import autocast_type, choose_device, describe
from pix2pix.distributed import agree, rank, world
from pix2pix.errors import ConfigError, Pix2PixError, RunError
from pix2pix.evaluation import contact_sheet, evaluate, spread
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import build_discriminator, build_generator
from pix2pix.noise import mean_colour
from pix2pix.run import Report, Run, State, Status, read_log
from pix2pix.trainer import total_steps, train
from pix2pix.translator import Translator

logger = logging.getLogger(__name__)

TINTS = 24  # colours that takes are drawn from
OWN = ("source", "target", "labels", "first_take")  # what fine-tuning may change of a network
PREVIEWED = 4  # held-out pairs in a preview
VALIDATED = 100  # held-out pairs in a round of validation


def open_run(folder: Path, recipe: Recipe, *, init: Path | None, resume: bool) -> Run:
    """Decide what the run in ``folder`` is: a new one, or the one that stands there.

    A resumed run takes the training settings of ``recipe``; the others must be its own. A run
    that starts from ``init`` has the networks that stand there, where ``recipe`` asks for no
    other ones.

    Raises:
        RunError: There is a run already, or none to resume.
        ConfigError: The network or data asked for are not those that stand there.
    """
    if resume:
        if not (folder / RECIPE).is_file():
            raise RunError(f"{folder} holds no run to resume. Leave out --resume to start one.")
        kept = Recipe.read(folder / RECIPE)
        for part in ("generator", "discriminator", "data"):
            _require_kept(getattr(kept, part), getattr(recipe, part), folder)
        return Run(folder, kept.model_copy(update={"train": recipe.train}))
    if (folder / RECIPE).exists() or (folder / "config.json").exists():
        raise RunError(
            f"{folder} holds a checkpoint already. Add --resume, or choose another --out."
        )
    if init is not None:
        _, config = load_generator(init)
        asked = recipe.generator.model_dump(exclude_defaults=True)
        own: dict[str, Any] = {key: asked.pop(key) for key in OWN if key in asked}
        _require_kept(config, GeneratorConfig.make(**{**config.model_dump(), **asked}), init)
        beside = load_discriminator(init)
        judge = recipe.discriminator
        if beside is not None and judge == DiscriminatorConfig():
            judge = beside[1]
        recipe = Recipe.make(
            # Other pictures have other colours: their hints are drawn anew.
            generator=GeneratorConfig(
                **{**config.model_dump(), "first_take": None, **own, "tints": ()}
            ),
            discriminator=judge,
            data=recipe.data,
            train=recipe.train,
        )
    return Run(folder, recipe)


def _require_kept(kept: Config, asked: Config, folder: Path) -> None:
    """Raise ``ConfigError`` if settings that belong to a checkpoint were asked for differently."""
    for name in type(kept).model_fields:
        if name != "memory_mb" and getattr(asked, name) != getattr(kept, name):
            raise ConfigError(
                f"{name} is {getattr(kept, name)} in {folder}, but {getattr(asked, name)} was "
                "asked for. It belongs to the run: leave the setting out, or start a new run."
            )


def run_training(
    data: Path, run: Run, *, init: Path | None = None, stop: Callable[[], bool] = lambda: False
) -> Generator[Report, None, None]:
    """Train ``run`` on ``data`` until it is done or ``stop`` says so, and yield every report.

    The folder's ``status.json`` follows: starting, running, then finished, stopped or failed.
    """
    config = run.recipe.train
    torch.manual_seed(config.seed)
    device = choose_device(config.device)
    status = Status.of_this_process(State.STARTING, device=describe(device))
    chief = rank() == 0
    report: Report | None = None

    steps = 0

    def tell(state: State, error: str = "") -> None:
        if chief:
            step = report.step if report else steps if state is State.FINISHED else 0
            run.set_status(status.with_progress(state, step, steps, error))

    tell(State.STARTING)
    try:
        pictures, held_out = _pictures(data, run)
        if chief:
            run.begin()
        method = make_method(run.recipe, init, device, resuming=run.has_state)
        batches = batches_of(pictures, config, device)
        steps = total_steps(config, batches)
        stopped = False
        with closing(train(method, batches, config, run, device=device)) as reports:
            for report in reports:
                if report.losses and chief:
                    run.log(
                        {
                            "step": report.step,
                            "epoch": report.epoch,
                            "pace": report.pace,
                            **report.losses,
                        }
                    )
                    tell(State.RUNNING)
                if report.saved and chief:
                    _preview(run, held_out, report.step)
                    _validate(run, held_out, report)
                yield report
                if agree(stop() or run.stop_requested()):
                    stopped = report.step < report.steps
                    break
        if stopped and report and not report.saved and chief:
            # Leaving the loop has saved. Measuring now would shift it in the resumed run.
            _preview(run, held_out, report.step)
        tell(State.STOPPED if stopped else State.FINISHED)
    except GeneratorExit:
        tell(State.STOPPED)
        raise
    except Pix2PixError as error:
        tell(State.FAILED, str(error))
        raise
    except BaseException as error:
        tell(State.FAILED, f"{type(error).__name__}: {error}")
        raise


def _pictures(data: Path, run: Run) -> tuple[PairedPictures, PairedPictures]:
    """The pairs; for a new run with tints, also the colours that its takes will have."""
    recipe = run.recipe
    pictures, held_out = PairedPictures.find(data, recipe.generator, recipe.data, recipe.train.seed)
    if recipe.generator.tint and not recipe.generator.tints and len(pictures):
        generator = recipe.generator.model_copy(update={"tints": typical_colours(pictures)})
        run.recipe = recipe.model_copy(update={"generator": generator})
    logger.info("%d pairs to train on, %d held out", len(pictures), len(held_out))
    return pictures, held_out


def batches_of(pictures: PairedPictures, config: TrainConfig, device: torch.device) -> Batches:
    """What this process trains on, step by step."""
    return Batches(
        pictures,
        config.batch_size,
        config.seed,
        rank=rank(),
        world=world(),
        workers=config.workers or (8 if device.type == "cuda" else 1),
    )


def make_method(
    recipe: Recipe, init: Path | None, device: torch.device, *, resuming: bool
) -> Pix2Pix:
    """Networks and optimizers of a run, on their device; a new one may begin with ``init``'s."""
    generator: networks.Generator = build_generator(recipe.generator)
    discriminator: nn.Module = build_discriminator(recipe.discriminator, recipe.generator)
    if init is not None and not resuming:
        generator, _ = load_generator(init)
        beside = load_discriminator(init)
        if beside is not None and beside[1] == recipe.discriminator:
            discriminator = beside[0]
    generator.train().to(device)
    discriminator.train().to(device)
    if recipe.train.compile:
        generator.compile()
        discriminator.compile()
    arithmetic = autocast_type(recipe.train.precision, device)
    return Pix2Pix(
        generator, discriminator, recipe.train, recipe.discriminator, autocast=arithmetic
    )


def _preview(run: Run, held_out: PairedPictures, step: int) -> None:
    """Draw some held-out pairs with the weights just saved."""
    translator = Translator.load(run.folder)
    rows = []
    for index in spread(len(held_out), PREVIEWED):
        source, target = (transform.to_picture(half) for half in held_out.plain(index))
        rows.append([source, translator(source), target])
    if rows:
        run.save_preview(contact_sheet(rows), step)


def _validate(run: Run, held_out: PairedPictures, report: Report) -> None:
    """Measure the weights just saved, where it is time to."""
    validated = max((e["epoch"] for e in read_log(run.folder) if "validation" in e), default=0)
    due = report.epoch - validated >= run.recipe.train.validate_every
    if len(held_out) and (due or report.step == report.steps):
        figures = evaluate(Translator.load(run.folder), held_out, limit=VALIDATED)
        run.log({"step": report.step, "epoch": report.epoch, "validation": figures})


def typical_colours(pictures: PairedPictures, most: int = 500) -> tuple[str, ...]:
    """Colours around which the mean colours of the targets gather, as #rrggbb.

    k-means through OpenCV, in the order in which takes go through them: each one as far as
    possible from those before it.
    """
    chosen = spread(len(pictures), most)
    targets = [pictures.plain(index)[1].float().div(127.5).sub(1) for index in chosen]
    colours = torch.cat([mean_colour(target[None]) for target in targets]).numpy()
    count = min(TINTS, len(np.unique(colours, axis=0)))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 50, 1e-4)
    cv2.setRNGSeed(0)
    groups = np.zeros((len(colours), 1), np.int32)  # filled in
    _, _, centres = cv2.kmeans(colours, count, groups, criteria, 3, cv2.KMEANS_PP_CENTERS)
    tones = centres - centres.mean(axis=1, keepdims=True) / 2  # hue before lightness
    order = [int(np.ptp(centres, axis=1).argmax())]  # the most colourful one first
    while len(order) < count:
        distance = np.linalg.norm(tones[:, None] - tones[order][None], axis=2).min(axis=1)
        order.append(int(distance.argmax()))
    shades = ((centres[order] + 1) * 127.5).round().clip(0, 255).astype(int)
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in shades)
