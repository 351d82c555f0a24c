"""How ``translate`` writes what a model made: pictures, or numbers in the units of the data."""

from pathlib import Path
from typing import Literal

from pix2pix.cli.terminal import say
from pix2pix.config import ModelConfig
from pix2pix.images import Picture, save_picture
from pix2pix.images.save import in_16_bits, require_16_bits, save_values
from pix2pix.images.values import assumption
from pix2pix.translator import Translator

Bits = Literal[8, 16, 32]


class Writer:
    """Translates pictures and writes the results with so many bits.

    Raises:
        ConfigError: The targets of the model do not fit into so few.
    """

    def __init__(self, translator: Translator, bits: Bits) -> None:
        self.translator = translator
        self.bits = bits
        self._said: set[str] = set()
        if bits == 16:
            require_16_bits(translator.config.values.target)

    def write(
        self, picture: Picture, path: Path, *, name: str, seed: int | None, native: bool
    ) -> None:
        """Translate one picture into a file; the first time that a scale is assumed, say so."""
        model: ModelConfig = self.translator.config
        assumed = assumption(picture, model.values.source)
        if assumed and assumed not in self._said:
            self._said.add(assumed)
            say(f"{name} {assumed}")
        if self.bits == 8:
            save_picture(self.translator(picture, seed=seed, native=native), path)
            return
        measured = self.translator.measure(picture, seed=seed, native=native)
        whole = self.bits == 16
        save_values(in_16_bits(measured, model.values.target) if whole else measured, path)


def suffix_of(bits: Bits) -> str:
    """What the names of the results end with."""
    return ".tif" if bits == 32 else ".png"
