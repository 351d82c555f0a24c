"""Batches of pairs, as a function of (seed, epoch, position).

What a step sees does not depend on what was drawn before it, nor on how many processes read, so
a run can continue anywhere and on any machine. PyTorch's ``DataLoader`` does the reading; its
sampler knows the order of the epochs.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from pix2pix.data.pictures import Pictures
from pix2pix.data.workers import no_interrupts, prepare_worker, start_method
from pix2pix.errors import DataError, OutOfMemory, Pix2PixError


class Batch(TypedDict):
    """What a method learns from in one step."""

    source: Tensor
    """(N, C, H, W) float32 in [-1, 1], on the CPU."""
    target: Tensor
    """(N, C, H, W) float32 in [-1, 1]; N, H and W are those of the source."""
    seed: Tensor
    """(N,) int64, to draw the noise of each pair from."""


class Batches:
    """Shuffled, jittered batches of a data set.

    Args:
        batch_size: Pairs per training process.
        rank: Number of this training process among ``world``, which share each batch.
        workers: Processes that read ahead; 0 reads in this one, whenever a batch is asked for.
            Each keeps its own pictures in memory, so they divide ``memory_mb``.
    """

    def __init__(
        self,
        pictures: Pictures,
        batch_size: int,
        seed: int,
        *,
        rank: int = 0,
        world: int = 1,
        workers: int = 0,
    ) -> None:
        if not len(pictures):
            raise DataError("There are no pictures to train on. Add some, or hold out fewer.")
        self.pictures = pictures
        self.batch_size = batch_size
        self.seed = seed
        self.rank = rank
        self.world = world
        self.workers = workers
        self.per_epoch = -(-len(pictures) // (batch_size * world))

    def between(self, first: int, last: int) -> Iterator[Batch]:
        """The batches of steps ``first`` (inclusive) to ``last`` (exclusive).

        Raises:
            Pix2PixError: A picture cannot be read; which one and why.
            OutOfMemory: A process that read pictures was killed.
        """
        if first >= last:
            return
        loader = DataLoader(
            _Samples(self.pictures.shared_by(self.workers), self.seed),
            batch_sampler=_Places(self, first, last),
            collate_fn=_collate,
            num_workers=self.workers,
            multiprocessing_context=start_method(preload=__name__) if self.workers else None,
            worker_init_fn=prepare_worker,
            generator=torch.Generator(),  # else it would draw from the one of the training
        )
        with no_interrupts() if self.workers else nullcontext():
            reading = iter(loader)
        try:
            while (found := _next(reading)) is not None:
                if isinstance(found, Pix2PixError):
                    raise found
                yield _scaled(found)
        finally:
            del reading  # ends the workers, also while an error is on its way


class _Place(NamedTuple):
    """Where in the run a pair is shown, which decides its jitter and noise, and which pair."""

    epoch: int
    position: int
    pair: int


class _Places(Sampler[list[_Place]]):
    """What this training process sees in each step."""

    def __init__(self, batches: Batches, first: int, last: int) -> None:
        self.batches = batches
        self.steps = range(first, last)

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[list[_Place]]:
        own = self.batches
        known, order = -1, np.empty(0, np.int64)
        for step in self.steps:
            epoch, batch = divmod(step, own.per_epoch)
            if epoch != known:
                shuffle = np.random.default_rng((own.seed, epoch))
                known, order = epoch, shuffle.permutation(len(own.pictures))
            start = (batch * own.world + own.rank) * own.batch_size
            # The last batch is filled up from the start of the epoch.
            yield [
                _Place(epoch, position, int(order[position % len(order)]))
                for position in range(start, start + own.batch_size)
            ]


class _Sample(NamedTuple):
    """One jittered pair: (C, H, W) uint8 each, and the seed of its noise."""

    source: Tensor
    target: Tensor
    seed: int


@dataclass
class _Samples(Dataset[_Sample | Pix2PixError]):
    """The pairs of a data set as they are shown at a place."""

    pictures: Pictures
    seed: int

    def __getitem__(self, place: _Place) -> _Sample | Pix2PixError:
        jitter = np.random.default_rng((self.seed, place.epoch, place.position))
        noise = np.random.default_rng((self.seed, place.epoch, place.position, 1))
        try:
            source, target = self.pictures.sample(place.pair, jitter)
        except Pix2PixError as error:  # raised, it would arrive with a traceback in its sentence
            return error
        return _Sample(source, target, int(noise.integers(2**31)))


class _Stacked(NamedTuple):
    """A batch on its way: (N, C, H, W) uint8, a quarter of the room of floats.

    Between processes each tensor costs a connection, so the seeds are none.
    """

    source: Tensor
    target: Tensor
    seeds: tuple[int, ...]


def _collate(samples: list[_Sample | Pix2PixError]) -> _Stacked | Pix2PixError:
    whole = []
    for sample in samples:
        if isinstance(sample, Pix2PixError):
            return sample
        whole.append(sample)
    sources, targets, seeds = zip(*whole, strict=True)
    return _Stacked(torch.stack(sources), torch.stack(targets), seeds)


def _next(reading: Iterator[_Stacked | Pix2PixError]) -> _Stacked | Pix2PixError | None:
    try:
        return next(reading, None)
    except (RuntimeError, EOFError, ConnectionError, FileNotFoundError) as error:
        # A worker was found dead, or while it handed over what it had read.
        if isinstance(error, RuntimeError) and "DataLoader worker" not in str(error):
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise OutOfMemory(
            f"A process that reads pictures ended before its time ({reason}). Mostly that is want "
            "of memory: lower --memory-mb or --workers; in a container, give it more shared memory "
            "(--shm-size)."
        ) from error


def _scaled(batch: _Stacked) -> Batch:
    """From bytes to [-1, 1]."""
    source, target = (half.float().div_(127.5).sub_(1) for half in (batch.source, batch.target))
    return Batch(source=source, target=target, seed=torch.tensor(batch.seeds))
