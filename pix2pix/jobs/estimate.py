"""How long a run would take and what it needs, from a few of its real steps.

They run in a process of their own, ``python -m`` this module, so that whoever asks cannot
run out of memory with them, and nothing is written.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import torch

from pix2pix.config import Config, Recipe
from pix2pix.data.find_pictures import find_pictures
from pix2pix.device import choose_device, describe
from pix2pix.errors import OutOfMemory, Pix2PixError, RunError
from pix2pix.hosting import ROOT
from pix2pix.methods.cuda_graph import PLAIN
from pix2pix.plural import plural
from pix2pix.training.build import build_method
from pix2pix.training.loop import total_steps
from pix2pix.training.session import batches_of

WARM_UP = {"cpu": 1, "cuda": PLAIN + 2}  # steps that are not counted; a GPU records the fourth
COUNTED = {"cpu": 3, "cuda": 20}
LONGEST = 300  # seconds that anyone waits for an estimate


class Estimate(Config):
    """What a few steps measured."""

    device: str
    """Name and free memory of the device."""
    steps: int
    """Of the whole run."""
    seconds_per_step: float
    """As a few steps took."""
    memory: float
    """Highest use so far, in GB."""
    free: float
    """Memory that the device had free before, in GB."""

    @property
    def seconds(self) -> float:
        """Of the whole run."""
        return self.seconds_per_step * self.steps


def estimate(data: Path, recipe: Recipe, init: Path | None = None) -> Estimate:
    """Run a few steps in another process, and estimate the whole run from them.

    Raises:
        OutOfMemory: They did not fit.
        RunError: They failed, with the reason, or took too long.
    """
    with TemporaryDirectory(prefix="pix2pix-") as room:
        settings = Path(room) / "recipe.json"
        settings.write_text(recipe.to_json(), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            __name__,
            str(data.resolve()),
            str(settings),
        ]
        command += [str(init.resolve())] if init else []
        try:
            done = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            raise RunError(
                f"A few steps took more than {LONGEST} seconds here. Choose smaller pictures, "
                "a smaller width, or fewer pairs a step."
            ) from None
    per_step = plural(recipe.train.batch_size, "pair")
    short = "out of memory" in done.stderr or "not enough memory" in done.stderr
    if done.returncode < 0 or short:  # killed: on Linux, that is how memory runs out
        raise OutOfMemory(
            f"The memory of this device is too small for {per_step} a step. "
            "Choose a smaller batch size, width or picture size; nothing was lost."
        )
    if done.returncode:
        raise RunError(f"A trial of a few steps failed: {_last_line(done.stderr)}")
    return Estimate.model_validate_json(done.stdout.splitlines()[-1])


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no reason was given"


def measure(data: Path, recipe: Recipe, init: Path | None = None) -> Estimate:
    """Take the steps, in this process."""
    config = recipe.train
    torch.manual_seed(config.seed)
    device = choose_device(config.device)
    pictures, _ = find_pictures(data, recipe)
    batches = batches_of(pictures, config, device)
    free = _free(device)
    method = build_method(recipe, init, device)
    seconds: list[float] = []
    began = time.perf_counter()
    first = WARM_UP[device.type]
    for batch in batches.between(0, first + COUNTED[device.type]):
        batch["source"], batch["target"] = batch["source"].to(device), batch["target"].to(device)
        method.step(batch)
        if device.type == "cuda":
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - began)
        began = time.perf_counter()
    return Estimate(
        device=describe(device),
        steps=total_steps(config, batches),
        seconds_per_step=statistics.median(seconds[first:]),
        memory=_used(device),
        free=free,
    )


def _free(device: torch.device) -> float:
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0] / 1e9
    return psutil.virtual_memory().available / 1e9


def _used(device: torch.device) -> float:
    if device.type == "cuda":
        return torch.cuda.max_memory_reserved(device) / 1e9
    return psutil.Process(os.getpid()).memory_info().rss / 1e9


def main(arguments: list[str]) -> None:
    """Print an estimate as JSON; a Pix2PixError becomes its sentence and exit code 2."""
    data, settings, *init = map(Path, arguments)
    try:
        print(measure(data, Recipe.read(settings), *init).model_dump_json())
    except Pix2PixError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
