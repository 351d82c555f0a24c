import pytest

from pix2pix.errors import RunError
from pix2pix.jobs.estimate import estimate
from tests.conftest import recipe

pytestmark = pytest.mark.slow


def test_a_few_real_steps_tell_about_the_whole_run(pairs, checkpoint):
    found = estimate(pairs, recipe(epochs=10), checkpoint)
    assert found.steps == 60  # six pairs, ten rounds
    assert found.seconds_per_step > 0
    assert found.seconds == pytest.approx(60 * found.seconds_per_step)
    assert 0 < found.memory < found.free
    assert found.device.startswith("CPU")


def test_a_trial_that_fails_says_why(tmp_path):
    with pytest.raises(RunError, match="A trial of a few steps failed: .*holds no pairs"):
        estimate(tmp_path, recipe())
