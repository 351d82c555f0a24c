"""Train the bundled models again, from data to model card: ``make models DATA=folder``.

    python checkpoints/train_models.py folder [edges2photo] [edges2emoji] [labels2facade]

The folder holds ``edges2shoes/``, ``edges2handbags/`` and ``facades/`` of the pix2pix paper, and
``emoji/`` as ``emoji_pairs.py`` makes it. A run that was interrupted is carried on; one that is
done only gets its figures, its int8 graph and its card again. edges2emoji starts from the second
stage of edges2photo.
"""

import math
import subprocess
import sys
import time
from pathlib import Path
from shutil import copyfile

import torch
from describe_models import describe, draw_sheets
from models import BLEND, HERE, MODELS, ROOT, UNTIL, Model, runs

from pix2pix.checkpoint.files import LOG, RECIPE, STATUS, Purpose, files_for
from pix2pix.checkpoint.folder import load_generator, save_generator
from pix2pix.checkpoint.run import State, read_status


def gather(data: Path, model: Model, into: Path) -> None:
    """Link the pairs of several sets into one folder, in an order that mixes them."""
    for name in model.sets:
        for split in ("train", "val"):
            (into / split).mkdir(parents=True, exist_ok=True)
            for file in sorted((data / name / split).iterdir()):
                link = into / split / f"{file.stem}_{name}{file.suffix}"
                if not link.exists():
                    link.symlink_to(file.resolve())


def train(name: str, model: Model, pairs: Path) -> None:
    """Train, or carry on, in ``checkpoints/NAME``; earlier stages stand beside the pairs."""
    done: list[Path] = []
    for folder, flags in runs(name, model).items():
        if flags.startswith(BLEND):
            first, second, *share = flags.split()[1:]
            blend(done[int(first) - 1], done[int(second) - 1], folder, *map(float, share))
        else:
            settings, _, until = flags.partition(UNTIL)
            run(folder, pairs, settings, float(until or math.inf))
        done.append(folder)


def run(folder: Path, pairs: Path, settings: str, until: float) -> None:
    """Train one stage to its end, or to a step before it."""
    if finished(folder, until):
        return
    command = f"train {pairs} --out {folder} {settings}".split()
    begun = ["--resume"] if (folder / RECIPE).exists() else []
    command = [sys.executable, "-m", "pix2pix", *command, *begun]
    with subprocess.Popen(command, cwd=ROOT) as process:
        while process.poll() is None:
            time.sleep(1)
            if reached(folder, State.RUNNING, until):
                process.terminate()  # it saves first
                process.wait()
    if not finished(folder, until):
        sys.exit(process.returncode)


def finished(folder: Path, until: float) -> bool:
    """Whether the run in a folder needs no more steps."""
    return reached(folder, State.FINISHED, 0) or reached(folder, State.STOPPED, until)


def reached(folder: Path, state: State, step: float) -> bool:
    """Whether the run in a folder is in this state, at this step or later."""
    if not (folder / STATUS).exists():
        return False
    status = read_status(folder)
    return status.state is state and status.step >= step


def blend(before: Path, last: Path, folder: Path, share: float = 0.5) -> None:
    """Make a checkpoint between two: of the second a ``share`` of the weights, and all else."""
    folder.mkdir(exist_ok=True)
    for file in (*files_for(Purpose.FINE_TUNING), LOG):
        if (last / file).is_file():  # a model of one direction has but one discriminator
            copyfile(last / file, folder / file)
    (earlier, _), (generator, config) = load_generator(before), load_generator(last)
    with torch.no_grad():
        for mine, other in zip(generator.parameters(), earlier.parameters(), strict=True):
            mine.lerp_(other, 1 - share)
    save_generator(folder, generator, config)


def main(data: Path, names: list[str]) -> None:
    """Train the models of that name; all of them by default."""
    for name in names or list(MODELS):
        model = MODELS[name]
        pairs = ROOT / "build" / name
        gather(data, model, pairs)
        train(name, model, pairs)
        command = [sys.executable, "-m", "pix2pix", "quantize", str(HERE / name), str(pairs)]
        subprocess.run(command, check=True)
        draw_sheets(name, data, model.sets)
        describe(name, model, data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
