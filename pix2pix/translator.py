"""Inference: the one door through which both apps reach a trained generator."""

from functools import partial
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import torch.nn.functional as F
from PIL import Image, ImageColor
from torch import Tensor

from pix2pix.checkpoint import save_generator
from pix2pix.checkpoint_files import NEEDED
from pix2pix.config import GeneratorConfig
from pix2pix.engines import Engine, EngineName, TorchEngine, load_engine
from pix2pix.errors import PictureError
from pix2pix.files import replace
from pix2pix.images import MODES, flatten, to_picture, to_tensor
from pix2pix.networks import Generator
from pix2pix.noise import Noise, draw_masks, no_tint, tint_of

LARGEST_NATIVE = 4_000_000  # px in all, at the picture's own size


class Translator:
    """Turns a picture into its counterpart in the other domain.

    >>> translator = Translator.load("checkpoints/edges2photo")
    >>> photo = translator(Image.open("sketch.png"))

    Holds no state between calls, so any number of threads may share one.
    """

    def __init__(
        self, generator: Generator, config: GeneratorConfig, engine: Engine | None = None
    ) -> None:
        self.config = config
        self._generator = generator
        self._engine = engine or TorchEngine(generator)
        self._checkpoint: Path | None = None  # where it was loaded from

    @classmethod
    def load(cls, checkpoint: str | Path, engine: EngineName = "auto") -> "Translator":
        """Load a checkpoint folder onto the fastest engine that this machine has.

        Raises:
            CheckpointError: There is no such folder, or its weights do not fit its config.
            EngineError: The engine was asked for by name and does not work here.
        """
        translator = cls(*load_engine(Path(checkpoint), engine))
        translator._checkpoint = Path(checkpoint)
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
        """Write the checkpoint: as it was loaded, or in half precision.

        Raises:
            DiskError: There is no room.
        """
        if self._checkpoint is None:
            save_generator(Path(folder), self._generator, self.config)
            return
        for name in NEEDED:
            replace(Path(folder) / name, partial(copyfile, self._checkpoint / name))

    def push_to_hub(self, repository: str, *, private: bool = True) -> str:
        """Publish the checkpoint as ``owner/name`` and return the address of its page.

        Raises:
            HubError: The Hub refuses, is out of reach, or wants to know who you are.
        """
        from pix2pix import hub

        if self._checkpoint is not None:
            return hub.push(self._checkpoint, repository, private=private)
        with TemporaryDirectory() as folder:
            save_generator(Path(folder), self._generator, self.config)
            return hub.push(Path(folder), repository, private=private)

    @property
    def device(self) -> str:
        """What the model runs on, for people."""
        return self._engine.name

    def __call__(
        self, picture: Image.Image, *, seed: int | None = None, native: bool = False
    ) -> Image.Image:
        """Translate one picture; the answer has the same size.

        Args:
            picture: Any mode and size; seen by the model as size x size px.
            seed: Chooses the noise: same picture and seed, same result. ``None`` leaves the
                noise at its mean, the quietest picture the model knows.
            native: Let the model see the picture at its own size instead, padded to the next
                multiple of 2**depth.

        Raises:
            PictureError: It is too large to be translated at its own size.
        """
        side = self.config.size
        whole = flatten(picture, self.config.in_channels)
        if native:
            return to_picture(self._native(to_tensor(whole)[None], seed))
        source = to_tensor(whole.resize((side, side), Image.Resampling.BICUBIC))
        output = to_picture(self._engine(source[None], self.draw_noise(source[None], seed))[0])
        return output.resize(picture.size, Image.Resampling.BICUBIC)

    def _native(self, source: Tensor, seed: int | None) -> Tensor:
        height, width = source.shape[-2:]
        if height * width > LARGEST_NATIVE:
            raise PictureError(
                f"The picture is {width}x{height} px; at its own size at most "
                f"{LARGEST_NATIVE // 1_000_000} megapixels are translated. Shrink it."
            )
        multiple = 2**self.config.depth
        padding = (0, -width % multiple, 0, -height % multiple)
        padded = F.pad(source, padding, mode="replicate")
        return self._engine(padded, self.draw_noise(padded, seed))[0, :, :height, :width]

    def draw_noise(self, source: Tensor, seed: int | None) -> Noise:
        """The noise that a seed stands for, for a source (1, C, H, W)."""
        masks = draw_masks(self._generator.mask_shapes(*source.shape[-2:]), [seed])
        if not self.config.tint:
            return masks
        return (*masks, no_tint(1) if seed is None else tint_of(self._colour(seed)))

    def _colour(self, seed: int) -> Tensor:
        """The colour that a seed leans towards, (1, 3) in [-1, 1]: neighbours differ."""
        tints = self.config.tints or ("#808080",)
        colour = ImageColor.getrgb(tints[seed % len(tints)])
        return to_tensor(Image.new(MODES[3], (1, 1), colour))[None, :, 0, 0]
