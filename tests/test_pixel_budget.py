"""Room for decoded pixels: who gets it, in which order, and that it is given back."""

import io
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest
from PIL import Image

from pix2pix.errors import PictureError, Pix2PixError
from pix2pix.images import size_of
from pix2pix.pixel_budget import MOST_WAITING, PixelBudget, opened


class Crowd:
    """Visitors that ask for room, each in a thread, and let it go when they are told to."""

    def __init__(self, budget: PixelBudget) -> None:
        self.inside: list[str] = []
        self._budget = budget
        self._leave: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()

    def ask(self, visitor: str, pixels: int, name: str = "") -> None:
        """Return once the visitor is inside, or certainly waits."""
        name = name or visitor
        self._leave[name] = threading.Event()
        thread = threading.Thread(target=self._visit, args=(visitor, pixels, name), daemon=True)
        before = self._known()
        thread.start()
        self._threads.append(thread)
        while self._known() == before:
            thread.join(0.001)

    def _known(self) -> int:
        waiting = self._budget._waiting  # no other way to see that somebody waits
        return sum(map(len, list(waiting.values()))) + len(self.inside)

    def _visit(self, visitor: str, pixels: int, name: str) -> None:
        with self._budget.hold(pixels, visitor):
            with self._changed:
                self.inside.append(name)
                self._changed.notify_all()
            self._leave[name].wait()

    def leave(self, name: str, then: int) -> None:
        """Let one go, and wait until so many have been inside in all."""
        self._leave[name].set()
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.inside) == then, 30)

    def end(self) -> None:
        for event in self._leave.values():
            event.set()
        for thread in self._threads:
            thread.join(30)


@contextmanager
def crowd(total: int) -> Iterator[Crowd]:
    crowd = Crowd(PixelBudget(total))
    try:
        yield crowd
    finally:
        crowd.end()


def test_one_visitor_cannot_fill_it() -> None:
    with crowd(100) as people:
        for number in range(4):
            people.ask("greedy", 25, f"greedy {number}")
        assert people.inside == ["greedy 0", "greedy 1"]
        people.ask("modest", 25)
        assert people.inside[2:] == ["modest"]


def test_visitors_take_turns_however_many_pictures_one_of_them_sends() -> None:
    with crowd(100) as people:
        for number in range(3):
            people.ask("greedy", 100, f"greedy {number}")
        people.ask("modest", 100)
        people.leave("greedy 0", then=2)
        people.leave(people.inside[1], then=3)
        assert "modest" in people.inside[:3]


def test_a_large_picture_is_not_overtaken_for_ever() -> None:
    with crowd(100) as people:
        people.ask("first", 40)
        people.ask("large", 100)
        people.ask("small", 10)
        assert people.inside == ["first"]
        people.leave("first", then=2)
        assert people.inside[1] == "large"
        people.leave("large", then=3)


def test_what_is_larger_than_all_room_is_let_in_alone() -> None:
    with crowd(100) as people:
        people.ask("giant", 1000)
        people.ask("other", 1)
        assert people.inside == ["giant"]


def test_room_is_given_back_after_an_error() -> None:
    budget = PixelBudget(10)
    for _ in range(3):
        with pytest.raises(KeyError), budget.hold(10):
            raise KeyError
    with budget.hold(10):
        pass


def test_who_has_too_many_waiting_is_told_so() -> None:
    with crowd(1) as people:
        for number in range(MOST_WAITING + 1):  # one is inside
            people.ask("greedy", 1, f"greedy {number}")
        with pytest.raises(Pix2PixError, match="of your pictures are waiting already"):
            people._budget.hold(1, "greedy").__enter__()


def png(mode: str, width: int, height: int) -> bytes:
    encoded = io.BytesIO()
    Image.new(mode, (width, height)).save(encoded, "PNG")
    return encoded.getvalue()


def test_a_size_is_read_from_the_head_alone(tmp_path: Path) -> None:
    data = png("RGB", 300, 200)
    (tmp_path / "head.png").write_bytes(data[:60])
    assert size_of(data[:60]) == size_of(tmp_path / "head.png") == (300, 200)
    assert size_of(b"no picture") == size_of(tmp_path / "nowhere.png") == (0, 0)


def test_a_picture_lives_as_long_as_its_block(tmp_path: Path) -> None:
    with opened(png("RGB", 30, 20)) as picture:
        assert picture.getpixel((1, 1)) == (0, 0, 0)
    with pytest.raises(ValueError, match="closed"):
        picture.getpixel((1, 1))
    with (
        pytest.raises(PictureError, match="mine is 30x20 px; at most 20 px a side"),
        ExitStack() as stack,
    ):
        stack.enter_context(opened(png("RGB", 30, 20)[:60], "mine", longest=20))


def test_memory_goes_back_when_pictures_are_done() -> None:
    data = png("L", 6000, 6000)
    memory = psutil.Process().memory_info
    with opened(data) as picture:
        picture.convert("RGB")
        before = memory().rss
    for _ in range(3):
        threads = [threading.Thread(target=look, args=(data,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert memory().rss < before + 50_000_000


def look(data: bytes) -> None:
    with opened(data) as picture:
        picture.convert("RGB")
