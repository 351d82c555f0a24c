import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress

import numpy as np
import psutil
import pytest
import torch
from conftest import ROOT, SMALL, write_pairs

from pix2pix.config import DataConfig
from pix2pix.data import workers as module
from pix2pix.data.batches import Batches
from pix2pix.data.paired import PairedPictures
from pix2pix.errors import DataError, OutOfMemory, PictureError

# PyTorch warns whoever asks for more processes than there are cores; tests ask on any machine.
pytestmark = pytest.mark.filterwarnings("ignore:This DataLoader will create . worker processes")


@pytest.fixture
def pictures(pairs) -> PairedPictures:
    return PairedPictures.find(pairs, SMALL, DataConfig(held_out=0), 0)[0]


def same(first, second) -> bool:
    return all(torch.equal(first[key], second[key]) for key in ("source", "target", "seed"))


def test_a_batch_holds_scaled_pairs_and_a_seed_for_each(pictures):
    (batch,) = Batches(pictures, 3, 0).between(0, 1)
    assert batch["source"].shape == batch["target"].shape == (3, 3, 32, 32)
    assert batch["source"].dtype == torch.float32
    assert (batch["source"].min(), batch["source"].max()) == (-1, 1)
    assert len(set(batch["seed"].tolist())) == 3


def test_a_step_sees_the_same_batch_wherever_the_run_started(pictures):
    whole = list(Batches(pictures, 3, 5).between(0, 8))
    for first in (1, 4, 7):
        for batch, expected in zip(
            Batches(pictures, 3, 5).between(first, 8), whole[first:], strict=True
        ):
            assert same(batch, expected)


def test_every_epoch_has_an_order_of_its_own(pictures):
    still = PairedPictures(pictures.pairs, SMALL, DataConfig(jitter=1.0, mirror=False))
    first, second = Batches(still, 8, 0).between(0, 2)
    assert not torch.equal(first["target"], second["target"])


def test_batches_are_what_the_formula_of_seed_epoch_and_position_says(pictures):
    found = Batches(pictures, 3, 5).between(0, 6)
    for step, batch in enumerate(found):
        epoch, number = divmod(step, 3)  # eight pairs, three a step
        order = np.random.default_rng((5, epoch)).permutation(8)
        for row, position in enumerate(range(3 * number, 3 * number + 3)):
            jitter = np.random.default_rng((5, epoch, position))
            pair = pictures.sample(order[position % 8], jitter)
            for half, pixels in zip(("source", "target"), pair, strict=True):
                assert torch.equal(batch[half][row], pixels.float() / 127.5 - 1)
            noise = np.random.default_rng((5, epoch, position, 1)).integers(2**31)
            assert batch["seed"][row] == noise


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "start"), [(1, "spawn"), (1, module.START), (3, module.START)])
def test_batches_do_not_depend_on_the_processes_that_read(pictures, monkeypatch, workers, start):
    monkeypatch.setattr(module, "START", start)
    found = Batches(pictures, 2, 1, workers=workers).between(2, 9)
    expected = Batches(pictures, 2, 1).between(2, 9)
    assert all(same(*both) for both in zip(found, expected, strict=True))


def test_the_draws_of_the_training_are_left_alone(pictures):
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    list(Batches(pictures, 2, 1).between(0, 3))
    assert torch.equal(torch.rand(3), expected)


def test_seed_and_epoch_change_order_jitter_and_noise(pictures):
    batches = Batches(pictures, 8, 0)
    first, second = batches.between(0, 2)  # two epochs
    (other,) = Batches(pictures, 8, 1).between(0, 1)
    for batch in (second, other):
        assert not torch.equal(first["source"], batch["source"])
        assert not set(first["seed"].tolist()) & set(batch["seed"].tolist())


def test_every_pair_is_shown_once_an_epoch(pictures):
    plain = PairedPictures(pictures.pairs, SMALL, DataConfig(jitter=1.0, mirror=False, held_out=0))
    shown = Counter()
    for batch in Batches(plain, 2, 0).between(4, 8):  # the second epoch
        shown.update(target.numpy().tobytes() for target in batch["target"])
    assert len(shown) == 8
    assert set(shown.values()) == {1}


def test_the_last_batch_is_filled_up_with_other_jitter(pictures):
    batches = Batches(pictures, 5, 0)
    assert batches.per_epoch == 2
    first, last = batches.between(0, 2)
    assert len(last["source"]) == 5
    assert not torch.equal(first["source"][:2], last["source"][3:])


