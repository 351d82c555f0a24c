"""What a drawing becomes: a photo, and on demand what the discriminator believes of it."""

import sys
from dataclasses import dataclass

from PIL import Image

from app.canvas import texts
from app.canvas.messages import Answer, Kind, encoded, to_data_url
from pix2pix import Translator
from pix2pix.errors import CheckpointError
from pix2pix.images import Picture


@dataclass(frozen=True)
class Rendering:
    """A photo as the page gets it.

    Attributes:
        belief: See ``Scored``; there if it was asked for and could be made.
        refusal: Why it could not be made.
    """

    photo: Image.Image
    belief: Image.Image | None = None
    refusal: str = ""

    def files(self) -> list[bytes]:
        """As files, the photo first."""
        photo = encoded(self.photo, kind_of(self.photo))
        return [photo] if self.belief is None else [photo, encoded(self.belief, "PNG")]

    def message(self) -> Answer:
        """As the answer to a message."""
        answer: Answer = {
            "picture": to_data_url(self.photo, kind_of(self.photo)),
            "refusal": self.refusal,
        }
        if self.belief is not None:
            answer["belief"] = to_data_url(self.belief, "PNG")
        return answer


def kind_of(photo: Image.Image) -> Kind:
    """In which format a photo goes to the page: JPEG is quicker, and has no opacity."""
    return "PNG" if photo.has_transparency_data else "JPEG"


def rendered(
    translator: Translator, picture: Picture, seed: int | None, *, scored: bool
) -> Rendering:
    """Translate a picture. Whatever is wrong with the discriminator, there is a photo."""
    if not scored:
        return Rendering(translator(picture, seed=seed))
    try:
        return Rendering(*translator.scored(picture, seed=seed))
    except CheckpointError as error:  # its sentence names files, which are no visitor's matter
        print(error, file=sys.stderr)
        return Rendering(translator(picture, seed=seed), refusal=texts.NO_DISCRIMINATOR)
