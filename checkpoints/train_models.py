"""Train the bundled models again, from data to model card: ``make models DATA=folder``.

    python checkpoints/train_models.py folder [NAME ...] [--seeds 2]

The folder holds ``edges2shoes/`` and ``edges2handbags/`` of the pix2pix paper, ``emoji/`` as
``emoji_pairs.py`` makes it, and ``flat2emoji/`` as ``emoji_domains.py`` does. Each model is one
run from nothing in ``build/models/NAME/seed-0``; its end, not a save that was picked, becomes
``checkpoints/NAME``. With ``--seeds 2`` a second run stands beside it in the card and shows how far
figures vary. A run that was interrupted is carried on; one that is done only gets its graph,
figures and card again.
"""

import subprocess
import sys
from pathlib import Path
from shutil import copyfile

import tyro
from describe_models import describe
from models import HERE, MODELS, ROOT, gather, pairs_of, run_of
from sheets import draw_sheets

from pix2pix.checkpoint.files import LOG, RECIPE, STATUS, Purpose, files_for
from pix2pix.checkpoint.run import State, read_status

PARTS = (Purpose.NEEDED, Purpose.REVERSE, Purpose.SPEED, Purpose.FINE_TUNING)
BUNDLED = (*files_for(*PARTS), LOG)


def train(folder: Path, pairs: Path, settings: str) -> None:
    """Train from nothing, or carry on, to the end."""
    if (folder / STATUS).exists() and read_status(folder).state is State.FINISHED:
        return
    command = f"train {pairs} --out {folder} {settings}".split()
    begun = ["--resume"] if (folder / RECIPE).exists() else []
    ended = subprocess.run([sys.executable, "-m", "pix2pix", *command, *begun], cwd=ROOT)
    if ended.returncode:
        sys.exit(ended.returncode)


def bundle(run: Path, folder: Path) -> None:
    """Make the end of a run the bundled checkpoint."""
    for name in BUNDLED:
        if (run / name).is_file():  # most models have one direction only
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            copyfile(run / name, folder / name)


def main(
    data: tyro.conf.Positional[Path],
    names: tyro.conf.Positional[tuple[str, ...]] = tuple(MODELS),
    /,
    seeds: int = 1,
) -> None:
    """Train the models of that name; all of them by default.

    Args:
        data: The folder with the sets of pairs.
        names: Which of the models.
        seeds: How many runs of each; the first one is bundled.
    """
    for name in names:
        model, pairs = MODELS[name], pairs_of(name)
        gather(data, model, pairs)
        runs = [run_of(name, seed) for seed in range(seeds)]
        for seed, run in enumerate(runs):
            train(run, pairs, model.settings(seed))
            command = [sys.executable, "-m", "pix2pix", "quantize", str(run), str(pairs)]
            subprocess.run(command, cwd=ROOT, check=True)
        bundle(runs[0], HERE / name)
        draw_sheets(name, data, model.sets)
        describe(name, model, data, runs)


if __name__ == "__main__":
    tyro.cli(main)