@pytest.mark.parametrize("world", [2, 4])
def test_processes_share_what_one_process_would_see(pictures, world):
    (whole,) = Batches(pictures, 8, 3).between(0, 1)
    shares = [
        next(Batches(pictures, 8 // world, 3, rank=rank, world=world).between(0, 1))
        for rank in range(world)
    ]
    together = {key: torch.cat([share[key] for share in shares]) for key in whole}
    assert same(whole, together)
    assert Batches(pictures, 3, 0, world=2).per_epoch == 2


def test_no_pairs_are_no_batches(pictures):
    with pytest.raises(DataError) as error:
        Batches(PairedPictures([], SMALL, DataConfig()), 1, 0)
    assert str(error.value) == "There are no pictures to train on. Add some, or hold out fewer."


def test_nothing_left_to_show_gives_no_batches(pictures):
    assert list(Batches(pictures, 2, 0).between(5, 5)) == []
    assert list(Batches(pictures, 2, 0).between(7, 5)) == []


@pytest.mark.parametrize("workers", [0, pytest.param(2, marks=pytest.mark.slow)])
def test_a_damaged_picture_stops_the_batches_with_its_name(tmp_path, workers):
    write_pairs(tmp_path, 4)
    (tmp_path / "002.png").write_bytes(b"damaged")
    broken = PairedPictures.find(tmp_path, SMALL, DataConfig(held_out=0), 0)[0]
    with pytest.raises(PictureError) as error:
        list(Batches(broken, 2, 0, workers=workers).between(0, 2))
    assert str(error.value).startswith(f"{tmp_path / '002.png'} cannot be read as a picture")


by_server = pytest.mark.skipif(
    module.START != "forkserver", reason="workers are found as the children of their server"
)


def workers_of(process: psutil.Process) -> list[psutil.Process]:
    """The children of the server that forks them."""
    found = []
    for child in process.children():
        with suppress(psutil.NoSuchProcess):  # a child that has just ended has none
            found += child.children()
    return found


@by_server
@pytest.mark.slow
def test_leaving_early_ends_the_workers_at_once(pictures):
    reading = Batches(pictures, 2, 0, workers=2).between(0, 1000)
    next(reading)
    workers = workers_of(psutil.Process())
    assert len(workers) == 2
    reading.close()
    assert not psutil.wait_procs(workers, 1)[1]


READ_THROUGH_CTRL_C = """
import signal, sys
from pathlib import Path
from pix2pix.config import DataConfig, UNetConfig
from pix2pix.data.batches import Batches
from pix2pix.data.paired import PairedPictures

if __name__ == "__main__":
    came = []
    signal.signal(signal.SIGINT, lambda *_: came.append(1))
    found, _ = PairedPictures.find(Path(sys.argv[1]), UNetConfig(size=256), DataConfig(), 0)
    for batch in Batches(found, 2, 0, workers=2).between(0, 10**6):
        print(len(came), flush=True)
"""


@by_server
@pytest.mark.slow
@pytest.mark.parametrize("while_they_start", [True, False])
def test_workers_leave_ctrl_c_to_the_training_and_do_not_outlive_it(
    pairs, tmp_path, while_they_start
):
    script = tmp_path / "read.py"
    script.write_text(READ_THROUGH_CTRL_C)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script, pairs],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as training:
        if not while_they_start:
            assert training.stdout.readline() == "0\n"
        while len(workers := workers_of(psutil.Process(training.pid))) < 2:
            assert training.poll() is None
        os.killpg(training.pid, signal.SIGINT)  # what a terminal does
        while training.stdout.readline() != "1\n":
            assert training.poll() is None
        for _ in range(20):  # more than had been read ahead
            assert training.stdout.readline() == "1\n"
        training.kill()
    _, left = psutil.wait_procs(workers, 5)
    assert all(each.status() == psutil.STATUS_ZOMBIE for each in left)  # init may be slow to bury


@by_server
@pytest.mark.slow
def test_a_worker_that_is_killed_becomes_a_sentence(pictures):
    reading = Batches(pictures, 2, 0, workers=1).between(0, 1000)
    next(reading)
    (worker,) = workers_of(psutil.Process())
    worker.kill()
    told = r"pictures ended before its time \(.+\)\. Mostly that is want of memory"
    with pytest.raises(OutOfMemory, match=told):
        list(reading)


def test_workers_divide_the_memory(pictures):
    parts = [pictures.shared_by(workers).data.memory_mb for workers in (0, 1, 4)]
    assert parts == [4096, 4096, 1024]
