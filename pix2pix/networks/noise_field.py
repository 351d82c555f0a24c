"""The noise of a picture that is too large to be translated at once, tile by tile.

Where tiles overlap they must have the same noise, or their outputs would differ. So there is one
field of noise, which goes on without end: it consists of blocks, each drawn from the seed and its
own place alone. A tile is cut out of the blocks that it covers, so no more is held.
"""

from dataclasses import replace

import numpy as np
import torch

from pix2pix.config import GeneratorConfig
from pix2pix.networks import noise_shapes
from pix2pix.networks.noise import Noise, draw_without_hint, hints_of


class NoiseField:
    """The noise that a seed stands for, everywhere.

    Args:
        seed: As for ``draw_noise``; ``None`` gives the mean of the noise.
        block: Side of what is drawn at once, in px; a multiple of what the network needs.
    """

    def __init__(self, config: GeneratorConfig, seed: int | None, block: int) -> None:
        self.config = config
        self.seed = seed
        self.block = block
        self._of_a_block = noise_shapes(config, block, block)

    def cut(self, left: int, top: int, width: int, height: int) -> Noise:
        """The noise of a tile, for one picture.

        Left and top lie on the pixels of the coarsest noise, which are half as wide as those of
        the bottleneck.
        """
        rows = range(top // self.block, -(-(top + height) // self.block))
        columns = range(left // self.block, -(-(left + width) // self.block))
        drawn = [[self._draw(row, column) for column in columns] for row in rows]
        down, across = top - rows.start * self.block, left - columns.start * self.block
        parts = []
        for part, shape in enumerate((*self._of_a_block.masks, *self._of_a_block.pixels)):
            px = self.block // shape[1]  # of the picture to one of the noise
            lines = [torch.cat([noise.tensors[part] for noise in line], dim=3) for line in drawn]
            field = torch.cat(lines, dim=2).narrow(2, down // px, height // px)
            parts.append(field.narrow(3, across // px, width // px).contiguous())
        noise = Noise.of(parts, self._of_a_block)
        return replace(noise, color_hint=hints_of(self.config, [self.seed]))

    def _draw(self, row: int, column: int) -> Noise:
        if self.seed is None:
            return draw_without_hint(self._of_a_block, [None])
        place = np.random.SeedSequence((self.seed % 2**63, row, column))
        return draw_without_hint(self._of_a_block, [int(place.generate_state(1, np.uint64)[0])])
