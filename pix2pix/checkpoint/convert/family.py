"""What ``convert`` asks of each kind of foreign network: a module with these names."""

from pathlib import Path
from typing import Protocol

from torch import Tensor

from pix2pix.config import GeneratorConfig

Tensors = dict[str, Tensor]


class Family(Protocol):
    """Knows the networks of one program by the names of their tensors."""

    NAME: str

    def networks(self, tensors: Tensors, /) -> dict[str, Tensors]:
        """Those of this kind among some tensors, by what stands before their names."""
        ...

    def translate(
        self, tensors: Tensors, file: Path, /, *, running_averages: bool
    ) -> tuple[GeneratorConfig, Tensors]:
        """Say what a network is, and rename its tensors to ours.

        Raises:
            CheckpointError: It is one that we cannot build, or ``running_averages`` are asked for
                and there are none.
        """
        ...
