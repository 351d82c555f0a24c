"""A large picture in overlapping tiles, and one picture of them again, without a seam.

What a network needs in memory grows with the picture. So a large one is translated tile by tile.
Near the rim of a tile a network sees padding instead of picture, so the rim is thrown away; in the
middle of an overlap, one tile fades into the next as half a wave of a cosine, as in mosaics of
photos (Burt and Adelson 1983, "A Multiresolution Spline with Application to Image Mosaics"). The
picture comes out in bands, so that neither its tiles nor the whole need to be held as floats.

A network without norms makes of tiles what it makes of the whole. Norms look at each tile alone, so
there tiles are pictures of their own: no seam shows, but where the picture changes from one end to
the other, the tone of the output drifts a little against that of the whole.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from pix2pix.config import HalfValues
from pix2pix.images.flatten import flatten
from pix2pix.images.samples import Picture, is_deep, samples_of
from pix2pix.images.tensors import planes_to_tensor, to_tensor
from pix2pix.images.values import as_a_whole, planes

# For each pixel that it sees, the paper's U-Net takes half a kilobyte, CycleGAN's network a whole.
LARGEST_WHOLE = 2_100_000  # px in all, those of Full HD; larger pictures are cut into tiles
SIDE = 1024  # px of a tile, if the network does not need more
RIM = 4  # of an overlap, one part in so many is thrown away at either end

Box = tuple[int, int, int, int]  # left, top, right, bottom, as Pillow has it


class Band(NamedTuple):
    """Finished rows of a picture."""

    top: int
    pixels: Tensor
    """(C, rows, width)."""


class Tiling:
    """Where the tiles of a picture lie.

    A convolution of stride 2 pairs up its pixels from the first on, so tiles begin where the
    network, if it saw the whole, would begin a pixel of its bottleneck.

    Args:
        multiple: What height and width of a tile must divide by. The picture is thought of as
            padded to it at the right and at the bottom.
        least: Smallest side of a tile that is any good to the network.
        smallest: Smallest side of a picture that the network can take; smaller ones are padded.
    """

    def __init__(
        self, height: int, width: int, multiple: int, least: int = 1, smallest: int = 1
    ) -> None:
        self.height = height
        self.width = width
        padded = [_up(max(length, smallest), multiple) for length in (height, width)]
        self.side = max(padded)
        self.rows, self.columns = ([range(length)] for length in padded)
        if height * width > LARGEST_WHOLE:
            self.side = _up(max(SIDE, least), multiple)
            # Where the bottleneck is a pixel a tile, it cannot lie on the grid of the next.
            grid = multiple if self.side > multiple else multiple // 2
            self.rows, self.columns = (spans(length, self.side, grid) for length in padded)

    @property
    def is_whole(self) -> bool:
        """One tile holds the picture."""
        return len(self.rows) == len(self.columns) == 1

    def blend(self, translate: Callable[[Box], Tensor]) -> Iterator[Band]:
        """The picture that its tiles make, from top to bottom.

        Holds one row of tiles.

        Args:
            translate: Gives the tile of a box, (C, H, W). The box may end beyond the picture.
        """
        across = weights(self.columns)
        down = weights(self.rows)
        begun: Tensor | None = None  # the rows to which the next tiles will add
        for row, rows in enumerate(self.rows):
            band: Tensor | None = None
            for columns, horizontal in zip(self.columns, across, strict=True):
                tile = translate((columns.start, rows.start, columns.stop, rows.stop))
                if band is None:
                    band = tile.new_zeros(len(tile), len(rows), self.columns[-1].stop)
                    if begun is not None:
                        band[:, : begun.shape[1]] = begun
                tile = tile * down[row][:, None] * horizontal
                band[..., columns.start : columns.stop] += tile
            assert band is not None
            following = self.rows[row + 1].start if row + 1 < len(self.rows) else self.height
            finished = following - rows.start
            yield Band(rows.start, band[:, :finished, : self.width])
            begun = band[:, finished:].clone()


def sources(picture: Picture, channels: int, values: HalfValues) -> Callable[[Box], Tensor]:
    """What a network sees of the boxes of a picture, (C, H, W) in [-1, 1], made when asked for.

    Where a box ends beyond the picture, its last pixels go on.

    Raises:
        PictureError: It holds bands or values that ``values`` does not say how to show.
    """
    width, height = picture.size
    convert = _converter(picture, channels, values)

    def source(box: Box) -> Tensor:
        left, top, right, bottom = box
        inside = left, top, min(right, width), min(bottom, height)
        beyond = (0, right - inside[2], 0, bottom - inside[3])
        return F.pad(convert(inside)[None], beyond, mode="replicate")[0]

    return source


def _converter(picture: Picture, channels: int, values: HalfValues) -> Callable[[Box], Tensor]:
    if is_deep(picture) and values.kind != "classes":
        samples = samples_of(picture)
        scale = as_a_whole(samples, values)
        return lambda box: planes_to_tensor(planes(samples.crop(box), channels, scale))
    shown = flatten(picture, channels, values)
    return lambda box: to_tensor(shown.crop(box))


def spans(length: int, side: int, grid: int) -> list[range]:
    """Tiles along one side of a picture: evenly spread, each beginning on the grid.

    Neighbours share a quarter of a tile at least.
    """
    if length <= side:
        return [range(length)]
    overlap = _up(side // 4, grid)
    count = -(-(length - overlap) // (side - overlap))
    free = (length - side) // grid
    starts = [free * number // (count - 1) * grid for number in range(count)]
    return [range(start, start + side) for start in starts]


def weights(tiles: list[range]) -> list[Tensor]:
    """How much each tile counts along one side, (its length,) each; 1 in sum everywhere."""
    length = tiles[-1].stop
    risen = [torch.ones(length), *(_rise(*pair, length) for pair in pairwise(tiles))]
    fallen = [*risen[1:], torch.zeros(length)]
    return [
        (up - down)[tile.start : tile.stop]
        for up, down, tile in zip(risen, fallen, tiles, strict=True)
    ]


def _rise(before: range, after: range, length: int) -> Tensor:
    """From 0, where the tile before counts alone, to 1, where this one has taken over."""
    rim = (before.stop - after.start) // RIM
    first, last = after.start + rim, before.stop - rim
    way = (torch.arange(length) + 0.5 - first).div(last - first).clamp(0, 1)
    return (1 - torch.cos(torch.pi * way)) / 2


def _up(length: int, multiple: int) -> int:
    return -(-length // multiple) * multiple
