"""A stick figure whose joints one drags."""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from pix2pix.data.stick_figure import LIMBS
from tests.browser import ROOT, Canvas, Open
from tests.canvas.test_pointers import PHONE, Hand
from tests.canvas.test_share import copied_link

WIDE = {"viewport": {"width": 1200, "height": 900}}
FIGURES = ROOT / "assets" / "figures"
COLORS = {name: np.array(color) for name, _, _, color in LIMBS}


def limbs(figure: str) -> dict[str, tuple[float, float, float, float]]:
    """Where the limbs of an example are, by the names of their colors."""
    names = {"#{:02x}{:02x}{:02x}".format(*color): name for name, color in COLORS.items()}
    lines = ElementTree.parse(FIGURES / f"{figure}.svg").getroot()
    return {
        names[line.attrib["stroke"]]: (
            float(line.attrib["x1"]),
            float(line.attrib["y1"]),
            float(line.attrib["x2"]),
            float(line.attrib["y2"]),
        )
        for line in lines
    }


def handles(canvas: Canvas) -> Locator:
    return canvas.part("handles").locator("circle")


def middle(canvas: Canvas, limb: str) -> np.ndarray:
    """Where on the paper the color of a limb is, on average; right and down."""
    sketch = np.asarray(canvas.saved("Save the sketch").convert("RGB"), int)
    rows, columns = np.nonzero(np.abs(sketch - COLORS[limb]).sum(2) < 30)
    assert len(rows) > 10, f"there is no {limb}"
    return np.array([columns.mean(), rows.mean()])


def settle(canvas: Canvas) -> None:
    """Wait until all is kept that there is, as opening the gallery does."""
    canvas.button("My drawings …").click()
    expect(canvas.part("gallery").get_by_role("listitem").first).to_be_visible()
    canvas.page.keyboard.press("Escape")


@pytest.fixture
def figure(open_canvas: Open) -> Iterator[Canvas]:
    canvas = open_canvas("pose2puppet")
    canvas.button("Sketch: standing").click()
    expect(canvas.button("Joints")).to_have_attribute("aria-pressed", "true")
    yield canvas


def test_every_example_has_all_limbs_and_they_meet() -> None:
    files = sorted(FIGURES.glob("*.svg"))
    assert len(files) >= 5
    for file in files:
        placed = limbs(file.stem)
        assert set(placed) == set(COLORS)
        ends: dict[str, set[tuple[float, float]]] = {}
        for name, first, second, _ in LIMBS:
            x1, y1, x2, y2 = placed[name]
            ends.setdefault(first, set()).add((x1, y1))
            ends.setdefault(second, set()).add((x2, y2))
        assert all(len(places) == 1 for places in ends.values()), file.stem


def test_a_dragged_wrist_bends_the_forearm_alone(figure: Canvas) -> None:
    before = {limb: middle(figure, limb) for limb in COLORS}
    photo = figure.photo()
    x, y = limbs("standing")["left forearm"][2:]
    figure.draw((x, y), (x + 20, y - 60), (x + 30, y - 40))
    assert figure.photo() != photo
    after = {limb: middle(figure, limb) for limb in COLORS}
    moved = {limb for limb in COLORS if np.abs(after[limb] - before[limb]).max() > 1}
    assert moved == {"left forearm"}
    assert after["left forearm"] - before["left forearm"] == pytest.approx([15, -20], abs=2)
    figure.button("Undo").click()
    assert middle(figure, "left forearm") == pytest.approx(before["left forearm"])
    expect(figure.button("Undo")).to_be_enabled()  # the figure itself is still to be undone
    figure.button("Redo").click()
    assert middle(figure, "left forearm") == pytest.approx(after["left forearm"])


def test_what_hangs_on_a_joint_comes_along(figure: Canvas) -> None:
    before = {limb: middle(figure, limb) for limb in COLORS}
    x, y = limbs("standing")["left upper arm"][2:]
    figure.draw((x, y), (x + 16, y - 16))
    after = {limb: middle(figure, limb) for limb in COLORS}
    assert after["left forearm"] - before["left forearm"] == pytest.approx([16, -16], abs=1)
    assert after["left upper arm"] - before["left upper arm"] == pytest.approx([8, -8], abs=2)
    still = set(COLORS) - {"left forearm", "left upper arm"}
    assert all(after[limb] == pytest.approx(before[limb], abs=1) for limb in still)


