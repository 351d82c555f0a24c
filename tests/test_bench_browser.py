"""Which browser draws: one that is named, one that is installed, or Playwright's own."""

from pathlib import Path

import pytest

from pix2pix.bench.browser import installed_chromium, require_browser
from pix2pix.errors import Pix2PixError


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a browser: the only folder with programs is empty."""
    monkeypatch.delenv("PIX2PIX_CHROMIUM", raising=False)
    monkeypatch.setattr("pix2pix.bench.browser.ON_A_MAC", ())
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "fetched"))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(program: Path) -> str:
    program.touch(mode=0o755)
    return str(program)


def test_an_installed_browser_is_found(programs: Path) -> None:
    assert installed_chromium() is None
    chrome = install(programs / "google-chrome")
    assert installed_chromium() == chrome
    assert installed_chromium() != install(programs / "chromium") == installed_chromium()
    require_browser()


def test_a_browser_that_is_named_goes_first(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(programs / "chromium")
    monkeypatch.setenv("PIX2PIX_CHROMIUM", install(programs / "mine"))
    assert installed_chromium() == str(programs / "mine")
    require_browser()


def test_a_browser_that_is_named_and_not_there_is_an_error(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(programs / "chromium")
    monkeypatch.setenv("PIX2PIX_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(Pix2PixError, match="There is no /nowhere/chromium, .*Install Chromium or"):
        require_browser()


@pytest.mark.slow
@pytest.mark.usefixtures("programs")
def test_a_machine_without_a_browser_is_told_what_to_do() -> None:
    with pytest.raises(Pix2PixError, match="There is no Chromium, .*playwright install"):
        require_browser()
