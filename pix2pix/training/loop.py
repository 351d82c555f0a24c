"""The training loop, the same one for every method.

``train`` is a generator of reports, one a step. Whoever consumes them decides what to do with
them: the command line prints them, a background job appends them to a file, a test takes three
and stops. Leaving the loop early is safe: the run is saved.
"""

import math
import time
from collections.abc import Generator

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from pix2pix.checkpoint.run import Report, RunFolder
from pix2pix.config import TrainConfig
from pix2pix.data.batches import Batch, Batches
from pix2pix.device import to_device
from pix2pix.distributed import is_main, mean_over_processes
from pix2pix.errors import OutOfMemory, TrainingDiverged
from pix2pix.methods.protocol import Method
from pix2pix.plural import plural
from pix2pix.training.saver import restore, save

MEMORY = ("out of memory", "not enough memory", "ALLOC_FAILED")  # CUDA, CPU, cuDNN
EARLY = 20  # steps to a first save, so that nobody waits long for a picture

TensorList = tuple[Tensor, ...] | list[Tensor]


def train(
    method: Method, batches: Batches, config: TrainConfig, run: RunFolder, *, device: torch.device
) -> Generator[Report, None, None]:
    """Train to the end, or until the caller stops asking for reports.

    Picks up where ``run`` left off: the batches, the noise and so the losses of a resumed run
    are those of one that was never interrupted.

    Raises:
        TrainingDiverged: A loss is no longer finite. The last save is kept.
        OutOfMemory: The batch does not fit. The last save is kept.
    """
    averages = averaged_generators(method, config.ema_decay)
    step = first = 0
    if run.has_state:
        step = first = restore(run, method, averages)
    last = total_steps(config, batches)
    if step == last and is_main():  # the last save may have been cut short after its state
        save(run, method, averages, step)
    saved = step

    def save_once() -> None:
        nonlocal saved
        if saved != step and is_main():
            save(run, method, averages, step)
        saved = step

    recent: list[dict[str, Tensor]] = []
    began = 0.0
    try:
        for batch in batches.between(step, last):
            if step == first:  # those who read have started, which is no part of a step
                began = time.perf_counter()
            factor = warmed(step, last, config.warmup) * decayed(step, last, config.decay)
            set_learning_rate(method, config.learning_rate * factor)
            batch["source"] = to_device(batch["source"], device)
            batch["target"] = to_device(batch["target"], device)
            recent.append(_step(method, batch))
            for name, average in averages.items():
                average.update_parameters(method.generators[name])
            step += 1

            saving = step % config.save_every == 0 or step in (EARLY, last)
            losses = {}
            if saving or step % config.report_every == 0:
                losses = mean_losses(recent, step)
                recent.clear()
            if saving:
                save_once()
            seconds = (time.perf_counter() - began) / (step - first)
            yield Report(step, last, step / batches.per_epoch, seconds, losses, saving)
    except GeneratorExit:  # the caller stopped asking
        if recent:
            mean_losses(recent, step)  # never save what has diverged
        save_once()
        raise


def total_steps(config: TrainConfig, batches: Batches) -> int:
    """Steps of the whole run."""
    return config.steps or config.epochs * batches.per_epoch


def _step(method: Method, batch: Batch) -> dict[str, Tensor]:
    try:
        return method.step(batch)
    except RuntimeError as error:  # torch.OutOfMemoryError on a GPU is one, too
        if not any(words in str(error) for words in MEMORY):
            raise
        raise OutOfMemory(
            f"The device ran out of memory with {plural(len(batch['source']), 'pair')} a step. "
            "Choose a smaller batch size, width or picture size; the last save is kept."
        ) from error


def mean_losses(recent: list[dict[str, Tensor]], step: int) -> dict[str, float]:
    """Mean of each loss over the steps since the last report, and over all processes.

    Raises:
        TrainingDiverged: One of them is not finite.
    """
    table = torch.stack([torch.stack(list(losses.values())) for losses in recent])
    means = dict(
        zip(recent[0], mean_over_processes(table.float().mean(dim=0)).tolist(), strict=True)
    )
    for name, mean in means.items():
        if not math.isfinite(mean):
            raise TrainingDiverged(
                f"The loss {name} is {mean} before step {step}. The last save is kept. Resume "
                "with a lower learning rate, or with precision fp32."
            )
    return means


def averaged_generators(method: Method, decay: float) -> dict[str, AveragedModel]:
    """Running averages of the generators' weights, which vary less than the weights."""
    return {name: running_average(network, decay) for name, network in method.generators.items()}


def running_average(network: nn.Module, decay: float) -> AveragedModel:
    """An exponential moving average whose memory is short at first, then as ``decay`` says."""

    def follow(kept: TensorList, new: TensorList, _: Tensor | int) -> None:
        count = int(average.n_averaged)
        get_ema_multi_avg_fn(min(decay, (1 + count) / (10 + count)))(kept, new, _)

    average = AveragedModel(network, multi_avg_fn=follow)
    return average


def set_learning_rate(method: Method, rate: float) -> None:
    """Set the learning rate of every optimizer."""
    for optimizer in method.optimizers.values():
        for group in optimizer.param_groups:
            group["lr"] = rate


def warmed(step: int, last: int, share: float) -> float:
    """Factor of the learning rate: linearly towards 1 over the first ``share`` of steps, then 1."""
    return min(1.0, (step + 1) / (share * last)) if share else 1.0


def decayed(step: int, last: int, share: float) -> float:
    """Factor of the learning rate: 1, then linearly towards 0 over the last ``share`` of steps."""
    return min(1.0, (last - step) / (share * last)) if share else 1.0
