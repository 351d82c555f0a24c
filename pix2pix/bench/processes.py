"""A process of its own for what is measured: its own memory and threads, gone with its parent."""

import os
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import ParamSpec, TypeVar

import psutil

Given = ParamSpec("Given")
Found = TypeVar("Found")


def in_fresh_process(
    function: Callable[Given, Found], *arguments: Given.args, **named: Given.kwargs
) -> Found:
    """What a function of a module gives, or raises, in a process that is started for it."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, context, initializer=leave_with_parent) as fresh:
        return fresh.submit(function, *arguments, **named).result()


def peak_of_this_process() -> float:
    """Most memory that it has held, in MB.

    What ``getrusage`` says on Linux counts the process that started this one, too.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # bytes on macOS


def leave_with_parent() -> None:
    """End this process, and all that it starts, as soon as the one that started it is gone."""

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.kill()
        os._exit(1)  # an exit that other threads could not delay

    Thread(target=wait, name="waits for the parent", daemon=True).start()
