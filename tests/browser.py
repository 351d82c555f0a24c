"""Drives the canvas in a real browser: starts the server, opens pages, draws, reads pictures."""

import base64
import io
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from playwright.sync_api import Locator, Page, TimeoutError, expect

from pix2pix.checkpoint.files import REVERSE
from pix2pix.checkpoint.folder import save_generator
from pix2pix.config import Domains, Label, ModelConfig, ResNetConfig, UNetConfig
from pix2pix.data.classes import Classes
from pix2pix.data.stick_figure import limb_labels
from pix2pix.networks import build_generator

ROOT = Path(__file__).parents[1]
PATIENCE = 180_000  # ms; a busy machine may take its time
expect.set_options(timeout=PATIENCE)
FAKE_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
LABELS = (
    Label(name="sky", color="#0000aa"),
    Label(name="wall", color="#aa5500"),
    Label(name="door", color="#00ffaa"),
)
FACADE = Classes.read("facades").labels


def tiny(source: str, target: str, size: int | str = 256, **domains: object) -> ModelConfig:
    """A model of 256 px, if nothing else is said, whose network is as small as it gets."""
    named = Domains(source=source, target=target, **domains)
    return ModelConfig(generator=UNetConfig(width=4, size=size), domains=named)


FLAT2EMOJI = ModelConfig(
    generator=ResNetConfig(size=256, width=4, blocks=1),
    domains=Domains(source="flat", target="emoji", input_kind="colors", reverse_input_kind="photo"),
)
PHOTO2CUTOUT = ModelConfig(
    generator=UNetConfig(width=4, out_channels=4),
    domains=Domains(source="photo", target="cutout", input_kind="photo"),
)
BOTH_WAYS = {"flat2emoji": FLAT2EMOJI}
MODELS = {
    "edges2photo": tiny("edges", "photo", input_kind="lines"),
    "day2night": tiny("day", "night", input_kind="photo"),
    "masks2photo": tiny("masks", "photo", input_kind="labels"),
    "labels2facade": tiny("labels", "facade", input_kind="labels", labels=FACADE, default_seed=5),
    "labels2house": tiny("labels", "house", input_kind="labels", labels=LABELS),
    "edges2ship": tiny("edges", "ship", "256x512", input_kind="lines"),
    "photo2cutout": PHOTO2CUTOUT,
    "pose2puppet": tiny("pose", "puppet", input_kind="colors", labels=limb_labels()),
    "labels2tower": tiny("labels", "tower", "512x256", input_kind="labels", labels=FACADE),
}


def save_model(folder: Path, config: ModelConfig, seed: int = 0) -> None:
    """A checkpoint that has learned nothing; its answers still depend on every stroke."""
    torch.manual_seed(seed)
    save_generator(folder, build_generator(config.generator), config)


def save_both_ways(folder: Path, config: ModelConfig) -> None:
    """A checkpoint with a generator of either direction, as CycleGAN leaves it."""
    save_model(folder, config)
    save_model(folder / REVERSE, config.reversed(), seed=1)


@contextmanager
def serve(checkpoints: Path, kept: Path) -> Iterator[str]:
    """Run the real app on a free port; yields its address. Its own files go to ``kept``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PIX2PIX_CHECKPOINTS": str(checkpoints),
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_TEMP_DIR": str(kept),
        "TMPDIR": str(kept),
    }
    server = subprocess.Popen(
        [sys.executable, "app/gradio_app.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(server, address)
        yield address
    finally:
        server.terminate()
        server.communicate()


def wait_for(server: subprocess.Popen[bytes], address: str) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(address).close()
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise RuntimeError(server.communicate()[1].decode())


class Canvas:
    """One open page, in the words of a person who draws on it."""

    def __init__(
        self, page: Page, address: str, model: str | None = None, *, opened: bool = True
    ) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        page.goto(address + (f"/?model={model}" if model else ""))
        if opened:
            expect(self.part("about")).to_contain_text("·")  # the name of what it runs on
            self.rest()

    def rest(self) -> None:
        """Wait until the paper has stopped moving on the page."""
        before = None
        for _ in range(50):
            box = self.part("canvas").bounding_box()
            if box == before:
                return
            before = box
            self.page.wait_for_timeout(200)
        raise AssertionError(f"the paper is still moving: {before}")

    def part(self, name: str) -> Locator:
        return self.page.locator(f"[data-part={name}]")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where on the page a place on the paper is; (0, 0) to (256, 256)."""
        self.part("canvas").scroll_into_view_if_needed()
        box = self.part("canvas").bounding_box()
        assert box is not None
        return box["x"] + x / 256 * box["width"], box["y"] + y / 256 * box["height"]

    def draw(self, *places: tuple[float, float]) -> None:
        """One stroke of the mouse."""
        mouse = self.page.mouse
        mouse.move(*self.place(*places[0]))
        mouse.down()
        for place in places[1:]:
            mouse.move(*self.place(*place), steps=8)
        mouse.up()

    def photo(self) -> str:
        """Wait until nothing more is being translated; the photo as a data URL, '' if none."""
        expect(self.part("result")).to_have_attribute("aria-busy", "false")
        photo = self.part("photo")
        return photo.evaluate("photo => photo.toDataURL()") if photo.is_visible() else ""

    def belief(self) -> np.ndarray:
        """Wait until nothing more is being translated; the layer of the critic as numbers."""
        expect(self.part("belief")).to_be_visible()
        expect(self.part("result")).to_have_attribute("aria-busy", "false")
        return pixels_of(self.part("belief").evaluate("layer => layer.toDataURL()"))

    def saved(self, button: str) -> Image.Image:
        """The picture that a save button hands out."""
        # One save in 2000 comes to nothing in Chromium when another went a tenth of a second
        # before; the page has made its file by then. A person saves again, and so does this.
        for wait in (5_000, 30_000):
            with suppress(TimeoutError):
                with self.page.expect_download(timeout=wait) as download:
                    self.button(button).click()
                return Image.open(io.BytesIO(download.value.path().read_bytes()))
        raise AssertionError(f"{button} saved nothing")

    def ink(self) -> int:
        """How many pixels of the sketch are dark, as the model sees it."""
        return sum(self.saved("Save the sketch").convert("L").histogram()[:128])


def pixels_of(address: str) -> np.ndarray:
    """A picture that is a data URL, as numbers."""
    content = address.partition("base64,")[2]
    assert content, "there is no picture"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))).convert("RGB"), float)


def laid_over(belief: Image.Image, photo: np.ndarray) -> np.ndarray:
    """What a discriminator of 70 px believes, over a grey photo: blue is real, orange is not."""
    brightness = (photo @ (0.3, 0.59, 0.11))[..., None]
    return 0.62 * colors_of(belief, photo.shape[1::-1]) + 0.38 * brightness


def colors_of(belief: Image.Image, size: tuple[int, int]) -> np.ndarray:
    """The colors of it alone."""
    grey = np.pad(np.asarray(belief, float), 1, mode="edge")[..., None] / 127.5 - 1
    ends = np.where(grey < 0, [230, 97, 1], [30, 90, 200])
    colors = (255 + np.abs(grey) * (ends - 255)).round().astype(np.uint8)
    resized = Image.fromarray(colors).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(resized, float)


Open = Callable[..., Canvas]
SHOE = [(20, 200), (60, 150), (150, 90), (230, 110), (240, 200), (20, 200)]