def test_the_joint_where_most_lines_meet_moves_all(figure: Canvas) -> None:
    before = {limb: middle(figure, limb) for limb in COLORS}
    x, y = limbs("standing")["neck"][:2]
    figure.draw((x, y), (x - 12, y + 6))
    for limb, place in before.items():
        assert middle(figure, limb) - place == pytest.approx([-12, 6], abs=1), limb


def test_a_hand_beside_all_joints_moves_nothing(figure: Canvas) -> None:
    photo, sketch = figure.photo(), figure.saved("Save the sketch")
    figure.draw((20, 20), (90, 90), (128, 128))
    assert figure.photo() == photo
    assert figure.saved("Save the sketch").tobytes() == sketch.tobytes()
    figure.button("Undo").click()
    expect(figure.button("Undo")).to_be_disabled()  # only the figure was there to be undone


def test_a_figure_of_ones_own_has_joints_where_its_lines_nearly_meet(open_canvas: Open) -> None:
    canvas = open_canvas("pose2puppet")
    places = [(60, 60), (120, 90), (180, 60)]
    for color, (start, end) in zip(("neck", "right eye"), pairwise(places), strict=True):
        canvas.button(color).click()
        canvas.page.keyboard.down("Shift")
        canvas.draw((start[0] + 1, start[1] + 1), end)
        canvas.page.keyboard.up("Shift")
    expect(handles(canvas)).to_have_count(0)
    canvas.page.keyboard.press("j")
    expect(handles(canvas)).to_have_count(3)
    before = middle(canvas, "right eye")
    canvas.draw((120, 90), (120, 130))
    assert middle(canvas, "right eye") - before == pytest.approx([0, 40], abs=2)  # the root: both
    expect(handles(canvas)).to_have_count(3)


def test_a_figure_that_was_bent_is_kept_as_it_stands(open_canvas: Open) -> None:
    figure = open_canvas("pose2puppet", **WIDE)  # whose gallery is empty
    figure.button("Sketch: standing").click()
    x, y = limbs("standing")["right forearm"][2:]
    figure.draw((x, y), (x - 30, y - 70))
    bent = figure.saved("Save the sketch").tobytes()
    figure.button("More tools").click()
    for looked_at in ("waving", "walking"):
        settle(figure)
        figure.button(f"Sketch: {looked_at}").click()
    settle(figure)
    figure.button("My drawings …").click()
    entries = figure.part("gallery").get_by_role("button", name=re.compile("^pose2puppet"))
    expect(entries).to_have_count(2)
    entries.nth(1).click()
    expect(figure.button("Undo")).to_be_enabled()
    expect(handles(figure)).to_have_count(18)
    assert figure.saved("Save the sketch").tobytes() == bent
    figure.page.reload()
    expect(figure.button("Undo")).to_be_enabled()
    assert figure.saved("Save the sketch").tobytes() == bent


def test_a_link_holds_the_figure_as_it_was_bent(open_canvas: Open) -> None:
    canvas = open_canvas("pose2puppet", **WIDE)
    canvas.button("Sketch: standing").click()
    x, y = limbs("standing")["right forearm"][2:]
    canvas.draw((x, y), (x - 30, y - 70))
    link, bent = copied_link(canvas), middle(canvas, "right forearm")
    canvas.button("Sketch: cheering").click()
    canvas.page.goto(link)
    canvas.page.reload()
    expect(canvas.button("Undo")).to_be_enabled()
    assert middle(canvas, "right forearm") == pytest.approx(bent, abs=0.3)


def test_a_joint_springs_back_when_a_second_finger_comes_down(open_canvas: Open) -> None:
    canvas = open_canvas("pose2puppet", **PHONE)
    canvas.button("Sketch: standing").click()
    canvas.photo()
    before = canvas.saved("Save the sketch").tobytes()
    hand = Hand(canvas)
    x, y = limbs("standing")["left forearm"][2:]
    for step in (10, 30):
        hand.down(0, (x, y))
        hand.move(0, (x, y - step / 2))
        hand.move(0, (x, y - step))
        hand.down(1, (60, 60))
        hand.up(1)
        hand.up(0)
        assert canvas.saved("Save the sketch").tobytes() == before
        expect(canvas.button("Redo")).to_be_disabled()


def test_only_models_of_limbs_have_joints(open_canvas: Open) -> None:
    for name in ("edges2photo", "flat2emoji", "labels2facade"):
        canvas = open_canvas(name)
        expect(canvas.button("Joints")).to_be_hidden()
        expect(canvas.button("Sketch: standing")).to_have_count(0)
    canvas = open_canvas("pose2puppet")
    expect(canvas.button("Sketch: apple")).to_have_count(0)
