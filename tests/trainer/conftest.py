"""What all tests of the trainer page leave behind: nothing."""

from collections.abc import Iterator

import pytest

from app.trainer.estimate import pool


@pytest.fixture(autouse=True)
def _no_trial_goes_on() -> Iterator[None]:
    yield
    for trial in pool()[1].values():
        trial.cancel()
