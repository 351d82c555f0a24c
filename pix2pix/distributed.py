"""Several processes, one run: what ``torchrun`` starts (PyTorch's distributed engine).

Each process trains on its own share of every batch; gradients are averaged, so all hold the
same weights at every step. Without ``torchrun`` everything here does nothing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.distributed as dist
from torch import Tensor
from torch.optim import Optimizer


def rank() -> int:
    """Number of this process."""
    return dist.get_rank() if dist.is_initialized() else 0


def is_main() -> bool:
    """Whether this is the process that writes logs and saves."""
    return rank() == 0


def world() -> int:
    """How many processes train together."""
    return dist.get_world_size() if dist.is_initialized() else 1


def under_torchrun() -> bool:
    """Whether ``torchrun`` started this process, and waits for it."""
    return "WORLD_SIZE" in os.environ


@contextmanager
def process_group() -> Iterator[None]:
    """Join the processes that ``torchrun`` started, if it did."""
    if not under_torchrun() or dist.is_initialized():
        yield
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield
    finally:
        dist.destroy_process_group()


def average_gradients(optimizer: Optimizer) -> None:
    """Replace the gradients that ``optimizer`` will use by their mean over all processes."""
    if world() == 1:
        return
    gradients = [
        p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None
    ]
    flat = mean_over_processes(torch.cat([gradient.flatten() for gradient in gradients]))
    offset = 0
    for gradient in gradients:
        gradient.copy_(flat[offset : offset + gradient.numel()].view_as(gradient))
        offset += gradient.numel()


def mean_over_processes(values: Tensor) -> Tensor:
    """Mean over all processes; ``values`` is changed."""
    if world() > 1:
        dist.all_reduce(values)
        values /= world()
    return values


def any_process(flag: bool) -> bool:
    """Whether any of the processes says yes, so that all leave a loop together."""
    if world() == 1:
        return flag
    votes = torch.tensor(int(flag))  # on the CPU: no GPU has to be waited for
    dist.all_reduce(votes, op=dist.ReduceOp.MAX)
    return bool(votes.item())
