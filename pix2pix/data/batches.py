"""Batches of pairs, as a function of (seed, epoch, position).

What a step sees does not depend on what was drawn before it, so a run can continue anywhere
and on any number of processes.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypedDict

import numpy as np
import torch
from torch import Tensor

from pix2pix.data.paired import PairedPictures
from pix2pix.errors import DataError


class Batch(TypedDict):
    """What a step learns from.

    Attributes:
        source, target: (N, C, H, W) float32 in [-1, 1].
        seed: (N,) int64, on the CPU; chooses the noise of each pair.
    """

    source: Tensor
    target: Tensor
    seed: Tensor


AHEAD = 3  # batches prepared while the network works on one


class Batches:
    """Shuffled, jittered batches of a data set.

    Args:
        batch_size: Pairs per process.
        rank: Number of this process among ``world`` processes, which share each batch.
        workers: Threads that prepare batches ahead.
    """

    def __init__(
        self,
        pictures: PairedPictures,
        batch_size: int,
        seed: int,
        *,
        rank: int = 0,
        world: int = 1,
        workers: int = 1,
    ) -> None:
        if not len(pictures):
            raise DataError("There are no training pairs. Add some, or hold out fewer.")
        self.pictures = pictures
        self.batch_size = batch_size
        self.seed = seed
        self.rank = rank
        self.world = world
        self.workers = max(1, workers)
        self.per_epoch = -(-len(pictures) // (batch_size * world))

    def between(self, first: int, last: int) -> Iterator[Batch]:
        """The batches of steps ``first`` (inclusive) to ``last`` (exclusive).

        Yields:
            ``source`` and ``target``, (N, C, H, W) in [-1, 1], and ``seed`` (N,) for the noise.
        """
        ahead: deque[list[Future[tuple[Tensor, Tensor]]]] = deque()
        seeds: deque[list[int]] = deque()
        with ThreadPoolExecutor(self.workers, thread_name_prefix="pictures") as pool:
            try:
                for step in range(first, last + AHEAD):
                    if step < last:
                        chosen = self._chosen(step)
                        ahead.append([pool.submit(self._sample, *where) for where in chosen])
                        seeds.append([self._seed(epoch, place) for epoch, place, _ in chosen])
                    if len(ahead) > AHEAD or (step >= last and ahead):
                        halves = [future.result() for future in ahead.popleft()]
                        yield collate(halves, seeds.popleft())
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _chosen(self, step: int) -> list[tuple[int, int, int]]:
        """(epoch, place in the epoch, index of the pair) of what this process sees in a step."""
        epoch, batch = divmod(step, self.per_epoch)
        order = np.random.default_rng((self.seed, epoch)).permutation(len(self.pictures))
        first = batch * self.batch_size * self.world + self.rank * self.batch_size
        places = range(first, first + self.batch_size)
        # The last batch is filled up from the start of the epoch.
        return [(epoch, place, int(order[place % len(order)])) for place in places]

    def _seed(self, epoch: int, place: int) -> int:
        return int(np.random.default_rng((self.seed, epoch, place, 1)).integers(2**31))

    def _sample(self, epoch: int, place: int, index: int) -> tuple[Tensor, Tensor]:
        return self.pictures.sample(index, np.random.default_rng((self.seed, epoch, place)))


def collate(halves: list[tuple[Tensor, Tensor]], seeds: list[int]) -> Batch:
    """Stack uint8 pairs and scale them to [-1, 1]."""
    source, target = (
        torch.stack(column).float().div_(127.5).sub_(1) for column in zip(*halves, strict=True)
    )
    return {"source": source, "target": target, "seed": torch.tensor(seeds)}
