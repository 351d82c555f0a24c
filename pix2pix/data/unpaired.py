"""Pictures of two domains as tensors, none of which need belong together (Zhu et al. 2017)."""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from torch import Tensor

from pix2pix.config import BaseGeneratorConfig, DataConfig, HalfValues, Size, ValuesConfig
from pix2pix.data import transform
from pix2pix.data.find_unpaired import find_two_domains, names_match
from pix2pix.data.layout import beside_the_pairs
from pix2pix.data.own_scale import require_room, too_small
from pix2pix.data.pairs import Half
from pix2pix.data.pictures import AS_FOUND, EIGHT_BITS, Pictures, middle, resized
from pix2pix.data.see_through import laid_on_white
from pix2pix.data.values import settled
from pix2pix.distributed import is_main
from pix2pix.errors import DataError

logger = logging.getLogger(__name__)


class UnpairedPictures(Pictures):
    """Pictures of the source and of the target domain, in any numbers."""

    def __init__(
        self,
        sources: Sequence[Half],
        targets: Sequence[Half],
        generator: BaseGeneratorConfig,
        data: DataConfig,
        values: ValuesConfig = EIGHT_BITS,
    ) -> None:
        super().__init__(generator, data, values)
        self.sources = sources
        self.targets = targets

    @classmethod
    def find(
        cls,
        folder: Path,
        generator: BaseGeneratorConfig,
        data: DataConfig,
        seed: int,
        values: ValuesConfig = AS_FOUND,
    ) -> tuple["UnpairedPictures", "UnpairedPictures"]:
        """Training and held-out pictures of a folder, as ``find_two_domains`` reads it.

        How they were read, and files that are in neither domain, are logged.

        Args:
            values: How they are read; what it leaves open is found in all of them.

        Raises:
            DataError: There are no two domains, or a picture is smaller than a crop.
        """
        found = find_two_domains(folder, data)
        train, kept = found.split(data.held_out, seed)
        if is_main():
            counts = f"{len(train[0])} and {len(train[1])}", f"{len(kept[0])} and {len(kept[1])}"
            logger.info("%s pictures to train on, %s held out (%s)", *counts, found.kind)
            for sentence in beside_the_pairs(found.beside(folder)):
                logger.warning(sentence)
        a, b = [*train[0], *kept[0]], [*train[1], *kept[1]]
        if data.crop:
            require_room([*a, *b], data.crop)
        how = settled(values, a, b, data.direction)
        if data.direction == "b2a":
            train, kept = train[::-1], kept[::-1]
        if is_main():
            for sentence in laid_on_white(*train, generator):
                logger.warning(sentence)
        return cls(*train, generator, data, how), cls(*kept, generator, data, how)

    def __len__(self) -> int:
        """Those of the larger domain; none where the other is empty."""
        both = len(self.sources), len(self.targets)
        return max(both) if all(both) else 0

    @property
    def files(self) -> Sequence[tuple[Path, ...]]:
        return [(half.file,) for half in (*self.sources, *self.targets)]

    def file_of(self, index: int, half: Literal[0, 1]) -> Path:
        return (self._of_target if half else self._of_source)(index)[0].file

    @property
    def are_pairs(self) -> bool:
        return names_match(self.sources, self.targets)

    def reversed(self) -> "UnpairedPictures":
        generator, values = self.generator.reversed(), self.values.reversed()
        return UnpairedPictures(self.targets, self.sources, generator, self.data, values)

    def plain(self, index: int) -> tuple[Tensor, Tensor]:
        if self.data.crop:
            return self.as_stored(index)
        size = self.generator.size
        read = self._of_source(index), self._of_target(index)
        return self._read(*read[0], size), self._read(*read[1], size)

    def as_stored(self, index: int) -> tuple[Tensor, Tensor]:
        read = self._of_source(index), self._of_target(index)
        source, target = (self._read(*each, None) for each in read)
        if not self.data.crop:
            return source, target
        size = self.generator.size
        return middle(source, size), middle(target, size)

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Each is cropped and mirrored on its own; of the smaller domain, any is drawn."""
        drawn = int(rng.integers(min(len(self.sources), len(self.targets))))
        places = [index, drawn] if len(self.sources) >= len(self.targets) else [drawn, index]
        chosen = self._of_source(places[0]), self._of_target(places[1])
        jittered = []
        for half, channels, values in chosen:
            prepare = partial(self._prepared, half, channels, values)
            (picture,) = self._remembered((half, channels), prepare)
            size, (height, width) = self.generator.size, picture.shape[1:]
            room = [height - size.height + 1, width - size.width + 1]
            top, left = rng.integers(0, room).tolist()
            cropped = transform.crop(picture, top, left, size)
            flipped = self.data.mirror and rng.random() < 0.5
            jittered.append(transform.mirror(cropped) if flipped else cropped)
        return jittered[0], jittered[1]

    def _of_source(self, index: int) -> tuple[Half, int, HalfValues]:
        half = self.sources[index % len(self.sources)]
        return half, self.generator.in_channels, self.values.source

    def _of_target(self, index: int) -> tuple[Half, int, HalfValues]:
        half = self.targets[index % len(self.targets)]
        return half, self.generator.out_channels, self.values.target

    def _prepared(self, half: Half, channels: int, values: HalfValues) -> tuple[Tensor]:
        return (self._read(half, channels, values, self.enlarged),)

    def _read(self, half: Half, channels: int, values: HalfValues, size: Size | None) -> Tensor:
        picture, crop = half.open(), self.data.crop
        if crop and (picture.height < crop.height or picture.width < crop.width):
            sentence = too_small(half, picture.size, crop)
            raise DataError(f"{sentence} Take it out, or choose a smaller one.")
        return resized(picture, channels, values, size)
