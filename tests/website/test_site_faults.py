"""What goes wrong for visitors: one sentence, or the next best way, and the drawing stays."""

import hashlib
import json
import re
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import BrowserContext, expect

from app.canvas.site.build import list_files
from pix2pix.site.serve import server
from tests.browser import SHOE, Canvas
from tests.website.conftest import Visit, needs_npm, served
from tests.website.test_site import made, shown

pytestmark = [pytest.mark.slow, needs_npm]
UPDATED = """new Promise(async (resolve) => {
  navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true));
  (await navigator.serviceWorker.ready).update();
})"""
END = "() => { setTimeout(() => { throw new Error('out of memory') }) }"
KEPT = "navigator.serviceWorker.ready.then(() => true)"


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    """The site once more, to be damaged."""
    return Path(shutil.copytree(site, tmp_path / "site"))


def choose(canvas: Canvas, model: str) -> None:
    canvas.part("model").select_option(model)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def plain(folder: Path, port: int) -> ThreadingHTTPServer:
    """A host that cannot be told to say headers."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))


def test_the_page_opens_offline_and_draws_after_the_first_visit(visit: Visit, site: Path) -> None:
    serving = server(site, 0)
    with served(site, lambda folder, port: serving) as address:
        canvas = visit(address=address)
        canvas.draw(*SHOE)
        before = canvas.photo()
        assert canvas.page.evaluate(KEPT)
        canvas.page.reload()
        expect(canvas.part("about")).to_contain_text("edges2photo ·")
    canvas.page.reload()  # its server is gone
    expect(canvas.part("about")).to_contain_text("edges2photo ·")
    expect(canvas.part("photo")).to_be_visible()  # of the drawing, which came back
    assert canvas.photo() == before
    canvas.rest()
    canvas.draw((40, 60), (200, 70))
    offline = canvas.photo()
    assert offline != before
    choose(canvas, "labels2house")  # which nobody has opened yet
    expect(canvas.part("notice")).to_contain_text("could not be fetched")
    assert canvas.photo() == offline


def test_a_visitor_gets_the_next_version_of_the_site(visit: Visit, copy: Path) -> None:
    canvas = visit(copy)
    assert canvas.page.evaluate(KEPT)
    index = copy / "index.html"
    index.write_text(index.read_text().replace("<title>pix2pix", "<title>The next pix2pix"))
    list_files(copy)
    canvas.page.evaluate(UPDATED)
    canvas.page.reload()
    expect(canvas.page).to_have_title(re.compile("The next pix2pix"))


def test_a_host_without_headers_gives_threads_from_the_second_visit_on(
    visit: Visit, site: Path
) -> None:
    with served(site, plain) as address:
        canvas = visit(address=address)
        expect(canvas.part("about")).to_contain_text("WebAssembly, 1 thread")
        canvas.draw(*SHOE)
        assert canvas.photo()
        assert canvas.page.evaluate(KEPT)
        canvas.page.reload()
        expect(canvas.part("about")).to_contain_text("threads")
        assert canvas.page.evaluate("crossOriginIsolated")


@pytest.mark.parametrize("fault", ["cut short", "other bytes"])
def test_a_damaged_model_is_refused_and_the_drawing_stays(
    visit: Visit, copy: Path, fault: str
) -> None:
    graph = copy / "models" / "labels2house" / "forward" / "model.onnx"
    content = graph.read_bytes()
    graph.write_bytes(content[:-7] if fault == "cut short" else b"x" + content[1:])
    canvas = visit(copy)
    canvas.draw(*SHOE)
    before = canvas.photo()
    choose(canvas, "labels2house")
    expect(canvas.part("notice")).to_contain_text("The model arrived damaged")
    assert canvas.photo() == before
    graph.write_bytes(content)
    choose(canvas, "labels2house")
    expect(canvas.part("about")).to_contain_text("labels2house ·")


def test_an_engine_that_draws_other_pictures_is_not_used(visit: Visit, copy: Path) -> None:
    models = json.loads((copy / "models.json").read_text())
    reference = models[0]["directions"][0]["reference"]["target"]
    picture = copy / reference["url"]
    ImageOps.invert(Image.open(picture)).rotate(90).save(picture)
    content = picture.read_bytes()
    reference |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (copy / "models.json").write_text(json.dumps(models))
    canvas = visit(copy, model="labels2house")
    choose(canvas, "edges2photo")
    expect(canvas.part("notice")).to_contain_text("could not run the network")


@pytest.mark.parametrize("at_work", [False, True])
def test_a_thread_that_ends_is_begun_anew_with_the_same_model(
    visit: Visit, checkpoints: Path, at_work: bool
) -> None:
    canvas = visit()
    choose(canvas, "labels2house")
    expect(canvas.part("about")).to_contain_text("labels2house ·")
    canvas.draw(*SHOE)
    before = shown(canvas)
    (worker,) = (each for each in canvas.page.workers if each.url.endswith("site/worker.js"))
    with worker.expect_event("close"):
        if at_work:
            worker.evaluate(f"() => {{ self.createImageBitmap = () => new Promise({END}) }}")
            canvas.button("Another take").click()
        else:
            worker.evaluate(END)
    if not at_work:
        canvas.button("Another take").click()
    photo = shown(canvas)
    sketch = canvas.saved("Save the sketch")
    assert np.abs(photo - before).mean() > 1
    assert np.abs(photo - made(checkpoints / "labels2house", sketch, 0)).mean() < 2
    expect(canvas.part("notice")).to_be_hidden()


class Refusing(Quiet):
    """A host whose policy lets no WebAssembly run."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "script-src 'self'")
        super().end_headers()


def refusing(folder: Path, port: int) -> ThreadingHTTPServer:
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Refusing, directory=str(folder)))


def test_where_webassembly_is_refused_a_sentence_says_so(visit: Visit, site: Path) -> None:
    with served(site, refusing) as address:
        canvas = visit(address=address, opened=False)
        expect(canvas.part("notice")).to_contain_text("could not run the network")


def test_a_full_disk_costs_the_next_visit_a_download_and_no_more(visit: Visit) -> None:
    fetched: list[str] = []

    def prepare(context: BrowserContext) -> None:
        context.on("request", lambda request: fetched.append(request.url))

    canvas = visit(prepare=prepare)
    session = canvas.page.context.new_cdp_session(canvas.page)
    origin = canvas.page.url.split("?")[0].rstrip("/")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 100_000})
    choose(canvas, "labels2house")
    expect(canvas.part("about")).to_contain_text("labels2house ·")
    canvas.draw((30, 30), (200, 200))
    assert canvas.photo()
    choose(canvas, "edges2photo")
    expect(canvas.part("about")).to_contain_text("edges2photo ·")
    fetched.clear()
    choose(canvas, "labels2house")
    expect(canvas.part("about")).to_contain_text("labels2house ·")
    assert any("labels2house/forward/model.onnx" in url for url in fetched)
