"""The browser that draws for us, in the benchmark and in the tests of the pages."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pix2pix.errors import Pix2PixError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
)
NO_PLAYWRIGHT = (
    "Playwright is not installed, and pages are drawn on in a browser. Install it with "
    "`pip install -r requirements-dev.txt`."
)
NO_BROWSER = (
    "There is no {}, and pages are drawn on in a browser. Install Chromium or Chrome, run "
    "`playwright install --with-deps chromium`, or name a browser in PIX2PIX_CHROMIUM."
)


def installed_chromium() -> str | None:
    """The browser that ``PIX2PIX_CHROMIUM`` names, else one that is installed; its path."""
    if named := os.environ.get("PIX2PIX_CHROMIUM"):
        return named
    found = [path for path in (*NAMES, *ON_A_MAC) if shutil.which(path)]
    return shutil.which(found[0]) if found else None


def launch(playwright: "Playwright", *arguments: str) -> "Browser":
    """Start an installed browser, or else the one that Playwright has fetched."""
    return playwright.chromium.launch(
        executable_path=installed_chromium(), args=[*ARGUMENTS, *arguments]
    )


def require_browser() -> None:
    """Make sure that ``launch`` has a browser to start.

    Raises:
        Pix2PixError: There is no Playwright, or no browser.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Pix2PixError(NO_PLAYWRIGHT) from error
    if named := installed_chromium():
        if not shutil.which(named):
            raise Pix2PixError(NO_BROWSER.format(named))
        return
    with sync_playwright() as playwright:
        if not Path(playwright.chromium.executable_path).is_file():
            raise Pix2PixError(NO_BROWSER.format("Chromium"))
