"""How many pixels may be decoded at once, and whose turn it is.

A file of a few kilobytes may unpack to hundreds of megabytes, and forty of them at once to more
than a machine has. Whoever decodes pictures that come from visitors holds room for their pixels
first. Visitors take turns, as in fair queueing (Demers, Keshav and Shenker 1989), so that one who
sends many does not keep the others waiting; small pictures have room of their own, so that large
ones do not either.
"""

import ctypes
import sys
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Condition

from pix2pix.errors import PictureError, Pix2PixError
from pix2pix.images import MOST_PIXELS, Picture, open_picture, size_of

SMALL = 2048 * 2048  # pixels of the largest picture that counts as small
ROOM_FOR_SMALL = 4 * SMALL
TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
MOST_WAITING = 64  # pictures of one visitor
WORTH_RETURNING = 1_000_000  # pixels; what fewer have taken may be kept for the next stroke


@dataclass(frozen=True, eq=False)
class _Ticket:
    """Of a picture that waits; two of the same size are not the same."""

    pixels: int


class PixelBudget:
    """Room for pixels; any number of threads may ask for it."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._used = 0
        self._held: Counter[str] = Counter()  # pixels, by visitor
        self._waiting: dict[str, deque[_Ticket]] = {}  # by visitor, whose turn comes first first
        self._changed = Condition()

    @contextmanager
    def hold(self, pixels: int, visitor: str = "") -> Iterator[None]:
        """Wait for room, in turn, and keep it until the block is left.

        A visitor holds at most half of all room, or one picture that is larger than that.

        Raises:
            Pix2PixError: This visitor has too many pictures waiting already.
        """
        ticket = _Ticket(min(pixels, self._total))
        with self._changed:
            queue = self._waiting.setdefault(visitor, deque())
            if len(queue) >= MOST_WAITING:
                raise Pix2PixError(
                    f"{MOST_WAITING} of your pictures are waiting already. Send the next one "
                    "when one of them is done."
                )
            queue.append(ticket)
            try:
                self._changed.wait_for(lambda: self._admits(visitor, ticket))
            finally:
                queue.remove(ticket)
                del self._waiting[visitor]
                if queue:
                    self._waiting[visitor] = queue  # behind all others
            self._used += ticket.pixels
            self._held[visitor] += ticket.pixels
            self._changed.notify_all()
        try:
            yield
        finally:
            if ticket.pixels >= WORTH_RETURNING:
                give_memory_back()
            with self._changed:
                self._used -= ticket.pixels
                self._held[visitor] -= ticket.pixels
                self._held += Counter()  # forgets who holds nothing
                self._changed.notify_all()

    def _admits(self, visitor: str, ticket: _Ticket) -> bool:
        """Whether it is the turn of this picture, and there is room.

        Where there is none, nobody overtakes: else a large picture might wait forever.
        """
        if self._waiting[visitor][0] is not ticket:
            return False
        turn = next((each for each in self._waiting if self._has_share_left(each)), None)
        return turn == visitor and self._used + ticket.pixels <= self._total

    def _has_share_left(self, visitor: str) -> bool:
        held, next_one = self._held[visitor], self._waiting[visitor][0]
        return not held or held + next_one.pixels <= self._total // 2


_small, _large = PixelBudget(ROOM_FOR_SMALL), PixelBudget(MOST_PIXELS)


@contextmanager
def room_for(*files: Path | bytes, visitor: str = "") -> Iterator[None]:
    """Hold room in this process for the pictures in some files, which are not decoded yet.

    Args:
        visitor: Who takes turns with whom: a person, or a folder that is looked through.
    """
    pixels = sum(width * height for width, height in map(size_of, files))
    with (_small if pixels <= SMALL else _large).hold(pixels, visitor):
        yield


@contextmanager
def opened(
    file: Path | bytes, name: str | None = None, *, visitor: str = "", longest: int | None = None
) -> Iterator[Picture]:
    """``open_picture`` within the bound: when the block is left, the picture is closed.

    Args:
        longest: Refuse more px a side, before anything is decoded.

    Raises:
        PictureError: See ``open_picture``; or it is larger than that.
        Pix2PixError: This visitor has too many pictures waiting already.
    """
    width, height = size_of(file)
    if longest is not None and max(width, height) > longest:
        raise PictureError(
            f"{name or 'The picture'} is {width}x{height} px; at most {longest} px a side are "
            "taken here. Shrink it."
        )
    with room_for(file, visitor=visitor):
        picture = open_picture(file, name)
        try:
            yield picture
        finally:
            picture.close()  # whoever still has it has no pixels


def give_memory_back() -> None:
    """Let the C library return what was freed to the system; glibc keeps it otherwise."""
    if TRIM is not None:
        TRIM(0)
