"""The whole story in a real browser, with both servers: a zip becomes a model on the canvas."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from pix2pix.bench.browser import launch
from pix2pix.checkpoint.folder import save_generator
from pix2pix.checkpoint.run import State
from pix2pix.jobs import control
from pix2pix.networks import build_generator
from tests.browser import FAKE_CAMERA, PATIENCE, Canvas, serve
from tests.conftest import SMALL, SMALL_MODEL, write_pairs
from tests.runs import kill
from tests.trainer_page import pack, step, trainer, upload, wait_for_step

pytestmark = pytest.mark.slow

SLOW = 20_000  # bytes per second


@pytest.fixture
def checkpoints(tmp_path: Path) -> Iterator[Path]:
    """A small model to start from; no run works on when the test is over."""
    folder = tmp_path / "checkpoints"
    save_generator(folder / "edges2photo", build_generator(SMALL), SMALL_MODEL)
    yield folder
    for name in control.list_runs(folder):
        control.delete(folder / name)


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright, *FAKE_CAMERA)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


@pytest.fixture
def pairs_zip(tmp_path: Path) -> Path:
    return pack(write_pairs(tmp_path / "shoes", 8))


def whole(page: Page) -> bool:
    """Whether the page shows no exception of its own."""
    return page.get_by_test_id("stException").count() == 0


def test_a_page_reloaded_in_the_middle_of_an_upload_keeps_what_it_had(
    tmp_path, checkpoints, pairs_zip, page
):
    (tmp_path / "large").mkdir()
    (tmp_path / "large/noise.png").write_bytes(os.urandom(1_000_000))
    with trainer(checkpoints) as (_, address):
        page.goto(address)
        upload(page, pairs_zip)
        (draft,) = (checkpoints / ".drafts").iterdir()
        pairs = {path: path.stat().st_mtime_ns for path in draft.glob("pairs-*/**/*.png")}
        assert len(pairs) == 8
        failed = []
        page.on("requestfailed", lambda request: failed.append(request.method))
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
        network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": SLOW})
        page.get_by_text("Take other pictures").click()
        with page.expect_request(lambda request: request.method == "PUT"):
            page.locator("input[type=file]").first.set_input_files(pack(tmp_path / "large"))
        page.wait_for_timeout(500)
        page.reload()
        network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
        expect(page.get_by_text("The model will see the upper picture")).to_be_visible()
        assert "PUT" in failed  # it was cut short
        assert whole(page)
        assert not (draft / "upload.zip").exists()
        assert all(path.stat().st_mtime_ns == when for path, when in pairs.items())


def test_a_zip_becomes_a_model_on_the_canvas(tmp_path, checkpoints, pairs_zip, page):
    run = checkpoints / "shoes"
    with serve(checkpoints, tmp_path / "canvas") as canvas:
        with trainer(checkpoints, canvas) as (server, address):
            page.goto(address)
            upload(page, pairs_zip)
            page.get_by_text("All settings").click()
            steps = page.get_by_label("Steps", exact=True)
            steps.fill("100000")
            steps.press("Enter")
            page.get_by_role("button", name="Train").click()
            wait_for_step(page, 40)

            page.reload()
            wait_for_step(page, 40)
            server.send_signal(signal.SIGKILL)  # the run outlives the page
            server.wait()
            assert control.status(run).state is State.RUNNING
            kill(run)  # now both are gone, as after a power cut

        with trainer(checkpoints, canvas) as (_, address):
            page.goto(f"{address}/?run=shoes")
            expect(page.get_by_text("Interrupted", exact=True)).to_be_visible()
            page.get_by_role("button", name="Resume").click()
            expect(page.get_by_text("Learning", exact=True)).to_be_visible()
            page.get_by_role("button", name="Stop").click()
            expect(page.get_by_text("Stopped", exact=True)).to_be_visible()
            stopped = step(page)
            page.get_by_role("button", name="Resume").click()
            expect(page.get_by_text("Learning", exact=True)).to_be_visible()
            wait_for_step(page, stopped + 10)
            expect(page.get_by_text("Held-out pairs: input")).to_be_visible()
            with page.expect_popup() as opened:
                page.get_by_role("link", name="Open on the canvas").click()
            assert opened.value.url == f"{canvas}/?model=shoes"
            drawing = Canvas(opened.value, canvas, model="shoes")
            assert "shoes" in drawing.part("about").inner_text()
            drawing.draw((60, 60), (200, 200))
            assert drawing.photo().startswith("data:image/")

            shutil.move(run, tmp_path / "elsewhere")  # under the open page, while it learns
            expect(page.get_by_text("There is no run called 'shoes'.")).to_be_visible()
            page.get_by_role("button", name="New run").click()
            expect(page.get_by_text("Train on your own pictures")).to_be_visible()
            assert whole(page)
