"""How ``translate`` writes what a model made: pictures, or numbers in the units of the data."""

from pathlib import Path
from typing import Literal

from pix2pix.cli.terminal import say
from pix2pix.config import ModelConfig
from pix2pix.data.picture_formats import PictureFormat, save_as
from pix2pix.errors import ConfigError
from pix2pix.images import Picture
from pix2pix.images.save import in_16_bits, require_16_bits, save_values
from pix2pix.images.values import assumption
from pix2pix.translator import Translator

Bits = Literal[8, 16, 32]
HOLDS: dict[Bits, tuple[PictureFormat, ...]] = {  # the usual one first
    8: ("png", "jpeg", "webp", "tiff"),
    16: ("png", "tiff"),
    32: ("tiff",),
}


class Writer:
    """Translates pictures and writes the results with so many bits.

    Raises:
        ConfigError: The targets of the model do not fit into so few.
    """

    def __init__(self, translator: Translator, bits: Bits, format: PictureFormat) -> None:
        self.translator = translator
        self.bits = bits
        self.format = format
        self._said: set[str] = set()
        if bits == 16:
            require_16_bits(translator.config.values.target)

    def write(
        self, picture: Picture, path: Path, *, name: str, seed: int | None, native: bool | None
    ) -> None:
        """Translate one picture into a file; the first time that a scale is assumed, say so."""
        model: ModelConfig = self.translator.config
        assumed = assumption(picture, model.values.source)
        if assumed and assumed not in self._said:
            self._said.add(assumed)
            say(f"{name} {assumed}")
        if self.bits == 8:
            save_as(self.translator(picture, seed=seed, native=native), path, self.format)
            return
        measured = self.translator.measure(picture, seed=seed, native=native)
        whole = self.bits == 16
        save_values(in_16_bits(measured, model.values.target) if whole else measured, path)


def format_for(bits: Bits, format: PictureFormat | None) -> PictureFormat:
    """The format of results of so many bits; by default the usual one.

    Raises:
        ConfigError: The one that is asked for holds fewer.
    """
    able = HOLDS[bits]
    if format is not None and format not in able:
        raise ConfigError(
            f"{format} holds no {bits} bits. Choose --format {' or '.join(able)}, or --bits 8."
        )
    return format or able[0]
