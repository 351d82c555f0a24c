"""Links that hold a drawing: made, opened, cut short, forged, and of a newer version."""

import base64
import random
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser import SHOE, Canvas, Open
from tests.canvas_messages import translates

BROKEN = "This link holds no whole drawing"
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def copied_link(canvas: Canvas) -> str:
    """The link that the page puts on the clipboard."""
    canvas.page.context.grant_permissions(CLIPBOARD)
    if canvas.part("drawer").is_hidden():
        canvas.button("More tools").click()
    canvas.button("Copy link").click()
    expect(canvas.part("notice")).to_contain_text("is on the clipboard")
    return canvas.page.evaluate("navigator.clipboard.readText()")


def go(canvas: Canvas, fragment: str) -> None:
    canvas.page.evaluate("fragment => { location.hash = fragment }", fragment)


def sketch(canvas: Canvas) -> bytes:
    return canvas.saved("Save the sketch").convert("RGB").tobytes()


def packed(numbers: Iterable[int]) -> str:
    """A text of the right form that holds these numbers."""
    out = bytearray()
    for number in numbers:
        while number > 127:
            out.append(number % 128 + 128)
            number //= 128
        out.append(number)
    deflate = zlib.compressobj(wbits=-15)
    content = deflate.compress(bytes(out)) + deflate.flush()
    return "1." + base64.urlsafe_b64encode(content).decode().rstrip("=")


def drawing(*mark: int, model: str = "edges2photo", color: int = 0) -> list[int]:
    """The numbers of a drawing that is one mark."""
    return [len(model), *model.encode(), 0, 0, 1, color, 1, 1, *mark]


DOT = (0, 0, 200, 1, 2048, 2048)  # a pen, its color, its width, one place


def test_a_link_opens_in_another_window_as_a_drawing_that_can_be_undone(
    open_canvas: Open,
) -> None:
    canvas = open_canvas("flat2emoji", viewport={"width": 1200, "height": 900})
    canvas.draw(*SHOE)
    canvas.button("red").click()
    canvas.button("Bucket").click()
    canvas.page.mouse.click(*canvas.place(5, 5))
    canvas.button("Shape").click()
    canvas.draw((40, 40), (80, 40), (60, 90))
    link = copied_link(canvas)
    assert len(link) < 2_000
    seen = canvas.saved("Save the sketch").convert("RGB")
    other = open_canvas("edges2photo", viewport={"width": 500, "height": 800})
    other.page.goto(link)
    expect(other.button("Undo")).to_be_enabled()
    expect(other.part("model")).to_have_value("flat2emoji")
    opened = other.saved("Save the sketch").convert("RGB")
    worst = max(abs(a - b) for a, b in zip(seen.tobytes(), opened.tobytes(), strict=True))
    assert worst < 100  # places are rounded to an eighth of a unit
    assert "#" not in other.page.url
    for _ in range(3):
        other.button("Undo").click()
    assert other.button("Undo").is_disabled()
    other.button("Redo").click()
    assert other.photo() != ""


def test_a_link_holds_the_take_and_the_direction(open_canvas: Open) -> None:
    canvas = open_canvas("labels2facade", viewport={"width": 1200, "height": 900})
    canvas.button("Sketch: palace").click()
    canvas.button("Another take").click()
    photo = canvas.photo()
    link = copied_link(canvas)
    other = open_canvas("labels2facade", viewport={"width": 1200, "height": 900})
    other.page.goto(link)
    expect(other.button("First take")).to_be_visible()
    assert other.photo() == photo


