"""Changing models: runs that come, go and learn on, label models, addresses."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect

from pix2pix.checkpoint.card import write_card
from tests.browser import LABELS, MODELS, SHOE, Canvas, Open, save_model


def test_a_second_model_answers_for_the_same_drawing(canvas: Canvas) -> None:
    canvas.draw(*SHOE)
    first = canvas.photo()
    ink = canvas.ink()
    canvas.part("model").select_option("labels2house")
    expect(canvas.part("about")).to_contain_text("labels2house ·")
    assert canvas.photo() == "" and "model=labels2house" in canvas.page.url
    canvas.part("model").select_option("edges2photo")
    expect(canvas.part("about")).to_contain_text("edges2photo ·")
    assert (canvas.photo(), canvas.ink()) == (first, ink)


def test_the_list_tells_the_terms_of_a_model(canvas: Canvas, checkpoints: Path) -> None:
    write_card(checkpoints / "day2night", license_name="research-use")
    terms = canvas.part("model").locator("option[value=day2night]")
    expect(terms).to_have_text("day2night (research use)")
    assert canvas.part("model").locator("option[value=labels2house]").inner_text() == "labels2house"


def test_a_label_model_gets_its_colours_without_soft_edges(open_canvas: Open) -> None:
    canvas = open_canvas("labels2house")
    expect(canvas.part("own")).to_contain_text("Start from a label map")
    expect(canvas.part("examples")).to_be_hidden()  # nobody drew one in these colours
    canvas.button("wall").click()
    canvas.draw((200, 220), (40, 100))
    canvas.button("door").click()
    canvas.button("Pen").click()
    canvas.draw((100, 140), (131, 203))
    house = canvas.saved("Save the sketch").convert("RGB")
    colours = {colour for _, colour in house.getcolors()}
    assert {"#{:02x}{:02x}{:02x}".format(*colour) for colour in colours} == {
        label.color for label in LABELS
    }
    wall = (0xAA, 0x55, 0)
    assert house.getpixel((41, 101)) == wall and house.getpixel((198, 218)) == wall
    assert house.getpixel((38, 98)) == house.getpixel((202, 222)) == (0, 0, 0xAA)
    canvas.page.keyboard.press("e")
    canvas.draw((0, 160), (256, 160))
    assert canvas.saved("Save the sketch").convert("RGB").getpixel((60, 160)) == (0, 0, 0xAA)


def test_the_address_opens_a_model_and_an_unknown_one_gets_a_sentence(
    open_canvas: Open, browser: Browser, address: str
) -> None:
    canvas = open_canvas("labels2house")
    assert canvas.part("model").input_value() == "labels2house"
    page = browser.new_page()
    page.goto(f"{address}/?model=nobody")
    sentence = page.locator("[data-part=notice]")
    expect(sentence).to_have_text(
        "There is no model called “nobody” here. Choose one from the list."
    )
    expect(page.get_by_role("button", name="Surprise me")).to_be_hidden()  # with what?
    page.locator("[data-part=model]").select_option("edges2photo")
    expect(page.locator("[data-part=about]")).to_contain_text("edges2photo ·")
    expect(sentence).to_be_hidden()
    expect(page.get_by_role("button", name="Surprise me")).to_be_visible()
    page.close()


def test_a_list_that_cannot_be_had_gets_a_sentence_and_is_asked_for_again(canvas: Canvas) -> None:
    listing = "**/component_server/**"
    canvas.page.route(listing, lambda route: route.abort())
    lost = "The server did not answer. Your drawing is still here; draw on to try again."
    expect(canvas.part("notice")).to_have_text(lost, timeout=20_000)
    with canvas.page.expect_response(listing, timeout=20_000):
        canvas.page.unroute(listing)


def test_a_new_run_joins_the_list_by_itself(canvas: Canvas, checkpoints: Path) -> None:
    save_model(checkpoints / "my-run", MODELS["edges2photo"], seed=1)
    try:
        run = canvas.part("model").locator("option", has_text="my-run")
        expect(run).to_have_count(1)
    finally:
        shutil.rmtree(checkpoints / "my-run")


def test_the_next_stroke_uses_the_weights_that_were_just_saved(
    canvas: Canvas, checkpoints: Path
) -> None:
    canvas.draw(*SHOE)
    before = canvas.photo()
    try:
        save_model(checkpoints / "edges2photo", MODELS["edges2photo"], seed=2)
        canvas.button("Clear").click()
        canvas.button("Undo").click()
        assert canvas.photo() != before
    finally:
        save_model(checkpoints / "edges2photo", MODELS["edges2photo"])
