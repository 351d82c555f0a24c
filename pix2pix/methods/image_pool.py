"""A pool of earlier outputs, from which the discriminators are shown some.

Zhu et al. 2017, Sec. 4, after Shrivastava et al. 2017: a discriminator that sees the last outputs
alone forgets the mistakes of before, and the two networks go round in circles.
"""

from collections.abc import Sequence

import torch
from torch import Tensor


class ImagePool:
    """Keeps up to ``size`` pictures and gives some of them back.

    Until it is full it gives what it is given. From then on, each new picture is either given back
    itself, or takes the place of a kept one, which is given back instead: half of the time.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.kept: list[Tensor] = []

    def exchange(self, pictures: Tensor, seeds: Sequence[int]) -> Tensor:
        """Some of the new pictures, some kept ones in their places.

        Args:
            pictures: (N, C, H, W), without gradients.
            seeds: One per picture: what becomes of it depends on its seed and on what is kept.
        """
        if not self.size:
            return pictures
        chosen = []
        for picture, seed in zip(pictures.detach(), seeds, strict=True):
            if len(self.kept) < self.size:
                self.kept.append(picture.clone())
                chosen.append(picture)
                continue
            source = torch.Generator().manual_seed(seed)
            swap = bool(torch.rand((), generator=source) > 0.5)
            place = int(torch.randint(self.size, (), generator=source))
            chosen.append(self.kept[place] if swap else picture)
            if swap:
                self.kept[place] = picture.clone()
        return torch.stack(chosen)

    def fill(self, pictures: Sequence[Tensor]) -> None:
        """Take up the pictures of an earlier pool.

        Raises:
            ValueError: There are more than may be kept.
        """
        if len(pictures) > self.size:
            raise ValueError(f"a pool of {len(pictures)} pictures, but pool_size is {self.size}")
        self.kept = list(pictures)
