"""What a method learns from: pictures of two domains as tensors, kept in memory while they fit."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from pathlib import Path
from typing import Literal, Self

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from pix2pix.config import BaseGeneratorConfig, DataConfig, HalfValues, Size, ValuesConfig
from pix2pix.data import transform
from pix2pix.images import Picture, flatten
from pix2pix.images.values import planes

AS_FOUND = ValuesConfig()
EIGHT_BITS = AS_FOUND.settled


class Pictures(ABC):
    """Sources and targets; what ``sample`` returns depends on its arguments alone.

    Safe to use from several threads. Pictures are resized once, if at all, and kept as bytes
    (uint8), those of other values as float32; both from 0 (black) to 255 (white).
    """

    def __init__(
        self, generator: BaseGeneratorConfig, data: DataConfig, values: ValuesConfig = EIGHT_BITS
    ) -> None:
        self.generator = generator
        self.data = data
        self.values = values
        # To which pictures are enlarged, to be cropped from; none at their own scale.
        self.enlarged = None if data.crop else generator.size.times(data.jitter)
        self._kept: dict[Hashable, tuple[Tensor, ...]] = {}
        self._kept_bytes = 0

    @abstractmethod
    def __len__(self) -> int:
        """How many are shown in an epoch."""

    @property
    @abstractmethod
    def files(self) -> Sequence[tuple[Path, ...]]:
        """The files of each; by their names and sizes a run knows them again."""

    @abstractmethod
    def file_of(self, index: int, half: Literal[0, 1]) -> Path:
        """The file that holds a source (0) or a target (1)."""

    @property
    @abstractmethod
    def are_pairs(self) -> bool:
        """The source and the target of one index belong together."""

    @abstractmethod
    def plain(self, index: int) -> tuple[Tensor, Tensor]:
        """A source and a target at the model's size without jitter, (C, H, W).

        Scaled, or the middle of them where crops are learnt from.
        """

    @abstractmethod
    def as_stored(self, index: int) -> tuple[Tensor, Tensor]:
        """The same as their files hold them: not a pixel is resampled, so labels stay labels."""

    @abstractmethod
    def sample(self, index: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """A source and a target, jittered as ``rng`` draws, (C, H, W) each."""

    @abstractmethod
    def reversed(self) -> "Pictures":
        """The same for a generator of the other direction: targets become sources."""

    def source(self, index: int) -> Image.Image:
        """A source as a person sees it, at the model's size; not to be translated."""
        return transform.to_picture(self.plain(index)[0])

    def target(self, index: int) -> Image.Image:
        """A target likewise."""
        return transform.to_picture(self.plain(index)[1])

    def shared_by(self, processes: int) -> Self:
        """The same pictures for one of several processes, with its part of the memory."""
        if not processes:
            return self
        shared = copy(self)
        memory = {"memory_mb": self.data.memory_mb // processes}
        shared.data = self.data.model_copy(update=memory)
        shared._kept, shared._kept_bytes = {}, 0
        return shared

    def _remembered(
        self, key: Hashable, read: Callable[[], tuple[Tensor, ...]]
    ) -> tuple[Tensor, ...]:
        """What ``read`` gave the last time, if there was room to keep it."""
        kept = self._kept.get(key)
        if kept is None:
            kept = read()
            size = sum(each.nbytes for each in kept)
            if self._kept_bytes + size <= self.data.memory_mb * 1_000_000:
                self._kept[key] = kept
                self._kept_bytes += size
        return kept


def spread(count: int, most: int) -> list[int]:
    """At most ``most`` indices, evenly over ``count``."""
    return [index * count // min(most, count) for index in range(min(most, count))]


def middle(picture: Tensor, size: Size) -> Tensor:
    """What is in the middle of a picture (C, H, W)."""
    height, width = picture.shape[1:]
    top, left = (height - size.height) // 2, (width - size.width) // 2
    return transform.crop(picture, top, left, size)


def resized(picture: Picture, channels: int, values: HalfValues, size: Size | None) -> Tensor:
    """A picture at that size, or as it is, (channels, H, W); classes are never mixed."""
    if values.kind in ("integer", "float"):
        measured = torch.from_numpy(np.ascontiguousarray(planes(picture, channels, values)))
        if size is None:
            return measured
        return transform.resize(measured, size, "bicubic").clamp_(0, 255)
    pixels = transform.from_picture(flatten(picture, channels, values))
    if size is None:
        return pixels
    return transform.resize(pixels, size, "nearest" if values.kind == "classes" else "bicubic")
