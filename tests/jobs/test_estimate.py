import time

import pytest

from pix2pix.errors import RunError
from pix2pix.jobs import estimate as module
from pix2pix.jobs.estimate import estimate, measure
from tests.conftest import recipe

pytestmark = pytest.mark.slow


def contents(*folders):
    return {path: path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*")}


def test_a_few_real_steps_tell_about_the_whole_run_and_leave_nothing_behind(pairs, checkpoint):
    before = contents(pairs, checkpoint.parent)
    began = time.perf_counter()
    found = estimate(pairs, recipe(epochs=10), checkpoint)
    assert contents(pairs, checkpoint.parent) == before
    assert found.steps == 60  # six pairs, ten rounds
    assert 0 < found.seconds_per_step < (time.perf_counter() - began) / 2  # the median of three
    assert found.seconds == pytest.approx(60 * found.seconds_per_step)
    assert 0.05 < found.memory < found.free  # GB; PyTorch alone takes more
    assert found.device.startswith("CPU")


@pytest.mark.parametrize(("train", "steps"), [({"batch_size": 4}, 20), ({"steps": 7}, 7)])
def test_steps_are_those_of_the_run(pairs, train, steps):
    assert measure(pairs, recipe(epochs=10, **train)).steps == steps


def test_larger_batches_need_more_memory(pairs):
    one, many = (estimate(pairs, recipe(batch_size=size)).memory for size in (1, 512))
    assert many > one + 0.1  # GB


def test_a_trial_that_fails_says_why(tmp_path):
    with pytest.raises(RunError, match="A trial of a few steps failed: .*holds no pairs"):
        estimate(tmp_path, recipe())


def test_nobody_waits_for_a_trial_without_end(pairs, monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 0.1)
    with pytest.raises(RunError) as error:
        estimate(pairs, recipe())
    assert str(error.value) == (
        "A few steps took more than 0.1 seconds here. Choose smaller pictures, a smaller width, "
        "or fewer pairs a step."
    )
