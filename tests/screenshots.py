"""Pictures of both pages for the README, and the sketches as the models see them.

``python -m tests.screenshots CHECKPOINTS`` writes assets/canvas-*.png and
assets/sketches/*.png with the models of that folder.

``python -m tests.screenshots CHECKPOINTS PAIRS`` writes assets/trainer-*.png instead: it gives
the pairs to the trainer page, fine-tunes edges2photo for 400 steps and, to compare, trains a new
network for as long (about ten minutes on two cores).
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from pix2pix.bench.browser import launch
from pix2pix.jobs import control
from pix2pix.jobs.presets import preset
from tests.browser import FAKE_CAMERA, ROOT, Canvas, serve
from tests.trainer_page import pack, trainer, upload, wait_for_step

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
ASSETS = ROOT / "assets"
PATIENCE = 3_600_000  # ms; training takes its time
TOUCHED = {"viewport": PHONE, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
PRESSED = {"canvas-critic": ("More tools", "Critic")}  # buttons, once there is a photo
SHOTS: dict[str, tuple[str, str, dict[str, Any]]] = {  # model, sketch, device
    "canvas-light": ("edges2photo", "sneaker", {"viewport": WIDE}),
    "canvas-dark": ("edges2photo", "purse", {"viewport": WIDE, "color_scheme": "dark"}),
    "canvas-phone": ("edges2photo", "boot", TOUCHED),
    "canvas-emoji": ("edges2emoji", "cat", {"viewport": WIDE}),
    "canvas-facade": ("labels2facade", "palace", {"viewport": WIDE}),
    "canvas-critic": ("edges2photo", "fish", {"viewport": WIDE}),
}


def show_trainer(base: Path, pairs: Path) -> None:
    """Tell the story of the trainer page in three pictures: pairs, a run at work, two compared."""
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        root = Path(room) / "checkpoints"
        os.environ["PIX2PIX_CHECKPOINTS"] = str(root)
        shutil.copytree(base, root / base.name)
        given = shutil.copytree(pairs, Path(room) / pairs.name)
        browser = launch(playwright, *FAKE_CAMERA)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        with trainer(root, "http://127.0.0.1:7860") as (_, address):
            page.goto(address)
            upload(page, pack(given))
            page.get_by_text("About", exact=False).wait_for()  # how long it will take
            picture(page, "trainer-pairs")
            page.get_by_role("button", name="Train").click()
            wait_for_step(page, 40)
            control.start(root, "from-nothing", given, preset("quick", 60))  # stands in line
            wait_for_step(page, 300)
            picture(page, "trainer-run")
            expect(page.get_by_text("Finished", exact=True)).to_be_visible()
            page.goto(f"{address}/?run=from-nothing")
            expect(page.get_by_text("Finished", exact=True)).to_be_visible()
            page.goto(f"{address}/?compare={pairs.name},from-nothing")
            page.get_by_text("after step").nth(1).wait_for()
            page.set_viewport_size({"width": 1200, "height": 1000})
            page.get_by_text("Held-out L1").evaluate("it => it.scrollIntoView()")
            picture(page, "trainer-compare")
        browser.close()


def picture(page: Page, name: str) -> None:
    """Take a picture of the page once it rests."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(2000)  # curves and thumbnails fade in
    page.screenshot(path=ASSETS / f"{name}.png")


def main(checkpoints: Path) -> None:
    """Open the canvas as each of ``SHOTS`` says, start from its sketch, and take a picture."""
    with (
        tempfile.TemporaryDirectory() as kept,
        serve(checkpoints, Path(kept)) as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, *FAKE_CAMERA)
        for name, (model, sketch, device) in SHOTS.items():
            page = browser.new_page(**device)
            canvas = Canvas(page, address, model)
            canvas.button(f"Sketch: {sketch}").click()
            canvas.photo()
            for button in PRESSED.get(name, ()):
                canvas.button(button).click()
            canvas.photo()
            canvas.page.mouse.move(0, 0)
            canvas.part("strip").evaluate("it => it.scrollTo(0, 0)")
            canvas.page.evaluate("document.activeElement.blur(), window.scrollTo(0, 0)")
            canvas.page.wait_for_timeout(300)  # colours of buttons fade
            canvas.page.screenshot(path=ASSETS / f"{name}.png")
        canvas = Canvas(browser.new_page(), address)
        for sketch in sorted((ASSETS / "sketches").glob("*.svg")):
            canvas.button(f"Sketch: {sketch.stem}").click()
            canvas.saved("Save the sketch").convert("L").save(sketch.with_suffix(".png"))
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        show_trainer(Path(sys.argv[1]) / "edges2photo", Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
