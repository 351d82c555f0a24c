"""A model whose pictures are see-through: on a chequerboard, saved with alpha, opaque in films."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from gradio_client import Client, handle_file
from PIL import Image
from playwright.sync_api import expect
from websockets.sync.client import connect

from app.canvas.frames import ADDRESS
from pix2pix import Translator
from pix2pix.checkpoint.folder import save_generator
from pix2pix.networks import build_generator
from tests.browser import PHOTO2CUTOUT, Canvas, Open
from tests.canvas.test_frames import files_of, frame, png
from tests.canvas.test_timelapse import READY, WIDE, replay, saved

pytestmark = pytest.mark.slow
BOARDS = {  # colors of the page, on which there is nothing
    "light": {(216, 211, 202), (255, 253, 250)},
    "dark": {(69, 64, 58), (34, 32, 29)},
}
NOTHING = "photo2nothing"


def seen(picture: Image.Image) -> np.ndarray:
    """Colors multiplied by alpha, and alpha: (H, W, 4) from 0 to 255."""
    values = np.asarray(picture, float)
    assert picture.mode == "RGBA"
    return np.dstack([values[..., :3] * values[..., 3:] / 255, values[..., 3]])


@pytest.fixture
def nothing(checkpoints: Path) -> Iterator[str]:
    """The name of a model that finds nothing in any photo."""
    torch.manual_seed(0)
    generator = build_generator(PHOTO2CUTOUT.generator)
    with torch.no_grad():
        generator.to_image[-1].bias[3] = -20.0
    save_generator(checkpoints / NOTHING, generator, PHOTO2CUTOUT)
    yield NOTHING
    shutil.rmtree(checkpoints / NOTHING)


def with_photo(canvas: Canvas, photo_file: Path) -> Canvas:
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("photo")).to_be_visible()
    canvas.photo()
    return canvas


@pytest.mark.parametrize("connected", [True, False])
def test_the_result_is_saved_with_its_alpha(
    open_canvas: Open, checkpoints: Path, photo_file: Path, connected: bool
) -> None:
    canvas = with_photo(open_canvas("photo2cutout", connected=connected), photo_file)
    source = canvas.saved("Save the original").convert("RGB")
    result = canvas.saved("Save the result")
    expected = Translator.load(checkpoints / "photo2cutout", "torch")(source)
    alpha = np.asarray(expected)[..., 3]
    assert alpha.min() > 0 and alpha.max() < 255
    assert np.abs(seen(result) - seen(expected)).mean() < 1.5
    both = canvas.saved("Save both in one picture")
    assert both.size == (512, 256)
    assert both.getpixel((128, 128))[3] == 255 > both.getpixel((384, 128))[3]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_see_through_shows_a_chequerboard(
    open_canvas: Open, nothing: str, photo_file: Path, theme: str
) -> None:
    canvas = with_photo(open_canvas(nothing, color_scheme=theme), photo_file)
    box = canvas.part("result").bounding_box()
    assert box is not None
    inside = {"x": box["x"] + 20, "y": box["y"] + 20, "width": 120, "height": 120}
    shot = Image.open(io.BytesIO(canvas.page.screenshot(clip=inside))).convert("RGB")
    counted = {color: count for count, color in shot.getcolors(14_400) if count > 5_000}
    assert counted.keys() == BOARDS[theme]  # the rest are the rims of squares
    assert canvas.saved("Save the result").getextrema()[3] == (0, 0)


def test_an_opaque_model_has_no_chequerboard(open_canvas: Open, photo_file: Path) -> None:
    canvas = with_photo(open_canvas("day2night"), photo_file)
    expect(canvas.part("photo")).to_have_css("background-image", "none")
    assert canvas.saved("Save the result").getextrema()[3] == (255, 255)


def test_a_film_shows_the_chequerboard_and_no_earlier_frame(
    open_canvas: Open, nothing: str, photo_file: Path, tmp_path: Path
) -> None:
    canvas = with_photo(open_canvas(nothing, **WIDE), photo_file)
    expect(replay(canvas)).to_contain_text(READY)
    with Image.open(saved(canvas, "Save as GIF", tmp_path)) as movie:
        movie.seek(movie.n_frames - 1)
        right = np.asarray(movie.convert("L").crop((256, 0, 512, 256)), int)
    y, x = np.indices((256, 256)) // 8
    board = np.where((x + y) % 2, 204, 255)
    assert np.abs(right - board).max() <= 8  # 256 colors for both halves


def test_programs_get_the_alpha_too(address: str, photo_file: Path) -> None:
    with connect(f"{address.replace('http', 'ws')}/{ADDRESS}") as connection:
        connection.send(frame(png(), model="photo2cutout"))
        (photo,) = files_of(connection.recv())
    picture = Image.open(io.BytesIO(photo))
    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    made = Client(address, verbose=False).predict(
        handle_file(photo_file), "photo2cutout", None, api_name="/translate"
    )
    answer = Image.open(made)
    assert (answer.mode, answer.size) == ("RGBA", (600, 400))
    assert answer.getextrema()[3][1] < 255
