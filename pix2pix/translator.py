"""Inference: how both apps use a trained generator."""

from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

import numpy as np
from PIL import Image
from torch import Tensor

from pix2pix.checkpoint.discriminator import has_discriminator
from pix2pix.checkpoint.files import NEEDED
from pix2pix.checkpoint.run import is_training
from pix2pix.config import ModelConfig, ValuesConfig
from pix2pix.engines import Engine, EngineName, load_engine
from pix2pix.engines.discriminator import Discriminator
from pix2pix.errors import CheckpointError
from pix2pix.files import replace
from pix2pix.images import Picture, flatten, is_deep
from pix2pix.images.opacity import Planes
from pix2pix.images.tensors import planes_to_tensor, to_picture, to_planes, to_tensor
from pix2pix.images.tiles import Band, Box, Tiling, sources
from pix2pix.images.values import MODES, in_units, planes, resized
from pix2pix.networks import has_noise, noise_shapes
from pix2pix.networks.noise import Noise, draw_noise
from pix2pix.networks.noise_field import NoiseField

AS_TRAINED = ValuesConfig()


class Scored(NamedTuple):
    """A picture, and what the discriminator of its model believes of it.

    Attributes:
        belief: Grey, one px a patch: black is generated, white is real, 127.5 is undecided.
    """

    picture: Image.Image
    belief: Image.Image


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
        self._engine_name: EngineName = "auto"

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
        translator._checkpoint, translator._engine_name = folder, engine
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

    @property
    def has_noise(self) -> bool:
        """Whether seeds choose different samples: many networks give one answer to a picture."""
        return has_noise(self.config.generator)

    @property
    def has_discriminator(self) -> bool:
        """Whether ``scored`` can say what the discriminator believes."""
        return self._checkpoint is not None and has_discriminator(self._checkpoint)

    def __call__(
        self, picture: Picture, *, seed: int | None = None, native: bool | None = None
    ) -> Image.Image:
        """Translate one picture; the answer has the same size.

        Args:
            picture: Any mode and size; seen by the model at its own size, on the scale that it
                was trained with.
            seed: Chooses the noise: same picture and seed, same result. ``None`` uses
                the mean of the noise.
            native: Let the model see the picture at the picture's size instead, padded to the next
                multiple that its network needs; by default as it was trained. What is too large
                to be seen at once is seen in overlapping tiles; see ``pix2pix.images.tiles``.

        Raises:
            PictureError: It holds values that the model was not trained on.
        """
        if not (self.config.native if native is None else native):
            output = to_picture(self._scaled(picture, seed))
            return output.resize(picture.size, Image.Resampling.BICUBIC)
        made = Image.new(MODES[self.config.generator.out_channels], picture.size)
        for band in self._native(picture, seed):
            made.paste(to_picture(band.pixels), (0, band.top))
        return made

    def scored(self, picture: Picture, *, seed: int | None = None) -> Scored:
        """Translate one picture at the model's size, and say how real each patch of it looks.

        Arguments are those of a call.

        Raises:
            PictureError: It holds values that the model was not trained on.
            CheckpointError: There is no discriminator that fits.
        """
        score, source = self._discriminator, self._source(picture)
        noise = self.draw_noise(source, seed)
        output = self._engine(source, noise)
        belief = score(source, noise.color_hint, output)
        shown = to_picture(output[0]).resize(picture.size, Image.Resampling.BICUBIC)
        return Scored(shown, to_picture(belief[0]))

    @cached_property
    def _discriminator(self) -> Discriminator:
        folder = self._origin()
        return Discriminator.load(folder, self._engine_name, training=is_training(folder))

    def measure(
        self, picture: Picture, *, seed: int | None = None, native: bool | None = None
    ) -> Planes:
        """Translate one picture to numbers in the units of the targets, (H, W, bands), unrounded.

        Arguments and errors are those of a call.
        """
        target = self.config.values.target
        if not (self.config.native if native is None else native):
            output = to_planes(self._scaled(picture, seed))
            return in_units(resized(output, picture.size), target)
        bands = 1 if len(target.bands) == 1 else self.config.generator.out_channels
        made = np.empty((picture.height, picture.width, bands), np.float32)
        for top, pixels in self._native(picture, seed):
            made[top : top + pixels.shape[1]] = in_units(to_planes(pixels), target)
        return made

    def scaled(self, source: Tensor, *, seed: int | None = None) -> Image.Image:
        """Translate a source (C, H, W) from 0 to 255, as ``PairedPictures`` has it."""
        tensor = planes_to_tensor(source.numpy().astype(np.float32))[None]
        return to_picture(self._engine(tensor, self.draw_noise(tensor, seed))[0])

    def _scaled(self, picture: Picture, seed: int | None) -> Tensor:
        """What the network makes of a picture at the model's size, (C, H, W) in [-1, 1]."""
        source = self._source(picture)
        return self._engine(source, self.draw_noise(source, seed))[0]

    def _source(self, picture: Picture) -> Tensor:
        """What the network sees of a picture at the model's size, (1, C, H, W) in [-1, 1]."""
        channels, (height, width) = self.config.generator.in_channels, self.config.generator.size
        values = self.config.values.source
        if is_deep(picture) and values.kind != "classes":
            source = planes_to_tensor(resized(planes(picture, channels, values), (width, height)))
        else:
            classes = values.kind == "classes"  # between two of them there is none
            how = Image.Resampling.NEAREST if classes else Image.Resampling.BICUBIC
            source = to_tensor(flatten(picture, channels, values).resize((width, height), how))
        return source[None]

    def _native(self, picture: Picture, seed: int | None) -> Iterator[Band]:
        """What it makes of a picture at its own size, band by band."""
        config = self.config.generator
        tiling = Tiling(
            picture.height, picture.width, config.multiple, max(config.size), config.smallest
        )
        source_in = sources(picture, config.in_channels, self.config.values.source)
        field = NoiseField(config, seed, tiling.side)

        def translate(box: Box) -> Tensor:
            left, top, right, bottom = box
            source = source_in(box)[None]
            if tiling.is_whole:
                noise = self.draw_noise(source, seed)
            else:
                noise = field.cut(left, top, right - left, bottom - top)
            return self._engine(source, noise)[0]

        return tiling.blend(translate)

    def draw_noise(self, source: Tensor, seed: int | None) -> Noise:
        """The noise that a seed stands for, for a source (1, C, H, W)."""
        shapes = noise_shapes(self.config.generator, *source.shape[-2:])
        return draw_noise(self.config.generator, shapes, [seed])
