"""What the page and the server say to each other: JSON of bounded size, pictures as data URLs."""

import base64
import binascii
import functools
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Literal, ParamSpec, TypeVar

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.canvas import texts
from pix2pix import Pix2PixError
from pix2pix.errors import PictureError, complaint
from pix2pix.images import Picture
from pix2pix.pixel_budget import opened

LONGEST = 2048  # px a side; a page sends what its model sees
MOST_OF_A_FILE = 30_000_000  # characters: 22 MB
MOST_CHARACTERS = 4_000_000  # of one picture, as text; a drawing takes about 5 000
Kind = Literal["JPEG", "PNG"]  # of picture files
Answer = dict[str, object]
PictureText = Annotated[str, Field(max_length=MOST_CHARACTERS, repr=False)]
Name = Annotated[str, Field(max_length=200)]


class Message(BaseModel):
    """A message that may hold nothing but its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Drawing(Message):
    """A drawing to be translated."""

    picture: PictureText
    model: Name
    reverse: bool = False
    seed: int | None = Field(None, ge=0, lt=2**31)
    scored: bool = False


class PictureFile(Message):
    """A file that was chosen, pasted or dropped, to be opened as that model sees it."""

    content: Annotated[str, Field(max_length=MOST_OF_A_FILE, repr=False)]
    name: Annotated[str, Field(max_length=1000)]
    model: Name
    reverse: bool = False


class Photo(Message):
    """A photo to be turned into a line drawing."""

    picture: PictureText
    threshold: float = Field(0.5, ge=0.0, le=1.0)


class Choice(Message):
    """The name of a model that was picked, and in which of its directions it is to translate."""

    model: Name
    reverse: bool = False


class Query(Message):
    """Words to search the Hub for; none for the short list of ours."""

    words: str = Field("", max_length=100)


Checked = TypeVar("Checked", bound=Message)
Asked = ParamSpec("Asked")


def understand(kind: type[Checked], message: object) -> Checked:
    """Check a message from outside.

    Raises:
        Pix2PixError: It has other keys, types or bounds than ``kind``.
    """
    try:
        return kind.model_validate(message)
    except ValidationError as error:
        raise Pix2PixError(texts.BAD_MESSAGE.format(complaint=complaint(error))) from error


def answering(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Turn what went wrong into an answer with an ``error``, which the page shows."""

    @functools.wraps(function)
    def answer(*asked: Asked.args, **more: Asked.kwargs) -> Answer:
        try:
            return function(*asked, **more)
        except Pix2PixError as error:
            return {"error": str(error)}

    return answer


@contextmanager
def from_data_url(
    text: str, visitor: str = "", *, name: str | None = None, longest: int | None = LONGEST
) -> Iterator[Picture]:
    """Decode ``data:image/…;base64,…``, for as long as the block lasts.

    Args:
        name: Of the file that it was, for people.
        longest: px a side.

    Raises:
        PictureError: It is not base64, not a fair picture, or larger than that.
        Pix2PixError: The visitor has too many pictures waiting.
    """
    try:
        content = base64.b64decode(text.partition("base64,")[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise PictureError(texts.BAD_MESSAGE.format(complaint=str(error))) from error
    with opened(content, name, visitor=visitor, longest=longest) as picture:
        yield picture


def to_data_url(picture: Image.Image, kind: Kind) -> str:
    """Encode a picture: JPEG for photos, where speed counts, PNG for lines and opacity."""
    content = base64.b64encode(encoded(picture, kind)).decode("ascii")
    return f"data:image/{kind.lower()};base64,{content}"


def encoded(picture: Image.Image, kind: Kind) -> bytes:
    """The file of a picture, without a data URL around it."""
    file = io.BytesIO()
    if kind == "JPEG":
        picture.convert("RGB").save(file, "JPEG", quality=95, subsampling=0)
    else:
        picture.save(file, "PNG", compress_level=1)
    return file.getvalue()
