"""The canvas and its endpoint read values as the model learnt them."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app import gradio_app
from app.canvas.models import ModelCache
from pix2pix import ModelConfig, Translator, UNetConfig
from pix2pix.config import ValuesConfig
from tests.browser import save_model

TINY = UNetConfig(size=16, depth=2, width=2, dropout_levels=(0,))
DEPTHS = ValuesConfig(source_values="integer", source_range=(300, 4075), source_bands=(1,))
CLASSES = ValuesConfig(source_values="classes")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Models of depths and of class numbers, which the canvas offers."""
    for name, values in (("depths", DEPTHS), ("classes", CLASSES)):
        save_model(tmp_path / name, ModelConfig(generator=TINY, values=values))
    monkeypatch.setattr(gradio_app, "models", ModelCache(tmp_path, "depths", {}))
    return tmp_path


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def sent(model: str, file: bytes) -> dict[str, object]:
    """What the page gets for a picture that it sends."""
    url = "data:image/png;base64," + base64.b64encode(file).decode()
    return gradio_app.translate({"picture": url, "model": model, "seed": None}, None)


def answered(model: str, file: bytes) -> Image.Image:
    """What the endpoint gives a program for a file."""
    return Image.open(gradio_app.translate_file(file, model))


def test_depths_are_read_on_the_scale_of_the_model(folder: Path, tmp_path: Path) -> None:
    values = np.linspace(300, 4075, 1024).astype(np.uint16).reshape(32, 32)
    (tmp_path / "depth.png").write_bytes(png(Image.fromarray(values)))
    deep = answered("depths", png(Image.fromarray(values)))
    shown = Image.fromarray(((values - 300) * (255 / 3775)).round().astype(np.uint8))
    drawn = answered("depths", png(shown))
    assert np.abs(np.asarray(deep, int) - np.asarray(drawn)).max() <= 2
    assert np.asarray(deep).std() > 0
    assert "error" not in sent("depths", png(Image.fromarray(values)))


def test_a_mask_is_painted_as_a_person_would_paint_it(folder: Path) -> None:
    numbers = np.repeat([0, 1, 2, 3], 256).reshape(32, 32).astype(np.uint8)
    painted = Image.frombytes("P", (32, 32), numbers.tobytes())
    painted.putpalette([0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0])
    mask, drawing = png(Image.fromarray(numbers)), png(painted.convert("RGB"))
    answers = [answered("classes", each) for each in (mask, drawing)]
    assert np.array_equal(*map(np.asarray, answers))
    assert sent("classes", mask) == sent("classes", drawing)
    black = Image.new("RGB", (32, 32))
    translator = Translator.load(folder / "classes")
    assert not np.array_equal(np.asarray(translator(black)), np.asarray(answers[0]))


def test_numbers_without_a_scale_are_refused_in_a_sentence(folder: Path, tmp_path: Path) -> None:
    save_model(tmp_path / "photos", ModelConfig(generator=TINY))
    file = io.BytesIO()
    Image.fromarray(np.linspace(-1, 1, 256, dtype=np.float32).reshape(16, 16)).save(file, "TIFF")
    assert "8-bit pictures were expected here" in str(sent("photos", file.getvalue())["error"])
