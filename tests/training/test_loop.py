from contextlib import closing
from itertools import islice

import pytest
import torch
from conftest import SMALL, OneWeight, recipe
from torch.optim import SGD

from pix2pix.checkpoint.files import STATE
from pix2pix.checkpoint.run import Run
from pix2pix.config import DataConfig
from pix2pix.data.batches import Batches
from pix2pix.data.paired import PairedPictures
from pix2pix.errors import OutOfMemory, TrainingDiverged
from pix2pix.methods.pix2pix import Pix2Pix
from pix2pix.networks import build_discriminator, build_generator
from pix2pix.training.loop import decayed, train, warmed

CPU = torch.device("cpu")


class Counting:
    """A method whose weight falls by the learning rate a step; it fails when told to."""

    def __init__(self, trouble=None, at: int = 0) -> None:
        self.networks = torch.nn.ModuleDict(
            {"generator": OneWeight(0.0), "discriminator": OneWeight(0.0)}
        )
        self.generators = {"forward": self.networks["generator"]}
        self.optimizers = {"generator": SGD(self.networks["generator"].parameters(), 1.0)}
        self.trouble, self.at, self.count = trouble, at, 0

    def step(self, batch):
        self.count += 1
        if self.trouble and self.count == self.at:
            return self.trouble()
        self.optimizers["generator"].zero_grad()
        self.networks["generator"].weight.backward()
        self.optimizers["generator"].step()
        return {"loss": torch.tensor(float(self.count))}

    def state_dict(self):
        return {"count": self.count}

    def load_state_dict(self, state):
        self.count = state["count"]


@pytest.fixture
def batches(pairs) -> Batches:
    return Batches(PairedPictures.find(pairs, SMALL, DataConfig(held_out=0), 0)[0], 2, 0)


def reports(method, batches, folder, **settings):
    made = recipe(**settings)
    return train(method, batches, made.train, Run(folder, made), device=CPU)


def test_every_step_is_reported_and_losses_are_means_since_the_last_time(batches, tmp_path):
    found = list(reports(Counting(), batches, tmp_path, steps=7, report_every=3, save_every=5))
    assert [report.step for report in found] == [1, 2, 3, 4, 5, 6, 7]
    means = {report.step: report.losses["loss"] for report in found if report.losses}
    assert means == {3: 2.0, 5: 4.5, 6: 6.0, 7: 7.0}
    assert [report.step for report in found if report.saved] == [5, 7]
    assert {report.steps for report in found} == {7}
    assert found[-1].epoch == 7 / 4


def test_epochs_are_counted_over_the_pairs(batches, tmp_path):
    assert len(list(reports(Counting(), batches, tmp_path, epochs=2))) == 8


def test_the_learning_rate_rises_linearly_over_the_first_share(batches, tmp_path):
    assert [warmed(step, 10, 0.5) for step in (0, 3, 4, 9)] == [0.2, 0.8, 1, 1]
    assert warmed(0, 10, 0) == 1
    method = Counting()
    list(reports(method, batches, tmp_path, steps=4, warmup=0.5, learning_rate=1.0))
    assert method.networks["generator"].weight.item() == pytest.approx(-(0.5 + 1 + 1 + 1))


def test_the_learning_rate_falls_linearly_over_the_last_share(batches, tmp_path):
    assert [decayed(step, 10, 0.5) for step in (0, 5, 6, 9)] == [1, 1, 0.8, 0.2]
    assert decayed(9, 10, 0) == 1
    method = Counting()
    list(reports(method, batches, tmp_path, steps=4, decay=0.5, learning_rate=1.0))
    assert method.networks["generator"].weight.item() == pytest.approx(-(1 + 1 + 1 + 0.5))


def test_what_is_saved_is_a_running_average(batches, tmp_path):
    made = recipe(steps=3, ema_decay=0.2, learning_rate=1.0)
    run = Run(tmp_path, made)
    list(train(Counting(), batches, made.train, run, device=CPU))
    state = torch.load(tmp_path / STATE, weights_only=True)["averaged"]["forward"]
    averaged = state["module.weight"].item()
    # Weights -1, -2, -3. The first is copied; then min(0.2, 2/11) and min(0.2, 3/12) are kept.
    second = -1 * 2 / 11 - 2 * 9 / 11
    assert averaged == pytest.approx(0.2 * second - 0.8 * 3)


