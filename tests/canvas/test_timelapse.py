"""Time-lapse: the drawing made again, as a GIF and as a video."""

import hashlib
import re
from pathlib import Path

import cv2
from PIL import Image
from playwright.sync_api import Locator, expect

from app.canvas.page import STATIC
from tests.browser import SHOE, Canvas, Open

WIDE = {"viewport": {"width": 1200, "height": 900}}
READY = re.compile(r"\d seconds. Save it")


def replay(canvas: Canvas) -> Locator:
    canvas.button("More tools").click()
    canvas.button("Time-lapse …").click()
    return canvas.part("replay")


def saved(canvas: Canvas, button: str, folder: Path) -> Path:
    with canvas.page.expect_download() as download:
        canvas.button(button).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def ink(picture: Image.Image) -> int:
    """How many pixels of the left half are dark."""
    half = picture.convert("L").crop((0, 0, picture.width // 2, picture.height))
    return sum(half.histogram()[:128])


def test_a_gif_shows_the_drawing_grow_beside_its_photo(open_canvas: Open, tmp_path: Path) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    canvas.draw(*SHOE)
    canvas.draw((60, 40), (200, 60))
    canvas.button("Another take").click()
    photo = canvas.saved("Save the photo").convert("L")
    dialog = replay(canvas)
    expect(dialog).to_contain_text(READY)
    path = saved(canvas, "Save as GIF", tmp_path)
    assert path.name == "edges2photo-time-lapse.gif"
    with Image.open(path) as movie:
        assert movie.size == (512, 256) and 12 <= movie.n_frames <= 70
        grown, lasted = [], 0
        for number in range(movie.n_frames):
            movie.seek(number)
            grown.append(ink(movie.convert("RGB")))
            lasted += movie.info["duration"]
        last = movie.convert("L").crop((256, 0, 512, 256))
    assert 6_000 <= lasted <= 10_000  # ms
    assert grown == sorted(grown) and grown[0] < 0.2 * grown[-1]
    pairs = zip(last.tobytes(), photo.tobytes(), strict=True)
    assert sum(abs(a - b) for a, b in pairs) / 65536 < 6  # the same take, in 256 colors


def test_a_video_can_be_decoded(open_canvas: Open, tmp_path: Path) -> None:
    canvas = open_canvas("labels2facade", **WIDE)
    canvas.button("Sketch: palace").click()
    expect(replay(canvas)).to_contain_text(READY)
    path = saved(canvas, "Save as video", tmp_path)
    assert path.suffix in (".mp4", ".webm")
    movie = cv2.VideoCapture(str(path))
    frames = []
    while True:
        read, frame = movie.read()
        if not read:
            break
        frames.append(frame)
    movie.release()
    assert len(frames) > 12 and frames[0].shape == (256, 512, 3)
    canvas.page.keyboard.press("Escape")
    palace = canvas.saved("Save the sketch").convert("RGB").getpixel((128, 120))
    seen = frames[-1][120, 128][::-1]  # OpenCV has blue first
    assert max(abs(int(a) - b) for a, b in zip(seen, palace, strict=True)) < 60


def test_stopping_ends_it_and_leaves_the_drawing_alone(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    for y in range(20, 240, 20):
        canvas.draw((20, y), (236, y))
    photo = canvas.photo()
    dialog = replay(canvas)
    expect(dialog.get_by_role("progressbar")).to_be_visible()
    dialog.get_by_role("button", name="Stop").click()
    expect(dialog).to_be_hidden()
    canvas.page.wait_for_timeout(1000)
    assert canvas.photo() == photo
    canvas.button("Time-lapse …").click()  # begins anew
    expect(dialog).to_contain_text(READY)
    canvas.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_what_others_wrote_is_what_its_license_file_says() -> None:
    vendored = sorted((STATIC / "vendor").glob("*.js"))
    assert vendored
    for file in vendored:
        said = file.with_suffix(".LICENSE.txt").read_text(encoding="utf-8")
        assert f"SHA-256: {hashlib.sha256(file.read_bytes()).hexdigest()}" in said
        assert re.search(r"npm:[\w@/-]+@\d+\.\d+\.\d+", said)
        assert "Copyright" in said
