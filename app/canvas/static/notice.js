/* The sentence about what went wrong: when it is shown, and what takes it away again. */

import { part } from "./elements.js";

export class Notice {
  #stays = false;
  /** @type {HTMLElement} */ #place;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#place = part(element, "notice", HTMLElement);
  }

  /**
   * Say it until the next picture comes, which shows that all is well again.
   * @param {string} sentence
   */
  fail(sentence) {
    this.#say(sentence, false);
  }

  /**
   * Say it until something else is done: pictures still come.
   * @param {string} sentence
   */
  tell(sentence) {
    this.#say(sentence, true);
  }

  /** A picture has come. */
  pictureCame() {
    if (!this.#stays) this.clear();
  }

  /** Something was drawn or begun. */
  wentOn() {
    if (this.#stays) this.clear();
  }

  clear() {
    this.#say("", false);
  }

  /**
   * @param {string} sentence
   * @param {boolean} stays
   */
  #say(sentence, stays) {
    this.#stays = stays;
    this.#place.textContent = sentence;
    this.#place.hidden = sentence === "";
  }
}
