/* Small choices that a browser remembers; where it remembers nothing, they last as long as the page. */

import { button } from "./elements.js";

/**
 * What was remembered under a name; null if nothing was.
 * @param {string} name
 * @returns {unknown}
 */
export function recall(name) {
  try {
    return JSON.parse(window.localStorage.getItem(`pix2pix-${name}`) ?? "null");
  } catch {
    return null; // nothing is kept for this page, or something else was
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
export function remember(name, value) {
  try {
    window.localStorage.setItem(`pix2pix-${name}`, JSON.stringify(value));
  } catch {
    return; // full, or not allowed: the choice still holds on this page
  }
}

/** A button that is on or off. */
export class Switch {
  /** @type {HTMLButtonElement} */ #button;

  /**
   * @param {HTMLElement} element
   * @param {string} name of what it does
   * @param {(on: boolean) => void} [turned] told when it was pressed
   */
  constructor(element, name, turned = () => {}) {
    this.#button = button(element, name);
    this.turn(false);
    this.#button.addEventListener("click", () => {
      this.turn(!this.on);
      turned(this.on);
    });
  }

  get on() {
    return this.#button.ariaPressed === "true";
  }

  get enabled() {
    return !this.#button.disabled;
  }

  /** @param {boolean} hidden */
  hide(hidden) {
    this.#button.hidden = hidden;
  }

  focus() {
    this.#button.focus();
  }

  /** @param {boolean} on */
  turn(on) {
    this.#button.ariaPressed = String(on);
  }
}
