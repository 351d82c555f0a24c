"""The processes that read pictures: how many, how they start and how they end."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext
from threading import Thread

import cv2
import torch

BESIDE_A_GPU = 8  # processes at most, unless more are asked for

# Never by forking this process: its threads (OpenMP, OpenCV, CUDA, the progress bar) may hold
# locks that a forked child would wait for forever. A server without threads forks them instead.
START = "forkserver" if sys.platform == "linux" else "spawn"


def choose_workers(asked: int | None, device: torch.device, world: int = 1) -> int:
    """How many processes read for each of ``world`` training processes, unless a number is asked.

    A GPU needs many pictures a second. On a CPU a pair is read in a hundredth of a step, on the
    same cores: a process for it would take seconds to start and gain nothing.
    """
    if asked is not None:
        return asked
    if device.type == "cpu":
        return 0
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, min(BESIDE_A_GPU, cores // world))


def start_method(preload: str) -> BaseContext:
    """How workers start; a server imports the module ``preload`` once for all of them."""
    context = multiprocessing.get_context(START)
    if START == "forkserver":
        context.set_forkserver_preload([preload])
    return context


def prepare_worker(_: int) -> None:
    """One core for each worker, and Ctrl-C is for the process that trains."""
    cv2.setNumThreads(1)  # PyTorch's threads are set by the DataLoader
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the training to end. PyTorch watches the server, which lives while workers do."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(0)


@contextmanager
def no_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back while workers start; those that inherit it never see one."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # it lets Ctrl-C through again when it starts (bpo-33613)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
