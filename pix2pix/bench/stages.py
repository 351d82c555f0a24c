"""What the server does with one drawing, piece by piece."""

import base64
import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from pix2pix.bench.figures import Figures, Row, median, p95, take_turns
from pix2pix.bench.visitors import data_url
from pix2pix.engines import load_engine
from pix2pix.images import flatten, open_picture
from pix2pix.images.tensors import to_picture, to_tensor
from pix2pix.translator import Translator


def measure_stages(folder: Path, rounds: int = 40) -> Figures:
    """Time each step from the message to the answer, with the checkpoint in ``folder``."""
    engine, config = load_engine(folder)
    translator = Translator(engine, config)
    message = data_url(0).partition(",")[2]
    picture = flatten(open_picture(base64.b64decode(message)))
    source = to_tensor(picture)[None]
    noise = translator.draw_noise(source, 1)
    output = engine(source, noise)[0]
    photo = to_picture(output)
    height, width = config.generator.size
    stages: dict[str, Callable[[], object]] = {
        "decode": lambda: open_picture(base64.b64decode(message)),
        "resize and scale": lambda: to_tensor(
            flatten(picture).resize((width, height), Image.Resampling.BICUBIC)
        ),
        "noise": lambda: translator.draw_noise(source, 1),
        "network": lambda: engine(source, noise),
        "round to bytes": lambda: to_picture(output),
        "encode": lambda: base64.b64encode(_jpeg(photo)),
    }
    seconds = take_turns(stages, rounds)
    tree = {}
    rows = []
    for name, times in seconds.items():
        milliseconds = [1000 * value for value in times]
        tree[name.replace(" ", "_") + "_ms"] = median(milliseconds)
        rows.append(Row(f"in the server: {name}", median(milliseconds), p95(milliseconds)))
    return Figures({"stages": tree}, rows)


def _jpeg(photo: Image.Image) -> bytes:
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=90, subsampling=0)  # as the canvas does
    return file.getvalue()
