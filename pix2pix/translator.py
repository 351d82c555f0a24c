"""Inference: how both apps use a trained generator."""

from functools import partial
from pathlib import Path
from shutil import copyfile

import numpy as np
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from pix2pix.checkpoint.files import NEEDED
from pix2pix.checkpoint.run import is_training
from pix2pix.config import ModelConfig, ValuesConfig
from pix2pix.engines import Engine, EngineName, load_engine
from pix2pix.errors import CheckpointError, PictureError
from pix2pix.files import replace
from pix2pix.images import Picture, flatten, is_deep, to_picture, to_tensor
from pix2pix.images.tensors import planes_to_tensor, to_planes
from pix2pix.images.values import Planes, in_units, planes, resized
from pix2pix.networks import noise_shapes
from pix2pix.networks.noise import Noise, draw_noise

AS_TRAINED = ValuesConfig()
LARGEST_NATIVE = 4_000_000  # px in all, at the picture's own size


class Translator:
    """Turns a picture into its counterpart in the other domain.

    >>> translator = Translator.load("checkpoints/edges2photo")
    >>> photo = translator(Image.open("sketch.png"))

    Holds no state between calls, so any number of threads may share one.
    """

    def __init__(self, engine: Engine, config: ModelConfig) -> None:
        self.config = config
        self._engine = engine
        self._checkpoint: Path | None = None  # where it was loaded from

    @classmethod
    def load(
        cls,
        checkpoint: str | Path,
        engine: EngineName = "auto",
        values: ValuesConfig = AS_TRAINED,
    ) -> "Translator":
        """Load a checkpoint folder onto the fastest engine that this machine has.

        Args:
            values: How its pictures are read, where that is not as it was trained.

        Raises:
            CheckpointError: There is no such folder, or its weights do not fit its config.
            EngineError: The engine was asked for by name and does not work here.
        """
        folder = Path(checkpoint)
        runs, config = load_engine(folder, engine, training=is_training(folder))
        translator = cls(runs, config.changed(values=config.values.changed(**values.asked)))
        translator._checkpoint = folder
        return translator

    @classmethod
    def from_pretrained(cls, model: str | Path) -> "Translator":
        """Load ``owner/name[@revision]`` from the Hugging Face Hub, or a checkpoint folder.

        Raises:
            HubError: The name, the repository or the connection does not allow it.
            CheckpointError: There is no pix2pix generator, or it does not fit its config.
        """
        from pix2pix import hub

        return cls.load(model if Path(model).is_dir() else hub.pull(str(model)))

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the two files that a translator needs, as they were loaded.

        Raises:
            CheckpointError: It was not loaded from a checkpoint.
            DiskError: There is no room.
        """
        for name in NEEDED:
            replace(Path(folder) / name, partial(copyfile, self._origin() / name))

    def push_to_hub(self, repository: str, *, private: bool = True) -> str:
        """Publish the checkpoint as ``owner/name`` and return the address of its page.

        Raises:
            CheckpointError: It was not loaded from a checkpoint.
            HubError: The Hub refuses, is out of reach, or wants to know who you are.
        """
        from pix2pix import hub

        return hub.push(self._origin(), repository, private=private)

    def _origin(self) -> Path:
        if self._checkpoint is None:
            raise CheckpointError(
                "This translator was made from an engine, not loaded from a checkpoint. "
                "Save its network with UNet.save_pretrained."
            )
        return self._checkpoint

    @property
    def device(self) -> str:
        """What the model runs on, for people."""
        return self._engine.name

    def __call__(
        self, picture: Picture, *, seed: int | None = None, native: bool = False
    ) -> Image.Image:
        """Translate one picture; the answer has the same size.

        Args:
            picture: Any mode and size; seen by the model as size x size px, on the scale that it
                was trained with.
            seed: Chooses the noise: same picture and seed, same result. ``None`` uses
                the mean of the noise.
            native: Let the model see the picture at its own size instead, padded to the next
                multiple that its network needs.

        Raises:
            PictureError: It is too large to be translated at its own size, or holds values that
                the model was not trained on.
        """
        output = to_picture(self._output(picture, seed, native))
        return output if native else output.resize(picture.size, Image.Resampling.BICUBIC)

    def measure(self, picture: Picture, *, seed: int | None = None, native: bool = False) -> Planes:
        """Translate one picture to numbers in the units of the targets, (H, W, bands), unrounded.

        Arguments and errors are those of a call.
        """
        output = to_planes(self._output(picture, seed, native))
        return in_units(resized(output, picture.size), self.config.values.target)

    def scaled(self, source: Tensor, *, seed: int | None = None) -> Image.Image:
        """Translate a source (C, size, size) from 0 to 255, as ``PairedPictures`` has it."""
        tensor = planes_to_tensor(source.numpy().astype(np.float32))[None]
        return to_picture(self._engine(tensor, self.draw_noise(tensor, seed))[0])

    def _output(self, picture: Picture, seed: int | None, native: bool) -> Tensor:
        """What the network makes of a picture, (C, H, W) in [-1, 1]."""
        channels, side = self.config.generator.in_channels, self.config.generator.size
        values = self.config.values.source
        if is_deep(picture) and values.kind != "classes":
            measured = planes(picture, channels, values)
            whole = planes_to_tensor(measured if native else resized(measured, (side, side)))
        else:
            shown = flatten(picture, channels, values)
            if not native:
                classes = values.kind == "classes"  # between two of them there is none
                how = Image.Resampling.NEAREST if classes else Image.Resampling.BICUBIC
                shown = shown.resize((side, side), how)
            whole = to_tensor(shown)
        if native:
            return self._native(whole[None], seed)
        return self._engine(whole[None], self.draw_noise(whole[None], seed))[0]

    def _native(self, source: Tensor, seed: int | None) -> Tensor:
        height, width = source.shape[-2:]
        if height * width > LARGEST_NATIVE:
            raise PictureError(
                f"The picture is {width}x{height} px; at its own size at most "
                f"{LARGEST_NATIVE // 1_000_000} megapixels are translated. Shrink it."
            )
        multiple = self.config.generator.multiple
        padding = (0, -width % multiple, 0, -height % multiple)
        padded = F.pad(source, padding, mode="replicate")
        return self._engine(padded, self.draw_noise(padded, seed))[0, :, :height, :width]

    def draw_noise(self, source: Tensor, seed: int | None) -> Noise:
        """The noise that a seed stands for, for a source (1, C, H, W)."""
        shapes = noise_shapes(self.config.generator, *source.shape[-2:])
        return draw_noise(self.config.generator, shapes, [seed])
