/* What is to be seen of a study: one screen at a time, how far one is, and what is asked. */

import { button, part } from "../../canvas/static/elements.js";

/** @import { About } from "./server.js" */

/** The screens, and the button that comes first on each. @type {Record<string, string | null>} */
const SCREENS = { welcome: null, break: "go-on", look: null, thanks: "next" };

export class Screens {
  /** @type {HTMLElement} */ #element;
  /** @type {About} */ #about;

  /**
   * @param {HTMLElement} element
   * @param {About} about
   */
  constructor(element, about) {
    this.#element = element;
    this.#about = about;
    const { presentation, seconds, practice, counted, width, height } = about;
    element.classList.toggle("single", presentation === "single");
    element.style.setProperty("--width", `${Math.max(width, 256)}px`);
    element.style.setProperty("--shape", String(width / height));
    const said = part(element, presentation, HTMLElement);
    said.hidden = false;
    part(said, "time", HTMLElement).textContent = seconds === 1 ? "one second" : `${seconds} s`;
    part(element, "trying", HTMLElement).hidden = practice === 0;
    part(element, "practice", HTMLElement).textContent = String(practice);
    part(element, "counted", HTMLElement).textContent = String(counted);
    if (presentation === "single") {
      part(element, "first-picture", HTMLElement).ariaLabel = "The picture";
    }
  }

  /** @param {string} screen */
  show(screen) {
    for (const name of Object.keys(SCREENS)) {
      part(this.#element, name, HTMLElement).hidden = name !== screen;
    }
    button(this.#element, "pause").hidden = screen !== "look";
    const first = SCREENS[screen];
    if (first !== null) button(this.#element, first).focus();
  }

  /**
   * Say why nothing happens, until somebody goes on.
   * @param {string} reason
   * @returns {Promise<void>}
   */
  pause(reason) {
    part(this.#element, "reason", HTMLElement).textContent = reason;
    this.show("break");
    return new Promise((resolve) => {
      button(this.#element, "go-on").addEventListener("click", () => resolve(), { once: true });
    });
  }

  /** @param {string} words */
  question(words) {
    part(this.#element, "question", HTMLElement).textContent = words;
  }

  /**
   * How many are answered; nothing is said before the first.
   * @param {number | null} answered
   */
  progress(answered) {
    const { practice, counted } = this.#about;
    const words = part(this.#element, "progress", HTMLElement);
    const bar = part(this.#element, "bar", HTMLProgressElement);
    bar.max = practice + counted;
    bar.value = answered ?? 0;
    if (answered === null || answered === bar.max) words.textContent = "";
    else if (answered < practice) words.textContent = `Practice ${answered + 1} of ${practice}`;
    else words.textContent = `${answered - practice + 1} of ${counted}`;
  }

  /**
   * @param {boolean} begun in this browser
   */
  welcome(begun) {
    button(this.#element, "begin").textContent = begun ? "Go on" : "Begin";
    button(this.#element, "anew").hidden = !begun;
    this.progress(null);
    this.show("welcome");
  }

  /** @param {{ right: number, of: number }} score */
  thank({ right, of }) {
    const told = this.#about.presentation === "pair" ? "You found the fake" : "You were right";
    part(this.#element, "score", HTMLElement).textContent = `${told} in ${right} of ${of}.`;
    this.progress(this.#about.practice + this.#about.counted);
    this.show("thanks");
  }
}