def test_leaving_early_saves_the_last_step(batches, tmp_path):
    with closing(reports(Counting(), batches, tmp_path, steps=100)) as running:
        assert len(list(islice(running, 3))) == 3
    assert torch.load(tmp_path / STATE, weights_only=True)["step"] == 3


@pytest.mark.slow
def test_a_first_save_comes_early_whatever_the_interval(batches, tmp_path):
    saved = reports(Counting(), batches, tmp_path, steps=25, save_every=100)
    saved = [each.step for each in saved if each.saved]
    assert saved == [20, 25]


def test_a_loss_that_is_not_finite_stops_the_run_and_keeps_the_last_save(batches, tmp_path):
    method = Counting(lambda: {"loss": torch.tensor(float("nan"))}, at=7)
    with pytest.raises(TrainingDiverged) as error:
        list(reports(method, batches, tmp_path, steps=20, save_every=5))
    assert str(error.value) == (
        "The loss loss is nan before step 7. The last save is kept. Resume with a lower learning "
        "rate, or with precision fp32."
    )
    assert torch.load(tmp_path / STATE, weights_only=True)["step"] == 5


def test_what_has_diverged_is_not_saved_on_leaving_early(batches, tmp_path):
    method = Counting(lambda: {"loss": torch.tensor(float("inf"))}, at=6)
    running = reports(method, batches, tmp_path, steps=20, report_every=10, save_every=5)
    list(islice(running, 6))
    with pytest.raises(TrainingDiverged):
        running.close()
    assert torch.load(tmp_path / STATE, weights_only=True)["step"] == 5


def test_too_little_memory_is_told_with_what_to_do(batches, tmp_path):
    def full():
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate")

    with pytest.raises(OutOfMemory) as error:
        list(reports(Counting(full, at=2), batches, tmp_path, steps=5))
    assert str(error.value) == (
        "The device ran out of memory with 2 pairs a step. Choose a smaller batch size, width or "
        "picture size; the last save is kept."
    )


def test_a_bug_in_a_method_is_no_lack_of_memory(batches, tmp_path):
    def bug():
        raise RuntimeError("shapes do not match")

    with pytest.raises(RuntimeError, match="shapes do not match"):
        list(reports(Counting(bug, at=2), batches, tmp_path, steps=5))


def real_method(made) -> Pix2Pix:
    torch.manual_seed(made.train.seed)
    generator = build_generator(made.generator).train()
    discriminator = build_discriminator(made.discriminator, made.generator).train()
    return Pix2Pix(generator, discriminator, made.method, made.discriminator)


def trained(batches, folder, first: int | None, made):
    """Losses and final state of 12 steps, left after ``first`` and taken up again."""
    losses = []
    for stop in [first, None] if first else [None]:
        run = Run(folder, made)
        with closing(train(real_method(made), batches, made.train, run, device=CPU)) as running:
            losses += [report.losses for report in islice(running, stop)]
    return losses, torch.load(folder / STATE, weights_only=True)


def tensors(state, path=""):
    if isinstance(state, torch.Tensor):
        yield path, state
    for key, value in state.items() if isinstance(state, dict) else []:
        yield from tensors(value, f"{path}/{key}")


@pytest.mark.slow
@pytest.mark.parametrize("norm", ["instance", "running"])
def test_12_steps_equal_5_save_load_and_7_bit_for_bit(batches, tmp_path, norm):
    made = recipe(steps=12, decay=0.5, save_every=100)
    generator = made.generator.model_copy(update={"norm": norm, "color_hint": True})
    made = made.model_copy(update={"generator": generator})
    losses, state = trained(batches, tmp_path / "whole", None, made)
    found_losses, found = trained(batches, tmp_path / "parts", 5, made)
    assert found_losses == losses
    expected = dict(tensors(state))
    assert len(expected) > 50
    for path, tensor in tensors(found):
        assert torch.equal(tensor, expected.pop(path)), path
    assert not expected