def test_a_link_keeps_how_hard_a_pen_was_pressed(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", viewport={"width": 1200, "height": 900})
    pressed = (4, 0, 800, 3, 400, 2048, 30, 1000, 0, 100, 1000, 0, 170)
    go(canvas, f"#drawing={packed(drawing(*pressed))}")
    expect(canvas.button("Undo")).to_be_enabled()
    drawn = canvas.saved("Save the sketch").convert("L")
    columns = [x for x in range(256) if drawn.getpixel((x, 128)) < 128]
    widths = [
        sum(drawn.getpixel((x, y)) < 128 for y in range(256)) for x in (columns[2], columns[-8])
    ]
    assert widths[1] > 2 * widths[0]
    link = copied_link(canvas)
    before = sketch(canvas)
    canvas.button("Clear").click()
    go(canvas, link[link.index("#") :])
    expect(canvas.button("Clear")).to_be_enabled()
    assert sketch(canvas) == before


def cut(link: str, rng: random.Random) -> str:
    return link[: rng.randrange(len("#drawing="), len(link) - 1)]


def changed(link: str, rng: random.Random) -> str:
    place = rng.randrange(len("#drawing=1."), len(link))
    return link[:place] + rng.choice("ABCxyz019-_") + link[place + 1 :]


FORGED = {
    "nothing": "",
    "no base64": "1.%%%",
    "no deflate": "1.AAAA",
    "a bomb": packed([0] * 2_000_000),
    "a count without end": packed([*drawing()[:-2], 400_000, 1]),
    "no such kind": packed(drawing(7, 0, 200, 1, 0, 0)),
    "no such color": packed(drawing(0, 9, 200, 1, 0, 0)),
    "a color beyond white": packed(drawing(*DOT, color=0x1000000)),
    "too wide": packed(drawing(0, 0, 90_000, 1, 0, 0)),
    "too far": packed(drawing(0, 0, 200, 2, 70_000, 0, 70_000, 0)),
    "a shape of two places": packed(drawing(2, 0, 0, 2, 16, 16, 32, 32)),
    "a fill beyond its paper": packed(drawing(3, 0, 16, 16, 1, 0, 0, 80)),
    "a fill of a huge paper": packed(drawing(3, 0, 99_999, 99_999, 1, 0, 0, 80)),
    "a step of nothing": packed([*drawing()[:-1], 0]),
    "something after it": packed([*drawing(*DOT), 0]),
    "a name without end": packed([200, 65]),
    "longer than any link": "1." + "A" * 20_000,
}


def test_a_link_that_was_cut_or_forged_leaves_the_own_drawing_alone(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", viewport={"width": 1200, "height": 900})
    canvas.draw(*SHOE)
    mine = sketch(canvas)
    link = copied_link(canvas)
    whole = link[link.index("#") :]
    rng = random.Random(0)
    wrong = [f"#drawing={text}" for text in FORGED.values()]
    wrong += [cut(whole, rng) for _ in range(6)]
    for fragment in wrong:
        go(canvas, "#")
        canvas.draw((5, 5), (6, 6))  # takes the sentence before away
        canvas.button("Undo").click()
        expect(canvas.part("notice")).to_be_hidden()
        go(canvas, fragment)
        expect(canvas.part("notice")).to_contain_text(BROKEN)
    assert sketch(canvas) == mine


def test_no_changed_link_breaks_the_page(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", viewport={"width": 1200, "height": 900})
    canvas.draw(*SHOE)
    link = copied_link(canvas)
    rng = random.Random(1)
    for _ in range(20):  # what still is a drawing opens; the page complains of no other
        go(canvas, changed(link[link.index("#") :], rng))
    canvas.part("model").select_option("edges2photo")
    canvas.button("Clear").click()
    canvas.draw(*SHOE)
    assert canvas.photo() != ""


@pytest.mark.parametrize(
    ("fragment", "sentence"),
    [
        ("#drawing=2.AAAA", "newer version"),
        (f"#drawing={packed(drawing(*DOT, color=0xFF0000))}", "another kind of model"),
        (f"#drawing={packed(drawing(*DOT, model='nobody'))}", "no model called “nobody”"),
    ],
)
def test_a_link_for_which_the_page_is_wrong_says_so(
    open_canvas: Open, fragment: str, sentence: str
) -> None:
    canvas = open_canvas("edges2photo", viewport={"width": 1200, "height": 900})
    canvas.draw(*SHOE)
    mine = sketch(canvas)
    go(canvas, fragment)
    expect(canvas.part("notice")).to_contain_text(sentence)
    canvas.part("model").select_option("edges2photo")
    expect(canvas.button("Clear")).to_be_enabled()
    assert sketch(canvas) == mine


def test_a_picture_that_comes_late_leaves_what_is_wrong_with_a_model(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", connected=False)
    late: list[Route] = []

    def answer(route: Route) -> None:
        if translates(route.request):
            late.append(route)
        else:
            route.continue_()

    canvas.page.route("**/component_server/**", answer)
    canvas.draw(*SHOE)
    go(canvas, f"#drawing={packed(drawing(*DOT, model='nobody'))}")
    expect(canvas.part("notice")).to_contain_text("no model called “nobody”")
    for route in late:
        route.continue_()
    assert late and canvas.photo() == "", "it was shown, until there was no model to show"
    canvas.draw((40, 60), (200, 70))
    expect(canvas.part("notice")).to_contain_text("no model called “nobody”")
    canvas.part("model").select_option("edges2photo")
    expect(canvas.part("notice")).to_be_hidden()


def test_a_drawing_with_a_photo_says_why_there_is_no_link(
    open_canvas: Open, photo_file: Path
) -> None:
    canvas = open_canvas("edges2photo", viewport={"width": 1200, "height": 900})
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("photo")).to_be_visible()
    canvas.button("More tools").click()
    canvas.button("Copy link").click()
    expect(canvas.part("notice")).to_contain_text("A link cannot hold a photo")


def test_a_drawing_too_large_for_a_link_says_so(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", viewport={"width": 1200, "height": 900})
    rng = random.Random(2)
    places = [(rng.randrange(256), rng.randrange(256)) for _ in range(60)]
    box = canvas.part("canvas")
    # One stroke of many thousand random places, which nothing makes short.
    box.dispatch_event("pointerdown", {"pointerId": 1, "pointerType": "touch", "isPrimary": True})
    box.evaluate(
        """(it, places) => {
          const box = it.getBoundingClientRect();
          let seed = 7;
          const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
          for (let i = 0; i < 6000; i++) it.dispatchEvent(new PointerEvent("pointermove", {
            pointerId: 1, pointerType: "touch", bubbles: true,
            clientX: box.left + next() * box.width, clientY: box.top + next() * box.height }));
        }""",
        places,
    )
    box.dispatch_event("pointerup", {"pointerId": 1, "pointerType": "touch"})
    canvas.button("More tools").click()
    canvas.button("Copy link").click()
    expect(canvas.part("notice")).to_contain_text("too large for a link")


def test_where_the_clipboard_is_refused_a_field_holds_the_link(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", viewport={"width": 1200, "height": 900})
    canvas.page.add_init_script(
        "navigator.clipboard.writeText = async () => { throw new Error('refused') }"
    )
    canvas.page.reload()
    canvas.rest()
    canvas.draw(*SHOE)
    mine = sketch(canvas)
    canvas.button("More tools").click()
    canvas.button("Copy link").click()
    field = canvas.page.get_by_label("Link", exact=True)
    expect(field).to_be_focused()
    link = field.input_value()
    canvas.part("share").get_by_role("button", name="Close").click()
    canvas.button("Clear").click()
    go(canvas, link[link.index("#") :])
    expect(canvas.button("Clear")).to_be_enabled()
    assert sketch(canvas) == mine
