"""Libraries that only some commands need, and the extras of the package that bring them."""

from importlib.util import find_spec
from typing import Literal

from pix2pix.errors import Pix2PixError

Extra = Literal["canvas", "trainer", "quantize", "export"]
NEEDED: dict[Extra, str] = {
    "canvas": "gradio",
    "trainer": "streamlit",
    "quantize": "nncf",
    "export": "onnxruntime",
}


def require_extra(extra: Extra) -> None:
    """Make sure that the library which an extra is about can be imported.

    Raises:
        Pix2PixError: It is not installed.
    """
    library = NEEDED[extra]
    if find_spec(library) is None:
        raise Pix2PixError(
            f"This needs {library}, which is not installed. Install pix2pix with its extra, "
            f"`pix2pix[{extra}]`, or all that requirements.txt lists."
        )
