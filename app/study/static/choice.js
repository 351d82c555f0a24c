/* Two answers: by button, by key, or by a touch of the picture. */

import { button, part } from "../../canvas/static/elements.js";
import { Ended } from "./exposure.js";

const KEYS = { ArrowLeft: 0, f: 0, F: 0, ArrowRight: 1, j: 1, J: 1 };

export class TwoChoices {
  /** @type {HTMLButtonElement[]} */ #buttons;
  /** @type {HTMLElement[]} */ #frames;
  /** @type {((place: number, when: number) => void) | null} */ #answered = null;

  /**
   * @param {HTMLElement} element
   * @param {boolean} pair a touch of a picture says that it is the fake one
   */
  constructor(element, pair) {
    this.#buttons = [button(element, "first"), button(element, "second")];
    this.#frames = pair
      ? [part(element, "first-frame", HTMLElement), part(element, "second-frame", HTMLElement)]
      : [];
    for (const list of [this.#buttons, this.#frames]) {
      list.forEach((each, place) => {
        each.addEventListener("click", (event) => this.#answered?.(place, event.timeStamp));
      });
    }
    document.addEventListener("keydown", (event) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      const place = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
      if (place !== undefined) this.#answered?.(place, event.timeStamp);
    });
  }

  /**
   * Wait for an answer, as long as it takes.
   * @param {AbortSignal} signal ends it
   * @returns {Promise<{ place: number, when: number }>}
   * @throws {Ended}
   */
  async ask(signal) {
    this.#turn(true);
    try {
      return await new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Ended()), { once: true });
        this.#answered = (place, when) => resolve({ place, when });
      });
    } finally {
      this.#answered = null;
      this.#turn(false);
    }
  }

  /** @param {boolean} on */
  #turn(on) {
    for (const each of this.#buttons) each.ariaDisabled = String(!on);
    for (const each of this.#frames) each.parentElement?.classList.toggle("asking", on);
  }
}
