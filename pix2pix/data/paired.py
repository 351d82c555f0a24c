"""Pairs of pictures as tensors, jittered alike."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

import numpy as np
import torch
from torch import Tensor

from pix2pix.config import BaseGeneratorConfig, DataConfig, Size, ValuesConfig
from pix2pix.config.generator import WITH_OPACITY
from pix2pix.data import transform
from pix2pix.data.collage import collage
from pix2pix.data.edges import Bytes, redraw
from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.fitting import NO_PAIRS, fitting_method
from pix2pix.data.layout import beside_the_pairs, require_matched
from pix2pix.data.own_scale import require_room, too_small
from pix2pix.data.pairs import Pair, halves_of, read_pair
from pix2pix.data.pictures import AS_FOUND, EIGHT_BITS, Pictures, middle, resized
from pix2pix.data.see_through import laid_on_white
from pix2pix.data.values import settled
from pix2pix.distributed import is_main
from pix2pix.errors import DataError
from pix2pix.plural import plural

logger = logging.getLogger(__name__)

TURN, LEAST = 12.0, 0.6  # degrees to either side; smallest size on the paper, as a share


class PairedPictures(Pictures):
    """Pairs of (source, target)."""

    def __init__(
        self,
        pairs: Sequence[Pair],
        generator: BaseGeneratorConfig,
        data: DataConfig,
        values: ValuesConfig = EIGHT_BITS,
    ) -> None:
        super().__init__(generator, data, values)
        self.pairs = pairs

    @classmethod
    def find(
        cls,
        folder: Path,
        generator: BaseGeneratorConfig,
        data: DataConfig,
        seed: int,
        values: ValuesConfig = AS_FOUND,
    ) -> tuple[Self, Self]:
        """Training and held-out pairs of a folder, in any layout that ``find_pairs`` reads.

        How they were read, and files that are in no pair, are logged.

        Args:
            values: How they are read; what it leaves open is found in all of them.

        Raises:
            DataError: There are no pairs, a file has no partner, or one is smaller than a crop.
        """
        try:
            layout = find_pairs(folder, data)
            require_matched(layout, folder)
        except DataError as error:
            if fitting_method(folder, data) == "cyclegan":
                raise DataError(f"{error} {NO_PAIRS}") from error
            raise
        train, held_out = layout.split(data.held_out, seed)
        if is_main():
            counts = plural(len(train), "pair"), len(held_out)
            logger.info("%s to train on, %d held out (%s)", *counts, layout.kind)
            for remark in layout.remarks:
                logger.info(remark)
            for sentence in beside_the_pairs(layout.beside(folder)):
                logger.warning(sentence)
        a, b = halves_of([*train, *held_out])
        if is_main():
            for sentence in laid_on_white(
                *((b, a) if data.direction == "b2a" else (a, b)), generator
            ):
                logger.warning(sentence)
        if data.crop:
            require_room(a, data.crop)
        found = settled(values, a, b, data.direction)
        return cls(train, generator, data, found), cls(held_out, generator, data, found)

    def __len__(self) -> int:
        return len(self.pairs)

    @property
    def files(self) -> Sequence[tuple[Path, ...]]:
        return [pair.files for pair in self.pairs]

    def file_of(self, index: int, half: Literal[0, 1]) -> Path:
        turned = self.data.direction == "b2a"
        return self.pairs[index].halves[half ^ turned].file

    @property
    def are_pairs(self) -> bool:
        return True

    def plain(self, index: int) -> tuple[Tensor, Tensor]:
        return self.as_stored(index) if self.data.crop else self._read(index, self.generator.size)

    def as_stored(self, index: int) -> tuple[Tensor, Tensor]:
        source, target = self._read(index, None)
        if not self.data.crop:
            return source, target
        size = self.generator.size
        return middle(source, size), middle(target, size)

    def reversed(self) -> "PairedPictures":
        data = self.data.changed(direction="a2b" if self.data.direction == "b2a" else "b2a")
        return PairedPictures(self.pairs, self.generator.reversed(), data, self.values.reversed())

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """One jittered pair at the model's size, (C, H, W) each (Isola et al. 2017, Sec. 6.2).

        Enlarged (or at their own scale), cropped and mirrored, the same for both; ``rng`` draws
        how. Shares of the pairs are made into a collage, or placed anywhere on white paper, or on
        none where there is opacity.
        """
        halves = list(self._remembered(index, lambda: self._read(index, self.enlarged)))
        size = self.generator.size
        height, width = halves[0].shape[1:]
        top, left = rng.integers(0, [height - size.height + 1, width - size.width + 1]).tolist()
        if self.data.crop:
            halves = [transform.crop(half, top, left, size) for half in halves]
            top = left = 0
        mirror = self.data.mirror and rng.random() < 0.5
        if self.data.collage and rng.random() < self.data.collage:
            cropped = [_pixels(transform.crop(half, top, left, size)) for half in halves]
            made = collage(cropped[0], cropped[1], rng)
            halves = [_tensor(new, old) for new, old in zip(made, halves, strict=True)]
        elif self.data.random_placement and rng.random() < self.data.random_placement:
            halves = self._place(halves, rng)
        else:
            halves = [transform.crop(half, top, left, size) for half in halves]
        if mirror:
            halves = [transform.mirror(half) for half in halves]
        if self.data.hand_drawn and rng.random() < self.data.hand_drawn:
            halves[0] = _tensor(redraw(_pixels(halves[0]), rng), halves[0])
        return halves[0], halves[1]

    def _place(self, halves: list[Tensor], rng: np.random.Generator) -> list[Tensor]:
        """Turn and shrink both halves alike and place them on their paper, nothing cut off."""
        size = self.generator.size
        # The ends of what is longer than wide move further.
        angle = float(rng.uniform(-TURN, TURN)) * min(size) / max(size)
        small = size.times(rng.uniform(LEAST, 1.0))
        across, down = size.width - small.width, size.height - small.height
        left, top = rng.integers(0, [across + 1, down + 1]).tolist()
        rims = (left, top, across - left, down - top)
        placed = []
        for half in halves:
            # White paper as a negative: what is filled in is 0, and no seam shows where it begins.
            nothing = len(half) in WITH_OPACITY
            turned = transform.rotate(half if nothing else 255 - half, angle)
            laid = transform.pad(transform.resize(turned, small, "bilinear"), rims)
            placed.append(laid if nothing else 255 - laid)
        return placed

    def _read(self, index: int, size: Size | None) -> tuple[Tensor, Tensor]:
        pair = self.pairs[index]
        a, b = read_pair(pair)
        if self.data.direction == "b2a":
            a, b = b, a
        crop = self.data.crop
        if crop and (a.height < crop.height or a.width < crop.width):
            raise DataError(
                f"{too_small(pair.halves[0], a.size, crop)} Take it out, or choose a smaller one."
            )
        source = resized(a, self.generator.in_channels, self.values.source, size)
        return source, resized(b, self.generator.out_channels, self.values.target, size)


def redrawn(source: Tensor, index: int) -> Tensor:
    """The source of pair ``index`` as a hand would draw it; always the same."""
    return _tensor(redraw(_pixels(source), np.random.default_rng((0, index))), source)


def _pixels(half: Tensor) -> Bytes:
    """(C, H, W) to (H, W, C), rounded to bytes."""
    return transform.to_bytes(half).permute(1, 2, 0).contiguous().numpy()


def _tensor(pixels: Bytes, like: Tensor) -> Tensor:
    """(H, W, C) to (C, H, W), of the type of ``like``."""
    return torch.from_numpy(pixels).permute(2, 0, 1).to(like.dtype)
