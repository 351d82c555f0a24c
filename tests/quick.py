"""`make quick` leaves out the tests that are marked slow; here the mark is kept honest.

Slow is what drives a browser, starts a process or trains. The file of a test says so, the test
itself, or a fixture that it uses (`slow_fixture`). Any other test fails as soon as it starts a
process or has taken more steps of an optimizer than an example needs.
"""

import sys
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from typing import TypeVar

import pytest
from torch.optim.optimizer import register_optimizer_step_post_hook

MOST_STEPS = 10
STARTS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"}
SLOW = "and is not marked slow: give the test or its file `pytest.mark.slow`"

Function = TypeVar("Function", bound=Callable[..., object])


def slow_fixture(function: Function) -> Function:
    """Mark a fixture that starts a process: all tests that use it are slow."""
    function.slow = True
    return function


class Watch:
    """What the test that runs now may do."""

    quick = False
    steps = 0

    def starts(self, event: str, _: object) -> None:
        if self.quick and event in STARTS:
            raise AssertionError(f"This test starts a process ({event}), {SLOW}")

    def learns(self, *_: object) -> None:
        self.steps += 1
        if self.quick and self.steps > MOST_STEPS:
            raise AssertionError(f"This test trains, {SLOW}")


watch = Watch()
sys.addaudithook(watch.starts)
register_optimizer_step_post_hook(watch.learns)
start_process = BaseProcess.start


def start(process: BaseProcess) -> None:
    watch.starts("os.spawn", None)  # of which Python itself tells no hook
    start_process(process)


BaseProcess.start = start


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        used = item._fixtureinfo.name2fixturedefs.values()
        if any(hasattr(definition.func, "slow") for each in used for definition in each):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    watch.quick, watch.steps = item.get_closest_marker("slow") is None, 0
    try:
        return (yield)
    finally:
        watch.quick = False
