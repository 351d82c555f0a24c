"""People answer a study in Chromium: by key, mouse and touch, with breaks and a lost answer.

The server is the one that `pix2pix study-page` starts.
"""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from pix2pix.bench.browser import launch
from pix2pix.study.folder import Study
from pix2pix.study.lines import Answer
from pix2pix.study.people import Person, people
from pix2pix.study.results import results
from tests.browser import PATIENCE
from tests.conftest import ROOT, command
from tests.study.conftest import Prepare

pytestmark = pytest.mark.slow

WATCH = """
addEventListener("DOMContentLoaded", () => {
  let began = 0;
  window.seen = [];
  const stage = document.querySelector("[data-part=stage]");
  new MutationObserver(() => {
    const shown = stage.classList.contains("shown");
    if (!shown && began) window.seen.push((performance.now() - began) / 1000);
    began = shown ? began || performance.now() : 0;
  }).observe(stage, { attributeFilter: ["class"] });
});
"""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@contextmanager
def served(study: Study) -> Iterator[str]:
    words = command("study-page", study.folder, "--port", 0)
    server = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        found = re.search(r"http://\S+/", server.stdout.readline())
        assert found is not None
        yield found[0]
    finally:
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate()
    assert (server.returncode, errors) == (130, "")  # as Ctrl-C ends it


class Participant:
    """One open page, in the words of a person who answers."""

    def __init__(self, browser: Browser, address: str, study: Study, **look: Any) -> None:
        self.study = study
        context = browser.new_context(**look)
        context.add_init_script(WATCH)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.set_default_timeout(PATIENCE)
        self.page.goto(address)

    @property
    def person(self) -> Person:
        return people(self.study)[0]

    @property
    def answers(self) -> list[Answer]:
        return self.person.answers()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def wait_for_question(self) -> None:
        self.page.locator("[data-do=first][aria-disabled=false]").wait_for()

    def wait_for_answers(self, count: int) -> None:
        for _ in range(PATIENCE // 50):
            if len(self.answers) >= count:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{len(self.answers)} answers instead of {count}")

    def check(self, state: str) -> None:
        """Nothing that axe-core knows is wrong, and the page is as wide as the screen."""
        found = Axe().run(self.page, context=".studio")
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"
        width = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], state


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def test_a_study_is_answered_from_beginning_to_end(browser: Browser, prepared: Prepare) -> None:
    study = prepared(practice=2, trials=4, checks=1)
    with served(study) as address:
        one = Participant(browser, address, study)
        one.check("welcome")
        one.press("Begin")
        for place in range(2):  # practice, by key
            one.wait_for_question()
            truth = one.person.trials[place].fake
            one.page.keyboard.press({"left": "f", "right": "ArrowRight"}[truth])
            expect(one.page.get_by_text(f"Right: the {truth} one was fake.")).to_be_visible()
        expect(one.page.get_by_text("That was practice. The next 5 count")).to_be_visible()
        one.check("a break")
        one.page.keyboard.press("Enter")
        one.wait_for_question()
        one.check("a question")
        lost: list[Route] = []

        def lose(route: Route) -> None:
            """The server gets the first answer, the page never hears of it."""
            lost.append(route)
            if len(lost) > 1:
                route.continue_()
                return
            route.fetch()
            route.abort()

        one.page.route("**/answers", lose)
        one.press("Left")
        expect(one.page.get_by_text("The server did not answer. Nothing is lost")).to_be_visible()
        one.press("Go on")
        one.wait_for_question()
        assert len(lost) == 2
        assert len(one.answers) == 3
        one.page.locator("[data-part=second-frame]").click()  # a picture says that it is fake
        one.wait_for_answers(4)
        assert one.answers[3].choice == "right"
        one.page.wait_for_timeout(100)
        one.page.reload()  # somebody stops, and goes on
        one.check("welcome back")
        one.press("Go on")
        for place in range(4, 7):
            one.wait_for_question()
            seen = one.page.evaluate("seen.at(-1)")
            one.page.keyboard.press("j")
            one.wait_for_answers(place + 1)
            assert abs(one.answers[place].shown - seen) < 0.3
        expect(one.page.get_by_text("Thank you.")).to_be_visible()
        one.check("thanks")
        right = [answer.right for answer in one.answers if answer.kind == "trial"]
        expect(one.page.get_by_text(f"You found the fake in {sum(right)} of 4.")).to_be_visible()
        assert all(answer.shown >= 0.998 for answer in one.answers)
        assert [answer.trial for answer in one.answers] == list(range(7))
        one.press("The next person")
        one.press("Begin")
        one.wait_for_question()
        assert len(people(study)) == 2
        wrong = [each for each in one.complaints if "ERR_FAILED" not in each]  # the one we lost
        assert not wrong
    found = results(study)
    assert found.people == 2
    assert any("stopped after 0 of 7" in why for why in found.left_out.values())


def test_on_a_phone_a_pause_or_a_hidden_tab_shows_the_picture_again_and_says_so(
    browser: Browser, prepared: Prepare
) -> None:
    study = prepared(presentation="single", practice=0, trials=3, checks=0)
    with served(study) as address:
        one = Participant(browser, address, study, **PHONE, color_scheme="dark")
        one.check("welcome")
        one.press("Begin")
        one.page.locator(".stage.shown").wait_for()
        one.press("Pause")
        expect(one.page.get_by_text("Paused.")).to_be_visible()
        assert not one.page.locator(".stage.shown").count()
        one.press("Go on")
        one.wait_for_question()
        one.check("a question")
        one.page.get_by_role("button", name="Real", exact=True).tap()
        one.page.locator(".stage.shown").wait_for()
        one.page.evaluate(HIDE, True)
        expect(one.page.get_by_text("Paused.")).to_be_visible()
        one.page.evaluate(HIDE, False)
        one.page.get_by_role("button", name="Go on").tap()
        one.wait_for_question()
        one.page.get_by_role("button", name="Fake", exact=True).tap()
        one.wait_for_question()
        one.press("Pause")  # while one thinks, nothing is lost
        one.press("Go on")
        one.page.get_by_role("button", name="Fake", exact=True).tap()
        expect(one.page.get_by_text("You were right in")).to_be_visible()
        answers = one.answers
        assert [answer.choice for answer in answers] == ["real", "fake", "fake"]
        assert [answer.again for answer in answers] == [True, True, False]
        assert [answer.counted for answer in answers][:2] == [False, False]
        assert not one.complaints
