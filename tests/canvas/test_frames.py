"""Frames of the connection between page and server, by the real page and by programs."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PIL import Image
from playwright.sync_api import Page, WebSocket, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.canvas.frames import ADDRESS, MOST_BYTES, OF_A_VISITOR
from tests.browser import SHOE, Canvas, Open

pytestmark = pytest.mark.slow


def frame(picture: bytes, **head: object) -> bytes:
    said = json.dumps(head).encode()
    return len(said).to_bytes(2, "little") + said + picture


def files_of(answer: str | bytes) -> list[bytes]:
    """The files in the frame of an answer."""
    assert isinstance(answer, bytes)
    place = 2 + int.from_bytes(answer[:2], "little")
    files = []
    for length in json.loads(answer[2:place])["lengths"]:
        files.append(answer[place : place + length])
        place += length
    assert place == len(answer)
    return files


def png(side: int = 256) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), "white").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def connection(address: str) -> Iterator[ClientConnection]:
    with connect(f"{address.replace('http', 'ws')}/{ADDRESS}") as connection:
        yield connection


def test_a_frame_is_answered_with_a_photo(connection: ClientConnection) -> None:
    photos = []
    for seed in (None, 3, 3):
        connection.send(frame(png(), model="edges2photo", seed=seed))
        photos += files_of(connection.recv())
        assert Image.open(io.BytesIO(photos[-1])).format == "JPEG"
    assert photos[1] == photos[2] != photos[0]
    connection.send(frame(png(), model="edges2photo", seed=3, scored=True))
    photo, belief = files_of(connection.recv())
    assert photo == photos[1]
    assert Image.open(io.BytesIO(belief)).size == (30, 30)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot read"),
        (b"\xff\xff{}", "cannot read"),
        (b"\x02\x00{]" + png(), "cannot read"),
        (frame(png(), model="edges2photo", seed=-1), "cannot read"),
        (frame(png(), model="edges2photo", more=1), "cannot read"),
        (frame(png(), model="none"), "There is no model called"),
        (frame(b"no picture", model="edges2photo"), "picture"),
        (frame(png(2049), model="edges2photo"), "at most 2048 px a side"),
        (frame(bytes(MOST_BYTES), model="edges2photo"), "cannot read"),
    ],
)
def test_what_is_wrong_is_said_and_the_connection_stays(
    connection: ClientConnection, content: bytes, sentence: str
) -> None:
    connection.send(content)
    answer = connection.recv()
    assert isinstance(answer, str) and sentence in answer
    connection.send(frame(png(), model="edges2photo"))
    assert isinstance(connection.recv(), bytes)


def test_pages_of_others_and_too_many_of_one_visitor_are_refused(address: str) -> None:
    socket = f"{address.replace('http', 'ws')}/{ADDRESS}"
    with pytest.raises(InvalidStatus):
        connect(socket, origin="http://elsewhere.example")
    with ExitStack() as stack:
        stack.enter_context(connect(socket))
        for _ in range(OF_A_VISITOR):
            try:
                stack.enter_context(connect(socket))
            except InvalidStatus:  # pages of other tests are connected, too
                break
        with pytest.raises(InvalidStatus):
            connect(socket)


@pytest.fixture
def sockets() -> list[WebSocket]:
    return []


def opened(open_canvas: Open, sockets: list[WebSocket]) -> Canvas:
    canvas = open_canvas()
    canvas.page.on("websocket", lambda socket: sockets.append(socket))
    canvas.page.reload()
    expect(canvas.part("about")).to_contain_text("·")
    canvas.rest()
    return canvas


def messages(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda r: '"translate"' in (r.post_data or "") and asked.append(r.url))
    return asked


def test_the_pen_draws_over_the_connection(open_canvas: Open, sockets: list[WebSocket]) -> None:
    canvas = opened(open_canvas, sockets)
    (socket,) = [each for each in sockets if each.url.endswith(ADDRESS)]
    photos: list[object] = []
    socket.on("framereceived", lambda photo: photos.append(photo))
    asked = messages(canvas.page)
    canvas.draw(*SHOE)
    assert canvas.photo()
    assert len(photos) > 3 and asked == []


def test_without_a_connection_messages_are_sent(open_canvas: Open) -> None:
    canvas = open_canvas()
    canvas.draw(*SHOE)
    expected = canvas.photo()
    canvas = open_canvas(connected=False)
    asked = messages(canvas.page)
    canvas.draw(*SHOE)
    assert canvas.photo() == expected and asked
