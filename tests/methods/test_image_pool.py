import pytest
import torch

from pix2pix.methods.image_pool import ImagePool


def pictures(*values: float) -> torch.Tensor:
    return torch.tensor(values)[:, None, None, None].expand(-1, 3, 2, 2)


def values(batch: torch.Tensor) -> list[float]:
    return batch[:, 0, 0, 0].tolist()


def test_a_pool_fills_first_and_gives_back_what_it_gets():
    pool = ImagePool(3)
    assert values(pool.exchange(pictures(1, 2), [0, 1])) == [1, 2]
    assert values(pool.exchange(pictures(3), [2])) == [3]
    assert values(torch.stack(pool.kept)) == [1, 2, 3]


def test_a_full_pool_gives_an_old_picture_half_of_the_time_and_keeps_the_new_one_for_it():
    pool = ImagePool(50)
    pool.exchange(pictures(*range(50)), range(50))
    old = 0
    for number in range(50, 1050):
        kept = values(torch.stack(pool.kept))
        (given,) = values(pool.exchange(pictures(number), [number]))
        if given == number:
            assert values(torch.stack(pool.kept)) == kept
        else:
            old += 1
            kept[kept.index(given)] = number
            assert values(torch.stack(pool.kept)) == kept
    assert 450 < old < 550


def test_a_pool_of_none_gives_back_what_it_gets():
    pool = ImagePool(0)
    assert values(pool.exchange(pictures(1, 2), [0, 1])) == [1, 2]
    assert pool.kept == []


def test_what_is_kept_does_not_change_with_the_picture_that_was_given():
    pool, picture = ImagePool(1), torch.zeros(1, 3, 2, 2)
    pool.exchange(picture, [0])
    picture.fill_(1)
    assert values(torch.stack(pool.kept)) == [0]


def test_a_fuller_pool_than_may_be_is_refused():
    with pytest.raises(ValueError, match="a pool of 3 pictures, but pool_size is 2"):
        ImagePool(2).fill(list(pictures(1, 2, 3)))
