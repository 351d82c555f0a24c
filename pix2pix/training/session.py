"""A training session: from a folder of pairs to a run that logs, previews and validates itself.

The loop knows networks and losses; this is everything around it.
"""

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

import torch

from pix2pix.checkpoint.files import RECIPE
from pix2pix.checkpoint.folder import starting_recipe
from pix2pix.checkpoint.run import Report, Run
from pix2pix.config import Config, Recipe, TrainConfig, UNetConfig
from pix2pix.data.batches import Batches
from pix2pix.data.colors import typical_colors
from pix2pix.data.find_pictures import find_pictures
from pix2pix.data.input_kind import input_kind_of
from pix2pix.data.palette import class_labels, classes_in
from pix2pix.data.pictures import Pictures, spread
from pix2pix.data.unpaired import UnpairedPictures
from pix2pix.data.workers import choose_workers
from pix2pix.device import choose_device
from pix2pix.distributed import any_process, is_main, rank, world
from pix2pix.errors import ConfigError, RunError
from pix2pix.methods.protocol import Method
from pix2pix.training.build import build_method
from pix2pix.training.known_pairs import remember_pairs
from pix2pix.training.loop import total_steps, train
from pix2pix.training.progress import load_translators, save_preview, validate
from pix2pix.training.status import following

SOURCES_LOOKED_AT, TARGETS_LOOKED_AT = 30, 500  # for how one draws them; for typical colors

Build = Callable[[Recipe, Path | None, torch.device], Method]  # recipe, checkpoint to start from


def open_run(folder: Path, recipe: Recipe, *, init: Path | None, resume: bool) -> Run:
    """Decide what the run in ``folder`` is: a new one, or the one that stands there.

    A resumed run takes the training settings and loss weights of ``recipe``; the others must be
    its own, and so must be the network of a run that starts from ``init``, on pictures of any size.

    Raises:
        RunError: There is a run already, or none to resume.
        ConfigError: The network or data asked for are not those that stand there.
    """
    if resume:
        if not (folder / RECIPE).is_file():
            raise RunError(f"{folder} holds no run to resume. Leave out --resume to start one.")
        kept = Recipe.read(folder / RECIPE)
        for part in ("generator", "domains", "discriminator", "data", "values"):
            _require_kept(getattr(kept, part), getattr(recipe, part), folder)
        return Run(folder, kept.changed(train=recipe.train, method=recipe.method))
    if (folder / RECIPE).exists() or (folder / "config.json").exists():
        raise RunError(
            f"{folder} holds a checkpoint already. Add --resume, or choose another --out."
        )
    if init is not None:
        from pix2pix.training.origin import origins_from  # brings the Hub's client along

        start = starting_recipe(init).generator
        resized = start.model_copy(update={"size": recipe.generator.size})
        _require_kept(resized, recipe.generator, init)
        recipe = recipe.changed(origins=origins_from(init))
    return Run(folder, recipe)


def _require_kept(kept: Config, asked: Config, folder: Path) -> None:
    """Raise ``ConfigError`` if settings that belong to a checkpoint were asked for differently.

    ``None`` asks for nothing: for what the run finds in its data, or leaves open.
    """
    for name in type(kept).model_fields:
        wanted = getattr(asked, name, None)
        if name in ("memory_mb", "hint_colors") or wanted is None:
            continue
        if wanted != getattr(kept, name):
            raise ConfigError(
                f"{name} is {getattr(kept, name)} in {folder}, but {wanted} was asked for. It "
                "belongs to the run: leave the setting out, or start a new run."
            )


def run_training(
    data: Path,
    run: Run,
    *,
    init: Path | None = None,
    stop: Callable[[], bool] = lambda: False,
    build: Build | None = None,
) -> Generator[Report, None, None]:
    """Train ``run`` on ``data`` until it is done or ``stop`` says so, and yield every report.

    The folder's ``status.json`` follows: starting, running, then finished, stopped or failed.

    Args:
        build: Makes the method; by default the one that the recipe names.

    Raises:
        RunError: Another process trains in the folder; nothing is touched.
    """
    with run.lock.held():
        yield from _train(data, run, init, stop, build or build_method)


def _train(
    data: Path, run: Run, init: Path | None, stop: Callable[[], bool], build: Build
) -> Generator[Report, None, None]:
    config = run.recipe.train
    torch.manual_seed(config.seed)
    device = choose_device(config.device)
    with following(run, device) as status:
        pictures, held_out = _pictures(data, run)
        if is_main():
            run.begin()
            remember_pairs(run, pictures, held_out)
        method = build(run.recipe, None if run.has_state else init, device)
        batches = batches_of(pictures, config, device)
        status.steps = total_steps(config, batches)
        report: Report | None = None
        with closing(train(method, batches, config, run, device=device)) as reports:
            for report in reports:
                if report.losses and is_main():
                    run.log_report(report)
                status.follow(report)
                if report.saved and is_main():
                    translators = load_translators(run, method)
                    save_preview(run, held_out, report.step, translators)
                    validate(run, held_out, report, translators)
                yield report
                if any_process(stop() or run.stop_requested()):
                    status.stopped = report.step < report.steps
                    break
        if status.stopped and report and not report.saved and is_main():
            # Leaving the loop has saved. Measuring now would shift it in the resumed run.
            save_preview(run, held_out, report.step, load_translators(run, method))


def _pictures(data: Path, run: Run) -> tuple[Pictures, Pictures]:
    """What there is to learn from; what a new run does not know yet is found in it."""
    recipe = run.recipe
    if run.has_state:  # one from before values were found in the data has learnt from bytes
        recipe = recipe.changed(values=recipe.values.settled)
    pictures, held_out = find_pictures(data, recipe)
    generator = recipe.generator
    if isinstance(generator, UNetConfig) and generator.color_hint and not generator.hint_colors:
        chosen = spread(len(pictures), TARGETS_LOOKED_AT)
        targets = (pictures.plain(index)[1].float().div(127.5).sub(1) for index in chosen)
        if len(pictures):
            generator = generator.changed(hint_colors=typical_colors(targets))
    domains = recipe.domains
    some = spread(len(pictures), SOURCES_LOOKED_AT)
    if pictures.values.source.kind == "classes" and not domains.labels:
        labels = class_labels(classes_in(pictures.source(index) for index in some))
        domains = domains.changed(labels=labels, input_kind=domains.input_kind or "labels")
    if domains.input_kind is None:
        kind = input_kind_of(pictures.source(index) for index in some)
        domains = domains.changed(input_kind=kind)
    if domains.reverse_input_kind is None and isinstance(pictures, UnpairedPictures):
        kind = input_kind_of(pictures.target(index) for index in some)
        domains = domains.changed(reverse_input_kind=kind)
    run.recipe = recipe.changed(generator=generator, domains=domains, values=pictures.values)
    return pictures, held_out


def batches_of(pictures: Pictures, config: TrainConfig, device: torch.device) -> Batches:
    """What this process trains on, step by step."""
    return Batches(
        pictures,
        config.batch_size,
        config.seed,
        rank=rank(),
        world=world(),
        workers=choose_workers(config.workers, device, world()),
    )
