"""Pictures of the canvas for the README, and the sketches as the models see them.

``python -m tests.screenshots CHECKPOINTS`` writes assets/canvas-*.png and
assets/sketches/*.png with the models of that folder.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM, ROOT, Canvas, serve

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
ASSETS = ROOT / "assets"
SHOTS: dict[str, tuple[str, dict[str, object]]] = {
    "canvas-light": ("sneaker", {"viewport": WIDE}),
    "canvas-dark": ("purse", {"viewport": WIDE, "color_scheme": "dark"}),
    "canvas-phone": (
        "boot",
        {"viewport": PHONE, "is_mobile": True, "has_touch": True, "device_scale_factor": 2},
    ),
}


def main(checkpoints: Path) -> None:
    """Open the canvas as each of ``SHOTS`` says, start from its sketch, and take a picture."""
    with (
        tempfile.TemporaryDirectory() as kept,
        serve(checkpoints, Path(kept)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, (sketch, device) in SHOTS.items():
            canvas = Canvas(browser.new_page(**device), address)  # type: ignore[arg-type]
            canvas.button(f"Sketch: {sketch}").click()
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
    main(Path(sys.argv[1]))
