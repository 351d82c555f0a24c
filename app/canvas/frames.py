"""Drawings and photos as frames of one connection, while the pen moves.

A message of a page costs a request, JSON and base64 each way; a frame of a WebSocket (RFC 6455)
costs neither. What a frame holds is checked as a message is, and whoever cannot connect uses those.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from pydantic import Field
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.canvas import texts
from app.canvas.messages import LONGEST, Message, Name, understand
from app.canvas.rendering import Rendering
from app.origin import from_here
from pix2pix import Pix2PixError
from pix2pix.images import Picture
from pix2pix.pixel_budget import opened

ADDRESS = "canvas/live"
LENGTH = 2  # bytes that say how long the head of a frame is
MOST_BYTES = 3_000_000  # of a frame; a drawing takes about 4 000
CONNECTIONS, OF_A_VISITOR = 256, 16
AT_ONCE = 64  # frames that are answered or wait for their turn
REFUSED = 1013  # "try again later": the page then sends messages instead

Render = Callable[[str, Picture, int | None, bool, bool], Rendering]


class FrameHead(Message):
    """What is said of the picture that follows it in a frame."""

    model: Name
    reverse: bool = False
    seed: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    scored: bool = False


class Frames:
    """The route of the connections, and how many there are.

    Args:
        render: Translates a picture with the model of a name; see ``gradio_app.render``.
    """

    def __init__(self, render: Render) -> None:
        self.route = WebSocketRoute(f"/{ADDRESS}", self._serve)
        self._render = render
        self._connected: Counter[str] = Counter()
        self._limiter: CapacityLimiter | None = None

    async def _serve(self, socket: WebSocket) -> None:
        visitor = socket.client.host if socket.client else ""
        if not from_here(socket) or not self._has_room(visitor):
            await socket.close(REFUSED)
            return
        self._limiter = self._limiter or CapacityLimiter(AT_ONCE)  # which needs a running loop
        with self._counted(visitor):
            await socket.accept()
            try:
                while True:  # one after the other; what comes meanwhile waits in the network
                    frame = await socket.receive_bytes()
                    answer = await to_thread.run_sync(
                        self._answer, frame, visitor, limiter=self._limiter
                    )
                    if isinstance(answer, str):
                        await socket.send_text(answer)
                    else:
                        await socket.send_bytes(answer)
            except (WebSocketDisconnect, KeyError):  # it left, or sent a text
                return

    def _answer(self, frame: bytes, visitor: str) -> bytes | str:
        """The frame of a photo, or the sentence that says what went wrong."""
        try:
            head, picture = _taken_apart(frame)
            with opened(picture, visitor=visitor, longest=LONGEST) as source:
                wanted = head.model, source, head.seed, head.reverse, head.scored
                return _put_together(self._render(*wanted))
        except Pix2PixError as error:
            return str(error)

    def _has_room(self, visitor: str) -> bool:
        return self._connected.total() < CONNECTIONS and self._connected[visitor] < OF_A_VISITOR

    @contextmanager
    def _counted(self, visitor: str) -> Iterator[None]:
        self._connected[visitor] += 1
        try:
            yield
        finally:
            self._connected[visitor] -= 1
            self._connected += Counter()  # forgets who has left


def _taken_apart(frame: bytes) -> tuple[FrameHead, bytes]:
    """Head and picture of a frame.

    Raises:
        Pix2PixError: It is too large, or not what a page sends.
    """
    end = LENGTH + int.from_bytes(frame[:LENGTH], "little")
    if len(frame) > MOST_BYTES or end > len(frame):
        raise Pix2PixError(texts.BAD_MESSAGE.format(complaint=f"a frame of {len(frame)} bytes"))
    try:
        head = json.loads(frame[LENGTH:end])
    except ValueError as error:  # no text, or no JSON
        raise Pix2PixError(texts.BAD_MESSAGE.format(complaint=str(error))) from error
    return understand(FrameHead, head), frame[end:]


def _put_together(rendering: Rendering) -> bytes:
    """A frame: its head says how long each file in it is, and why one is missing."""
    files = rendering.files()
    head = {"lengths": [len(file) for file in files], "refusal": rendering.refusal}
    said = json.dumps(head).encode()
    return b"".join([len(said).to_bytes(LENGTH, "little"), said, *files])
