"""A visitor who sends forty huge pictures at once takes neither the memory nor the turn of others.

The pictures are a few kilobytes each; unpacked, each of them takes up to a quarter of a gigabyte.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path

import psutil
import pytest
from gradio_client import Client, handle_file

from pix2pix.jobs.drafts import Draft
from tests.browser import MODELS, save_model, serve
from tests.canvas_messages import html_component, post
from tests.flood import (
    LIMIT,
    data_url,
    flood,
    gives_back,
    held,
    open_page,
    png,
    served_meanwhile,
    watched,
)
from tests.quick import slow_fixture
from tests.trainer_page import trainer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
@slow_fixture
def canvas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[psutil.Process, str]]:
    """The process of a canvas, warm, and its address."""
    folder = tmp_path_factory.mktemp("flood")
    save_model(folder / "models" / "edges2photo", MODELS["edges2photo"])
    with serve(folder / "models", folder) as address:
        (process,) = (
            each for each in psutil.Process().children() if "app/gradio_app.py" in each.cmdline()
        )
        honest_visitor(address)()
        yield process, address


def drawing(content: bytes) -> dict[str, object]:
    return {"picture": data_url(content), "model": "edges2photo", "seed": None}


def honest_visitor(address: str) -> Callable[[], dict[str, object]]:
    """Asks for the picture of a small drawing."""
    component, small = html_component(address), drawing(png("L", 256, 256))
    return lambda: post(address, component, "translate", small)


@pytest.mark.parametrize(
    ("mode", "side", "count", "answer"),
    [("1", 8000, 80, "error"), ("RGB", 8000, 80, "error"), ("RGBA", 2048, 80, "picture")],
)
def test_a_flood_of_drawings_takes_neither_memory_nor_turns(
    canvas: tuple[psutil.Process, str], mode: str, side: int, count: int, answer: str
) -> None:
    process, address = canvas
    component, huge, draw = html_component(address), png(mode, side, side), honest_visitor(address)
    before, functions = held(process), cycle(("translate", "photo_edges"))

    def send(_: int) -> dict[str, object]:
        function = next(functions)
        message = drawing(huge) if function == "translate" else {"picture": data_url(huge)}
        return post(address, component, function, message)

    with watched(process) as memory:
        answers, over = flood(send, count)
        honest = served_meanwhile(draw, over)
    photo, edges = {"picture", "refusal"}, {"picture"}  # refusal: of the critic, if it was asked
    both = (photo, edges) if answer == "picture" else ({answer}, {answer})
    assert sorted(map(sorted, answers)) == sorted(sorted(each) for each in both * (count // 2))
    assert honest and all(set(each) == photo for each in honest)
    assert memory.peak < LIMIT
    assert gives_back(process, before, draw)


def test_a_flood_of_photos_takes_neither_memory_nor_turns(
    canvas: tuple[psutil.Process, str],
) -> None:
    process, address = canvas
    component, before = html_component(address), held(process)
    photo = {"content": data_url(png("RGBA", 8000, 8000)), "name": "huge.png", "model": ""}
    draw = honest_visitor(address)
    with watched(process) as memory:
        answers, over = flood(lambda _: post(address, component, "open_photo", photo), 6)
        honest = served_meanwhile(draw, over)
    assert [set(each) for each in answers] == 6 * [{"picture"}]
    assert honest and all("picture" in each for each in honest)
    assert memory.peak < LIMIT
    assert gives_back(process, before, draw)


def test_a_flood_of_programs_takes_neither_memory_nor_turns(
    canvas: tuple[psutil.Process, str], tmp_path: Path
) -> None:
    process, address = canvas
    draw, before = honest_visitor(address), held(process)
    for name, content in (("huge", png("RGBA", 8000, 8000)), ("small", png("L", 64, 64))):
        (tmp_path / f"{name}.png").write_bytes(content)
    client = Client(address, verbose=False, download_files=tmp_path)

    def ask(name: str) -> object:
        return client.predict(handle_file(tmp_path / f"{name}.png"), api_name="/translate")

    with watched(process) as memory, ThreadPoolExecutor(1) as one:
        answers, over = flood(lambda _: ask("huge"), 3)
        program = one.submit(ask, "small")
        honest = served_meanwhile(draw, over)
        assert program.result()
    client.close()
    assert len(answers) == 3
    assert honest and all("picture" in each for each in honest)
    assert memory.peak < LIMIT
    assert gives_back(process, before, draw)


def test_a_flood_of_previews_takes_neither_memory_nor_turns(tmp_path: Path) -> None:
    root = tmp_path / "checkpoints"
    drafts = {name: Draft.create(root) for name in ("huge", "small")}
    for name, width in (("huge", 8000), ("small", 64)):
        folder = tmp_path / name
        folder.mkdir()
        for number in range(2):
            (folder / f"{number}.png").write_bytes(png("RGB", width, width // 2))
        drafts[name].take_path(folder)
        drafts[name].examine(lambda share: None)
    with trainer(root) as (server, address):
        process = psutil.Process(server.pid)
        for draft in drafts.values():
            open_page(address, f"draft={draft.key}")
        before = held(process)

        def look() -> object:
            return open_page(address, f"draft={drafts['small'].key}")

        with watched(process) as memory:
            pages, over = flood(lambda _: open_page(address, f"draft={drafts['huge'].key}"), 8)
            honest = served_meanwhile(look, over)
        assert pages == 8 * [[]]
        assert honest and not any(honest)
        assert memory.peak < LIMIT
        assert gives_back(process, before, look)
