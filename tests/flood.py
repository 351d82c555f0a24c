"""Many requests at once against a real server, the memory it takes, and what others notice."""

import base64
import io
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

AT_ONCE = 40
LIMIT = 2_000_000_000  # bytes; where a hosted page of a few users is killed
SLACK = 200_000_000  # bytes that a process may keep after all
GLANCE = 0.01  # seconds between two looks at the memory


def png(mode: str, width: int, height: int) -> bytes:
    """A few kilobytes of PNG."""
    encoded = io.BytesIO()
    Image.new(mode, (width, height)).save(encoded, "PNG")
    return encoded.getvalue()


@dataclass
class Memory:
    """What a process and those it started hold, in bytes."""

    peak: int = 0
    samples: list[int] = field(default_factory=list)


@contextmanager
def watched(process: psutil.Process) -> Iterator[Memory]:
    """Look at the memory of a process all the while."""
    memory, done = Memory(), threading.Event()

    def watch() -> None:
        while not done.wait(GLANCE):
            memory.peak = max(memory.peak, held(process))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield memory
    finally:
        done.set()
        thread.join()


def held(process: psutil.Process) -> int:
    return int(process.memory_info().rss)


def gives_back(process: psutil.Process, before: int, ask: Callable[[], object]) -> bool:
    """Whether a process holds what it held before, at the latest when some more have asked."""
    for _ in range(20):
        if held(process) < before + SLACK:
            return True
        time.sleep(0.5)
        ask()
    return False


def flood(send: Callable[[int], object], count: int) -> tuple[list[object], Callable[[], bool]]:
    """Send many requests, forty at once; the answers once all are there, and whether they are."""
    answers: list[object] = []

    def run() -> None:
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            answers.extend(crowd.map(send, range(count)))

    thread = threading.Thread(target=run)
    thread.start()
    return answers, lambda: not thread.is_alive()


def served_meanwhile(ask: Callable[[], object], over: Callable[[], bool]) -> list[object]:
    """What an honest visitor was answered before a flood was over."""
    answers: list[object] = []
    while not over():
        answer = ask()
        if not over():
            answers.append(answer)
        time.sleep(0.05)
    return answers


def data_url(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()


def open_page(address: str, query: str) -> Sequence[str]:
    """Open a page of Streamlit as a browser does; the words of errors on it, once it is complete.

    Streamlit speaks protocol buffers over a WebSocket, which its own package brings along.
    """
    errors = []
    place = address.replace("http://", "ws://") + "/_stcore/stream"
    with connect(place, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
        rerun = BackMsg()
        rerun.rerun_script.query_string = query
        socket.send(rerun.SerializeToString())
        for message in socket:
            said = ForwardMsg()
            said.ParseFromString(message if isinstance(message, bytes) else message.encode())
            kind = said.WhichOneof("type")
            if kind == "delta" and said.delta.new_element.WhichOneof("type") == "exception":
                errors.append(said.delta.new_element.exception.message)
            if kind == "script_finished":
                break
    return errors
