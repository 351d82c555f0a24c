"""Pairs of pictures as tensors, jittered alike and kept in memory while they fit."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torchvision.transforms.v2 import functional as transform

from pix2pix.config import DataConfig, GeneratorConfig
from pix2pix.data.edges import redraw
from pix2pix.data.layout import Pair, find_pairs, require_matched
from pix2pix.errors import DataError
from pix2pix.images import flatten, open_picture

TOLERANCE = 0.02  # a side-by-side pair is 2:1 to within this


class PairedPictures:
    """Pairs of (source, target); what ``sample`` returns depends on its arguments alone.

    Safe to use from several threads. Pictures are resized once and kept as bytes (uint8).
    """

    def __init__(self, pairs: Sequence[Pair], generator: GeneratorConfig, data: DataConfig) -> None:
        self.pairs = pairs
        self.generator = generator
        self.data = data
        self.enlarged = round(generator.size * data.jitter)
        self._kept: dict[int, tuple[Tensor, Tensor]] = {}
        self._kept_bytes = 0

    @classmethod
    def find(
        cls, folder: Path, generator: GeneratorConfig, data: DataConfig, seed: int
    ) -> tuple["PairedPictures", "PairedPictures"]:
        """Training and held-out pairs of a folder, in any layout that ``find_pairs`` reads.

        Raises:
            DataError: There are no pairs, or a file has no partner.
        """
        layout = find_pairs(folder)
        require_matched(layout, folder)
        train, held_out = layout.split(data.held_out, seed)
        return cls(train, generator, data), cls(held_out, generator, data)

    def __len__(self) -> int:
        return len(self.pairs)

    def plain(self, index: int) -> tuple[Tensor, Tensor]:
        """One pair at the model's size without jitter: source and target, (C, H, W) uint8."""
        return self._read(index, self.generator.size)

    def source(self, index: int) -> Image.Image:
        """The source of one pair, as a picture at the model's size."""
        return transform.to_pil_image(self.plain(index)[0])

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """One jittered pair, (C, size, size) uint8 each (Isola et al. 2017, Sec. 6.2).

        Enlarged, cropped back and mirrored, the same for both; ``rng`` draws how.
        """
        source, target = self._enlarged(index)
        side = self.generator.size
        top, left = rng.integers(0, self.enlarged - side + 1, size=2).tolist()
        mirror = self.data.mirror and rng.random() < 0.5
        halves = []
        for half in (source, target):
            cropped = transform.crop(half, top, left, side, side)
            halves.append(transform.horizontal_flip(cropped) if mirror else cropped)
        if self.data.hand_drawn and rng.random() < self.data.hand_drawn:
            drawn = redraw(halves[0].permute(1, 2, 0).numpy(), rng)
            halves[0] = torch.from_numpy(drawn).permute(2, 0, 1)
        return halves[0], halves[1]

    def _enlarged(self, index: int) -> tuple[Tensor, Tensor]:
        kept = self._kept.get(index)
        if kept is None:
            kept = self._read(index, self.enlarged)
            size = sum(half.numel() for half in kept)
            if self._kept_bytes + size <= self.data.memory_mb * 1_000_000:
                self._kept[index] = kept
                self._kept_bytes += size
        return kept

    def _read(self, index: int, side: int) -> tuple[Tensor, Tensor]:
        pair = self.pairs[index]
        a, b = read_pair(pair)
        if self.data.direction == "b2a":
            a, b = b, a
        source = _resized(flatten(a, self.generator.in_channels), side)
        return source, _resized(flatten(b, self.generator.out_channels), side)


def _resized(picture: Image.Image, side: int) -> Tensor:
    tensor = transform.pil_to_tensor(picture)
    return transform.resize(tensor, [side, side], transform.InterpolationMode.BICUBIC)


def read_pair(pair: Pair) -> tuple[Image.Image, Image.Image]:
    """Open halves A and B of a pair.

    Raises:
        PictureError: A file is no picture.
        DataError: The halves differ in size, or a single file is not twice as wide as high.
    """
    if pair.b is not None:
        a, b = open_picture(pair.a), open_picture(pair.b)
        if a.size != b.size:
            raise DataError(
                f"{pair.a} is {a.width}x{a.height} px and {pair.b} is {b.width}x{b.height} px. "
                "Both halves of a pair must have the same size; scale or crop one of them."
            )
        return a, b
    both = open_picture(pair.a)
    width, height = both.size
    if width % 2 or abs(width / height - 2) > 2 * TOLERANCE:
        raise DataError(
            f"{pair.a} is {width}x{height} px; a pair side by side must be twice as wide as high. "
            "Crop it, or use folders A/ and B/."
        )
    half = width // 2
    return both.crop((0, 0, half, height)), both.crop((half, 0, width, height))
