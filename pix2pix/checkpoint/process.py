"""Which process is at work: a number alone may have been given to another one since (psutil)."""

import os

import psutil


def this_process() -> tuple[int, float]:
    """Number and start time (seconds since 1970) of this process, which together identify it."""
    return os.getpid(), psutil.Process().create_time()


def alive(pid: int, born: float) -> bool:
    """Whether the process of that number and start time still works (a zombie does not)."""
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - born) < 1.0
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError):
        return False
