"""One's own drawings, which the browser keeps: found again, deleted, in two tabs, with no room."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import SHOE, Canvas, Open

WIDE = {"viewport": {"width": 1200, "height": 900}}
WRITTEN = """async () => {
  const known = await indexedDB.databases();
  if (!known.some(({name}) => name === "pix2pix-drawings")) return [];
  const open = indexedDB.open("pix2pix-drawings", 1);
  await new Promise((done) => (open.onsuccess = done));
  const all = open.result.transaction("cards").objectStore("cards").getAll();
  await new Promise((done) => (all.onsuccess = done));
  open.result.close();
  return all.result.map((card) => [card.id, card.revision]);
}"""


def kept(canvas: Canvas) -> list[tuple[str, int]]:
    """The drawings that the browser keeps, and how often each was written."""
    return [tuple(card) for card in canvas.page.evaluate(WRITTEN)]


def wait_until_kept(canvas: Canvas, count: int) -> None:
    """Wait until so many are kept, and nothing more is on its way."""
    for _ in range(100):
        before = kept(canvas)
        canvas.page.wait_for_timeout(900)
        if len(before) == count and kept(canvas) == before:
            return
    raise AssertionError(f"kept are {kept(canvas)}")


def sketch(canvas: Canvas) -> bytes:
    return canvas.saved("Save the sketch").convert("RGB").tobytes()


def gallery(canvas: Canvas) -> Locator:
    if canvas.part("drawer").is_hidden():
        canvas.button("More tools").click()
    canvas.button("My drawings …").click()
    return canvas.part("gallery")


def reload(canvas: Canvas) -> None:
    canvas.page.reload()
    canvas.page.wait_for_function(
        "document.querySelector('[data-part=about]')?.innerText.includes('·')"
    )
    canvas.rest()


def test_the_drawing_survives_a_reload_and_can_be_undone(open_canvas: Open) -> None:
    canvas = open_canvas("labels2facade", **WIDE)
    canvas.button("Sketch: palace").click()
    canvas.button("Pen").click()
    canvas.draw(*SHOE)
    canvas.button("Another take").click()
    photo, mine = canvas.photo(), sketch(canvas)
    wait_until_kept(canvas, 1)
    reload(canvas)
    expect(canvas.button("Undo")).to_be_enabled()
    assert (canvas.photo(), sketch(canvas)) == (photo, mine)
    canvas.button("Undo").click()
    assert sketch(canvas) != mine
    canvas.button("Undo").click()
    expect(canvas.button("Undo")).to_be_disabled()


def test_a_stroke_survives_a_reload_that_follows_at_once(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    canvas.draw(*SHOE)
    reload(canvas)
    expect(canvas.button("Undo")).to_be_enabled()
    assert canvas.ink() > 300
    wait_until_kept(canvas, 1)
    canvas.draw((20, 40), (236, 40))
    reload(canvas)
    expect(canvas.button("Undo")).to_be_enabled()
    canvas.button("Undo").click()
    expect(canvas.button("Undo")).to_be_enabled()  # there were two strokes
    wait_until_kept(canvas, 1)


def test_a_photo_that_was_drawn_on_survives_a_reload(open_canvas: Open, photo_file: Path) -> None:
    canvas = open_canvas("flat2emoji", **WIDE)
    canvas.part("file").set_input_files(photo_file)
    expect(canvas.part("photo")).to_be_visible()
    canvas.draw(*SHOE)
    mine = sketch(canvas)
    wait_until_kept(canvas, 1)
    reload(canvas)
    expect(canvas.button("Undo")).to_be_enabled()
    assert sketch(canvas) == mine


def test_paper_that_was_cleared_is_blank_after_a_reload(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    canvas.draw(*SHOE)
    wait_until_kept(canvas, 1)
    canvas.button("Clear").click()
    canvas.page.wait_for_timeout(1000)
    reload(canvas)
    canvas.page.wait_for_timeout(1000)
    expect(canvas.button("Undo")).to_be_disabled()
    expect(gallery(canvas).get_by_role("listitem")).to_have_count(1)  # and it is found again


def test_every_drawing_that_was_worked_on_is_found_again(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    canvas.draw(*SHOE)
    shoe = sketch(canvas)
    wait_until_kept(canvas, 1)
    canvas.button("Sketch: boot").click()  # only looked at
    wait_until_kept(canvas, 2)
    canvas.button("Sketch: cat").click()
    wait_until_kept(canvas, 2)
    canvas.draw((20, 40), (236, 40))
    cat = sketch(canvas)
    wait_until_kept(canvas, 2)
    canvas.part("model").select_option("flat2emoji")
    expect(canvas.button("yellow")).to_be_visible()
    canvas.draw((20, 200), (236, 200))
    wait_until_kept(canvas, 3)
    entries = gallery(canvas).get_by_role("listitem")
    expect(entries).to_have_count(3)
    expect(entries.nth(0)).to_contain_text("flat2emoji")  # the newest first
    entries.nth(2).get_by_role("button").first.click()
    expect(canvas.part("model")).to_have_value("edges2photo")
    expect(canvas.button("Sketch: boot")).to_be_visible()
    assert sketch(canvas) == shoe
    gallery(canvas).get_by_role("listitem").nth(1).get_by_role("button").first.click()
    assert sketch(canvas) == cat
    canvas.draw((20, 60), (236, 60))  # goes on with that one
    wait_until_kept(canvas, 3)


def test_one_stroke_is_still_there_after_a_reload_and_another_drawing(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    canvas.draw(*SHOE)
    wait_until_kept(canvas, 1)
    reload(canvas)
    expect(canvas.button("Undo")).to_be_enabled()
    canvas.button("Sketch: boot").click()
    canvas.draw((20, 40), (236, 40))
    wait_until_kept(canvas, 2)


def test_drawings_are_deleted_and_brought_back(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    for y in (40, 120):
        canvas.button("Clear").click() if y > 40 else None
        canvas.draw((20, y), (236, y))
        wait_until_kept(canvas, 1 if y == 40 else 2)
    dialog = gallery(canvas)
    entries = dialog.get_by_role("listitem")
    entries.nth(0).get_by_role("button", name="Delete").click()
    expect(entries).to_have_count(1)
    dialog.get_by_role("button", name="Bring back").click()
    expect(entries).to_have_count(2)
    dialog.get_by_role("button", name="Delete all").click()
    expect(entries).to_have_count(0)
    expect(dialog).to_contain_text("Deleted: 2.")
    dialog.get_by_role("button", name="Close").click()
    assert canvas.ink() > 0  # what is on the paper stays there
    expect(gallery(canvas).get_by_role("button", name="Bring back")).to_be_hidden()
    expect(dialog).to_contain_text("Nothing here yet")
    dialog.get_by_role("button", name="Close").click()
    canvas.draw((20, 200), (236, 200))  # and is kept again when it is worked on
    wait_until_kept(canvas, 1)


def test_two_tabs_do_not_overwrite_each_others_drawings(browser: Browser, address: str) -> None:
    context = browser.new_context(**WIDE)
    one = Canvas(context.new_page(), address, "edges2photo")
    one.draw(*SHOE)
    wait_until_kept(one, 1)
    # A tab that is duplicated begins with what the first one remembers.
    present = one.page.evaluate("sessionStorage.getItem('pix2pix-present')")
    page = context.new_page()
    page.goto(f"{address}/nothing-here")
    page.evaluate("present => sessionStorage.setItem('pix2pix-present', present)", present)
    other = Canvas(page, address, "edges2photo")
    expect(other.button("Undo")).to_be_enabled()
    other.draw((20, 20), (236, 20))
    wait_until_kept(other, 1)
    one.draw((20, 240), (236, 240))  # from here on there are two
    wait_until_kept(one, 2)
    mine, theirs = sketch(one), sketch(other)
    assert mine != theirs
    for canvas, drawn in ((one, mine), (other, theirs)):
        reload(canvas)
        expect(canvas.button("Undo")).to_be_enabled()
        assert sketch(canvas) == drawn
    context.close()


def test_a_full_storage_gives_one_sentence_and_drawing_goes_on(open_canvas: Open) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    client = canvas.page.context.new_cdp_session(canvas.page)
    origin = canvas.page.evaluate("location.origin")
    client.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    canvas.draw(*SHOE)
    expect(canvas.part("notice")).to_contain_text("no room left for drawings")
    canvas.draw((20, 40), (236, 40))
    assert canvas.photo() != ""
    canvas.page.wait_for_timeout(1500)
    expect(canvas.part("notice")).to_be_hidden()  # it is said once
    client.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    canvas.draw((20, 60), (236, 60))
    wait_until_kept(canvas, 1)  # and all is kept as soon as there is room


@pytest.mark.parametrize("refusal", ["throw new DOMException('no', 'SecurityError')", "return {}"])
def test_a_browser_that_keeps_nothing_says_so_once(open_canvas: Open, refusal: str) -> None:
    canvas = open_canvas("edges2photo", **WIDE)
    if refusal == "return {}":  # a request that fails
        refusal = """const request = {}; setTimeout(() => request.onerror(), 0); return request"""
    canvas.page.add_init_script(f"indexedDB.constructor.prototype.open = () => {{ {refusal} }}")
    reload(canvas)
    canvas.draw(*SHOE)
    expect(canvas.part("notice")).to_contain_text("keeps no drawings")
    canvas.draw((20, 40), (236, 40))
    assert canvas.photo() != ""
    canvas.page.wait_for_timeout(1500)
    expect(canvas.part("notice")).to_be_hidden()
    expect(gallery(canvas)).to_contain_text("keeps no drawings")
    reload(canvas)
    expect(canvas.button("Undo")).to_be_enabled()  # the tab itself still knows it
