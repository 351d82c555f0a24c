"""How the page comes to a browser: modules that it may keep, without complaint."""

import json
import re
import shutil
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, expect

from app.canvas import page as served
from tests.browser import ROOT, SHOE, Canvas, Open

MODULES = {path.name for path in served.STATIC.glob("*.js")}


def test_every_module_is_fetched_once_and_may_be_kept_for_good(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    fetched: list[str] = []
    page.on("response", lambda response: fetched.append(response.url))
    Canvas(page, address)
    modules = [url for url in fetched if "/canvas/" in url]
    assert sorted(url.rpartition("/")[2] for url in modules) == sorted(MODULES)
    for url in modules:
        with urllib.request.urlopen(url) as answer:
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Content-Type"].startswith(("text/javascript", "application/j"))
    page.close()


def test_whatever_changes_in_a_module_changes_the_address_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = served.folder()
    copied = shutil.copytree(served.STATIC, tmp_path / "static")
    monkeypatch.setattr(served, "STATIC", copied)
    assert served.folder() == before
    save = copied / "save.js"
    save.write_text(save.read_text().replace("10_000", "20_000"))
    changed = served.folder()
    save.rename(copied / "keep.js")
    addresses = {before, changed, served.folder()}
    assert len(addresses) == 3
    assert served.folder() in served.script() and served.folder() in served.head()


@pytest.mark.parametrize(
    "place",
    ["canvas/0123456789abcdef/canvas.js", "{}/nothing.js", "{}/../page.py", "{}/%2e%2e/page.py"],
)
def test_no_other_file_is_handed_out(address: str, place: str) -> None:
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/{place.format(served.folder())}")


def test_the_lock_file_of_the_dev_tools_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert lock["packages"]["node_modules/eslint"]["integrity"]
    assert not any("resolved" in package for package in lock["packages"].values())


def test_the_browser_has_nothing_to_complain_of(open_canvas: Open, photo_file: Path) -> None:
    for model in ("edges2photo", "labels2facade", "day2night", "flat2emoji"):
        canvas = open_canvas(model)
        said: list[str] = []
        canvas.page.on("console", lambda message, said=said: said.append(message.text))
        canvas.page.reload()
        canvas.rest()
        if model == "day2night":
            canvas.part("file").set_input_files(photo_file)
            expect(canvas.part("photo")).to_be_visible()
        canvas.draw(*SHOE)
        canvas.photo()
        assert [text for text in said if not re.match(r"ok|debug", text)] == []
