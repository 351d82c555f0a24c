"""Fingers, palms and pens, as Chromium itself turns touches into pointer events."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import CDPSession, expect

from tests.browser import Canvas, Open

Place = tuple[float, float]
LINE: list[Place] = [(40, 60), (90, 60), (140, 60), (200, 60)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


class Hand:
    """Fingers and a pen on the paper, through the DevTools protocol."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._client: CDPSession = canvas.page.context.new_cdp_session(canvas.page)
        self._fingers: dict[int, Place] = {}

    def _touch(self, kind: str) -> None:
        points = [
            {"id": finger, "x": x, "y": y}
            for finger, (x, y) in (
                (finger, self._canvas.place(*place)) for finger, place in self._fingers.items()
            )
        ]
        self._client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def down(self, finger: int, place: Place) -> None:
        self._fingers[finger] = place
        self._touch("touchStart")

    def move(self, finger: int, place: Place) -> None:
        self._fingers[finger] = place
        self._touch("touchMove")

    def up(self, finger: int) -> None:
        del self._fingers[finger]
        self._touch("touchEnd")

    def cancel(self) -> None:
        """The system takes all touches away, as for a gesture of its own."""
        self._fingers.clear()
        self._touch("touchCancel")

    def pen(self, kind: str, place: Place, force: float = 0) -> None:
        x, y = self._canvas.place(*place)
        event = {"type": kind, "x": x, "y": y, "pointerType": "pen", "clickCount": 1}
        event |= {"force": force} if force else {}
        held = {"button": "left", "buttons": int(kind != "mouseReleased")}
        self._client.send("Input.dispatchMouseEvent", event | held)

    def stroke_of_the_pen(self, places: list[Place]) -> None:
        self.pen("mousePressed", places[0])
        for place in places[1:]:
            self.pen("mouseMoved", place)
        self.pen("mouseReleased", places[-1])

    def stroke(self, places: list[Place], finger: int = 0) -> None:
        self.down(finger, places[0])
        for place in places[1:]:
            self.move(finger, place)
        self.up(finger)


@pytest.fixture
def canvas(open_canvas: Open) -> Canvas:
    return open_canvas(**PHONE)


@pytest.fixture
def hand(canvas: Canvas) -> Hand:
    return Hand(canvas)


@pytest.fixture
def ink(canvas: Canvas) -> Iterator[Callable[[float], bool]]:
    """Whether there is ink in a row of the paper, as the model sees it."""

    def row(y: float) -> bool:
        if canvas.button("Save the sketch").is_disabled():
            return False
        sketch = canvas.saved("Save the sketch").convert("L")
        return min(sketch.crop((0, int(y) - 3, 256, int(y) + 4)).tobytes()) < 128

    yield row


def at(y: float) -> list[Place]:
    return [(x, y) for x, _ in LINE]


def test_a_pen_takes_over_from_the_palm_and_removes_its_mark(
    canvas: Canvas, hand: Hand, ink: Callable[[float], bool]
) -> None:
    hand.down(0, (100, 220))  # the palm, which lands first
    hand.move(0, (110, 220))
    hand.move(0, (130, 222))
    hand.pen("mousePressed", LINE[0])
    hand.move(0, (150, 224))  # it slides on while the pen draws
    for place in LINE[1:]:
        hand.pen("mouseMoved", place)
    hand.pen("mouseReleased", LINE[-1])
    hand.move(0, (170, 224))
    hand.up(0)
    assert ink(60) and not ink(222)
    canvas.button("Undo").click()
    expect(canvas.button("Undo")).to_be_disabled()  # there was one stroke, that of the pen


def test_a_palm_beside_a_pen_draws_nothing(
    canvas: Canvas, hand: Hand, ink: Callable[[float], bool]
) -> None:
    hand.pen("mousePressed", LINE[0])
    hand.stroke(at(200), finger=1)
    for place in LINE[1:]:
        hand.pen("mouseMoved", place)
    hand.pen("mouseReleased", LINE[-1])
    hand.stroke(at(220))  # between two strokes of the pen
    hand.stroke_of_the_pen(at(100))
    assert [ink(row) for row in (60, 100, 200, 220)] == [True, True, False, False]


def test_a_finger_draws_again_some_time_after_the_pen(
    canvas: Canvas, hand: Hand, ink: Callable[[float], bool]
) -> None:
    hand.stroke_of_the_pen(LINE)
    canvas.page.wait_for_timeout(1500)
    hand.stroke(at(200))
    assert ink(60) and ink(200)


def test_a_cancelled_stroke_is_taken_off_the_paper(
    canvas: Canvas, hand: Hand, ink: Callable[[float], bool]
) -> None:
    hand.stroke(LINE)
    hand.down(0, (40, 200))
    hand.move(0, (120, 200))
    hand.move(0, (200, 200))
    hand.cancel()
    assert ink(60) and not ink(200)
    hand.stroke(at(120))  # nothing is stuck
    assert ink(120)


def test_a_cancelled_stroke_on_blank_paper_leaves_it_blank(canvas: Canvas, hand: Hand) -> None:
    hand.down(0, (40, 200))
    hand.move(0, (200, 200))
    expect(canvas.button("Clear")).to_be_enabled()
    hand.cancel()
    expect(canvas.button("Clear")).to_be_disabled()
    assert canvas.photo() == ""


def test_a_second_finger_removes_the_stroke_of_the_first(
    canvas: Canvas, hand: Hand, ink: Callable[[float], bool]
) -> None:
    hand.stroke(LINE)
    hand.down(0, (40, 120))
    hand.move(0, (120, 120))
    hand.down(1, (60, 200))
    hand.move(0, (200, 120))
    hand.move(1, (200, 200))
    hand.up(0)
    hand.move(1, (120, 200))
    hand.down(2, (40, 230))  # still the same gesture: one finger is down
    hand.move(2, (200, 230))
    hand.up(2)
    hand.up(1)
    assert [ink(row) for row in (60, 120, 200, 230)] == [True, False, False, False]
    hand.stroke(at(160))  # all are up: this is drawing again
    assert ink(160)
