import threading
from collections import Counter

import pytest
import torch
from conftest import SMALL, write_pairs

from pix2pix.config import DataConfig
from pix2pix.data.batches import Batches
from pix2pix.data.paired import PairedPictures
from pix2pix.errors import DataError, PictureError


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


@pytest.mark.parametrize("workers", [0, 1, 4])
def test_batches_do_not_depend_on_the_number_of_workers(pictures, workers):
    found = Batches(pictures, 2, 1, workers=workers).between(0, 6)
    expected = Batches(pictures, 2, 1).between(0, 6)
    assert all(same(*both) for both in zip(found, expected, strict=True))


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
    assert str(error.value) == "There are no training pairs. Add some, or hold out fewer."


def test_nothing_left_to_show_gives_no_batches(pictures):
    assert list(Batches(pictures, 2, 0).between(5, 5)) == []
    assert list(Batches(pictures, 2, 0).between(7, 5)) == []


def test_a_damaged_picture_stops_the_batches_with_its_name(tmp_path):
    write_pairs(tmp_path, 4)
    (tmp_path / "002.png").write_bytes(b"damaged")
    broken = PairedPictures.find(tmp_path, SMALL, DataConfig(held_out=0), 0)[0]
    with pytest.raises(PictureError, match="002.png cannot be read"):
        list(Batches(broken, 2, 0).between(0, 2))


def test_leaving_early_stops_the_threads(pictures):
    before = threading.active_count()
    reading = Batches(pictures, 2, 0, workers=3).between(0, 1000)
    next(reading)
    reading.close()
    assert threading.active_count() == before
