"""Pairs of pictures as tensors, jittered alike and kept in memory while they fit."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from pix2pix.config import DataConfig, GeneratorConfig, HalfValues, Size, ValuesConfig
from pix2pix.data import transform
from pix2pix.data.collage import collage
from pix2pix.data.edges import Bytes, redraw
from pix2pix.data.find_pairs import find_pairs
from pix2pix.data.layout import beside_the_pairs, require_matched
from pix2pix.data.own_scale import require_room, too_small
from pix2pix.data.pairs import Pair, read_pair
from pix2pix.data.values import settled
from pix2pix.distributed import is_main
from pix2pix.errors import DataError
from pix2pix.images import Picture, flatten
from pix2pix.images.values import planes
from pix2pix.plural import plural

logger = logging.getLogger(__name__)

AS_FOUND = ValuesConfig()
EIGHT_BITS = AS_FOUND.settled
TURN, LEAST = 12.0, 0.6  # degrees to either side; smallest size on the paper, as a share


class PairedPictures:
    """Pairs of (source, target); what ``sample`` returns depends on its arguments alone.

    Safe to use from several threads. Pictures are resized once, if at all, and kept as bytes
    (uint8), those of other values as float32; both from 0 (black) to 255 (white).
    """

    def __init__(
        self,
        pairs: Sequence[Pair],
        generator: GeneratorConfig,
        data: DataConfig,
        values: ValuesConfig = EIGHT_BITS,
    ) -> None:
        self.pairs = pairs
        self.generator = generator
        self.data = data
        self.values = values
        # To which pictures are enlarged, to be cropped from; none at their own scale.
        self.enlarged = None if data.crop else generator.size.times(data.jitter)
        self._kept: dict[int, tuple[Tensor, Tensor]] = {}
        self._kept_bytes = 0

    @classmethod
    def find(
        cls,
        folder: Path,
        generator: GeneratorConfig,
        data: DataConfig,
        seed: int,
        values: ValuesConfig = AS_FOUND,
    ) -> tuple["PairedPictures", "PairedPictures"]:
        """Training and held-out pairs of a folder, in any layout that ``find_pairs`` reads.

        How they were read, and files that are in no pair, are logged.

        Args:
            values: How they are read; what it leaves open is found in all of them.

        Raises:
            DataError: There are no pairs, a file has no partner, or one is smaller than a crop.
        """
        layout = find_pairs(folder, data)
        require_matched(layout, folder)
        train, held_out = layout.split(data.held_out, seed)
        if is_main():
            counts = plural(len(train), "pair"), len(held_out)
            logger.info("%s to train on, %d held out (%s)", *counts, layout.kind)
            for remark in layout.remarks:
                logger.info(remark)
            for sentence in beside_the_pairs(layout.beside(folder)):
                logger.warning(sentence)
        if data.crop:
            require_room([*train, *held_out], data.crop)
        found = settled(values, [*train, *held_out], data.direction)
        return cls(train, generator, data, found), cls(held_out, generator, data, found)

    def __len__(self) -> int:
        return len(self.pairs)

    def shared_by(self, processes: int) -> "PairedPictures":
        """The same pairs for one of several processes, with its part of the memory."""
        if not processes:
            return self
        memory = {"memory_mb": self.data.memory_mb // processes}
        data = self.data.model_copy(update=memory)
        return PairedPictures(self.pairs, self.generator, data, self.values)

    def plain(self, index: int) -> tuple[Tensor, Tensor]:
        """One pair at the model's size without jitter: source and target, (C, H, W).

        Scaled, or the middle of it where crops are learnt from.
        """
        size = self.generator.size
        if not self.data.crop:
            return self._read(index, size)
        source, target = self._read(index, None)
        height, width = source.shape[1:]
        top, left = (height - size.height) // 2, (width - size.width) // 2
        return transform.crop(source, top, left, size), transform.crop(target, top, left, size)

    def source(self, index: int) -> Image.Image:
        """The source of one pair as a person sees it, at the model's size; not to be translated."""
        return transform.to_picture(self.plain(index)[0])

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """One jittered pair at the model's size, (C, H, W) each (Isola et al. 2017, Sec. 6.2).

        Enlarged (or at their own scale), cropped and mirrored, the same for both; ``rng`` draws
        how. Shares of the pairs are made into a collage, or placed anywhere on white paper.
        """
        halves = list(self._prepared(index))
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
        """Turn and shrink both halves alike and place them on white paper, nothing cut off."""
        size = self.generator.size
        # The ends of what is longer than wide move further.
        angle = float(rng.uniform(-TURN, TURN)) * min(size) / max(size)
        small = size.times(rng.uniform(LEAST, 1.0))
        across, down = size.width - small.width, size.height - small.height
        left, top = rng.integers(0, [across + 1, down + 1]).tolist()
        rims = (left, top, across - left, down - top)
        placed = []
        for half in halves:
            # As a negative: what is filled in is 0, and no seam shows where it begins.
            turned = transform.resize(transform.rotate(255 - half, angle), small, "bilinear")
            placed.append(255 - transform.pad(turned, rims))
        return placed

    def _prepared(self, index: int) -> tuple[Tensor, Tensor]:
        kept = self._kept.get(index)
        if kept is None:
            kept = self._read(index, self.enlarged)
            size = sum(half.nbytes for half in kept)
            if self._kept_bytes + size <= self.data.memory_mb * 1_000_000:
                self._kept[index] = kept
                self._kept_bytes += size
        return kept

    def _read(self, index: int, size: Size | None) -> tuple[Tensor, Tensor]:
        pair = self.pairs[index]
        a, b = read_pair(pair)
        if self.data.direction == "b2a":
            a, b = b, a
        crop = self.data.crop
        if crop and (a.height < crop.height or a.width < crop.width):
            raise DataError(
                f"{too_small(pair, a.size, crop)} Take it out, or choose a smaller one."
            )
        source = _resized(a, self.generator.in_channels, self.values.source, size)
        return source, _resized(b, self.generator.out_channels, self.values.target, size)


def spread(count: int, most: int) -> list[int]:
    """At most ``most`` indices, evenly over ``count``."""
    return [index * count // min(most, count) for index in range(min(most, count))]


def _pixels(half: Tensor) -> Bytes:
    """(C, H, W) to (H, W, C), rounded to bytes."""
    return transform.to_bytes(half).permute(1, 2, 0).contiguous().numpy()


def _tensor(pixels: Bytes, like: Tensor) -> Tensor:
    """(H, W, C) to (C, H, W), of the type of ``like``."""
    return torch.from_numpy(pixels).permute(2, 0, 1).to(like.dtype)


def _resized(picture: Picture, channels: int, values: HalfValues, size: Size | None) -> Tensor:
    """One half at that size, or as it is, (channels, H, W); classes are never mixed."""
    if values.kind in ("integer", "float"):
        measured = torch.from_numpy(np.ascontiguousarray(planes(picture, channels, values)))
        if size is None:
            return measured
        return transform.resize(measured, size, "bicubic").clamp_(0, 255)
    pixels = transform.from_picture(flatten(picture, channels, values))
    if size is None:
        return pixels
    return transform.resize(pixels, size, "nearest" if values.kind == "classes" else "bicubic")
