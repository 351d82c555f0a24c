"""One run per device: whoever comes later waits in line.

The device is held through a file lock, which the kernel lets go of when its holder ends, however
it ends. Tickets beside the lock keep the order; the ticket of a dead process does not count.
"""

import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from pix2pix.checkpoint.process import alive, this_process
from pix2pix.checkpoint.run import Run, State, Status
from pix2pix.device import choose_device
from pix2pix.distributed import any_process, is_main, world
from pix2pix.hosting import checkpoints_folder

LINE = ".line"
GLANCE = 0.5  # seconds between two looks at the line


def wait_turn(run: Run, stop: Callable[[], bool]) -> list[FileLock] | None:
    """Wait until the device of a run is free, and take it for as long as the locks are kept.

    Processes that train together wait together, and the first of them takes a GPU for each, one
    after the other: so no two runs ever wait for each other. Meanwhile the run's status is
    *waiting*. ``None`` if ``stop`` or the run's folder said to stop; the run then is *stopped*.

    Raises:
        ConfigError: There is no such device.
    """
    device = choose_device(run.recipe.train.device)
    first = device.index or 0
    several = range(first, first + (world() if device.type == "cuda" else 1))
    if is_main():
        run.set_status(Status.of_this_process(State.WAITING))
    locks: list[FileLock] = []
    for index in several:
        place = checkpoints_folder() / LINE / f"{device.type}{index}"
        lock = FileLock(place.with_suffix(".lock"))
        if not _stand_in_line(run, stop, place, lock):
            if is_main():
                run.set_status(Status.of_this_process(State.STOPPED))
            return None
        locks.append(lock)
    return locks


def _stand_in_line(run: Run, stop: Callable[[], bool], place: Path, lock: FileLock) -> bool:
    """Wait for one device; the main process holds its lock then. False where asked to stop."""
    ticket = _take_ticket(place) if is_main() else None
    try:
        while not any_process(stop() or run.stop_requested()):
            if any_process(ticket is not None and _first(ticket) and _take(lock)):
                return True
            time.sleep(GLANCE)
    finally:
        if ticket is not None:
            ticket.unlink(missing_ok=True)
    return False


def _take(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True


def _take_ticket(place: Path) -> Path:
    """A file whose name says when it was taken and, with pid and start time, by whom."""
    place.mkdir(parents=True, exist_ok=True)
    pid, born = this_process()
    ticket = place / f"{time.time_ns():020}_{pid}_{born}"
    ticket.touch()
    return ticket


def _first(ticket: Path) -> bool:
    earlier = [other for other in ticket.parent.iterdir() if other.name < ticket.name]
    return not any(_holder_alive(other) for other in earlier)


def _holder_alive(ticket: Path) -> bool:
    _, pid, born = ticket.name.split("_")
    if alive(int(pid), float(born)):
        return True
    ticket.unlink(missing_ok=True)
    return False
