/* The takes of a drawing: the same one, translated with other noise. */

import { button } from "./elements.js";

/** @import { Model } from "./services.js" */

export class Takes {
  /** @type {number | null} of the noise; null is none at all */ seed = null;
  /** @type {number | null} of the model */ #first = null;
  /** @type {HTMLButtonElement} */ #back;
  /** @type {() => void} */ #changed;

  /**
   * @param {HTMLElement} element
   * @param {() => void} changed
   */
  constructor(element, changed) {
    this.#changed = changed;
    this.#back = button(element, "first");
    this.#back.addEventListener("click", () => this.take(this.#first));
    button(element, "another").addEventListener("click", () =>
      this.take(this.seed === null ? 0 : this.seed + 1), // neighbours differ most
    );
  }

  /**
   * Begin with the take that a model names.
   * @param {Model} model
   */
  begin({ default_seed }) {
    this.#first = default_seed;
    this.take(default_seed);
  }

  /** @param {number | null} seed */
  take(seed) {
    this.seed = seed;
    this.#back.hidden = seed === this.#first;
    this.#changed();
  }
}
