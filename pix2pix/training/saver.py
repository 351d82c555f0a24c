"""Writes what a method has learnt into the folder of its run, and takes it up again.

Everything that resuming needs is in one file, ``resume/state.pt``, so that it is replaced in
one step: whenever the process dies, the folder holds one complete save.
"""

from collections.abc import Mapping
from pickle import UnpicklingError

import torch
from torch.optim.swa_utils import AveragedModel

from pix2pix.checkpoint.files import STATE
from pix2pix.checkpoint.folder import generator_folder, save_generator, save_weights
from pix2pix.checkpoint.run import RunFolder
from pix2pix.config.old_formats import state_from_1
from pix2pix.errors import CheckpointError, TrainingDiverged
from pix2pix.files import replace
from pix2pix.methods.protocol import Method

DAMAGED = (OSError, EOFError, UnpicklingError, ValueError)  # what reading such a state raises
OTHER_NETWORKS = (RuntimeError, AttributeError, TypeError, LookupError)

Averages = Mapping[str, AveragedModel]  # of the generators of a method, by direction


def save(run: RunFolder, method: Method, averages: Averages, step: int) -> None:
    """Write first what resuming needs, then the checkpoint that everybody else reads.

    Raises:
        TrainingDiverged: A weight is not finite. The last save is kept.
        DiskError: There is no room, and the last save is kept; or the folder is gone.
    """
    if not all(weight.isfinite().all() for weight in method.networks.parameters()):
        raise TrainingDiverged(
            f"Weights are no longer finite at step {step}. The last save is kept. Resume "
            "with a lower learning rate, or with precision fp32."
        )
    state = {
        "step": step,
        "networks": method.networks.state_dict(),
        "averaged": {name: each.state_dict() for name, each in averages.items()},
        "optimizers": {name: each.state_dict() for name, each in method.optimizers.items()},
        "method": method.state_dict(),
    }
    run.require_folder()
    replace(run.folder / STATE, lambda beside: torch.save(state, beside))
    for direction, average in averages.items():
        run.require_folder()
        folder = generator_folder(run.folder, direction)
        save_generator(folder, average.module, run.models[direction])
    generators = {id(network) for network in method.generators.values()}
    for name, network in method.networks.items():
        if id(network) not in generators:
            run.require_folder()
            save_weights(network, run.folder / f"{name}.safetensors")


def restore(run: RunFolder, method: Method, averages: Averages) -> int:
    """Fill everything from the last save, forget what was logged since, and return its step.

    Raises:
        CheckpointError: The state is damaged or belongs to other networks.
    """
    path = run.folder / STATE
    try:
        state = state_from_1(torch.load(path, map_location="cpu", weights_only=True))
        method.networks.load_state_dict(state["networks"])
        for direction, average in averages.items():
            average.load_state_dict(state["averaged"][direction])
        for name, optimizer in method.optimizers.items():
            optimizer.load_state_dict(state["optimizers"][name])
        method.load_state_dict(state["method"])
        step = int(state["step"])
    except (*DAMAGED, *OTHER_NETWORKS) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise CheckpointError(
            f"{path} cannot be resumed from ({reason}). "
            "Start a new run from this checkpoint's weights instead (--init)."
        ) from error
    run.trim_log(step)
    return step
