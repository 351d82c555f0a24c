/* The model that is open: how it is opened, in which of its directions, and what is said of it.

   A model that learnt both directions (Zhu et al. 2017) has a switch with the names of its domains. */

import { part } from "./elements.js";
import { fill, sentenceOf } from "./words.js";

/** @import { Model, Progress, Services } from "./services.js" */
/** @import { Words } from "./words.js" */

/**
 * @typedef {object} OpenerOptions
 * @property {Services["openModel"]} openModel
 * @property {() => void} leaving told before another model or direction is opened
 * @property {(model: Model) => void} opened
 * @property {(sentence: string) => void} fail
 * @property {Words} words
 */

export class ModelOpener {
  /** @type {Model | null} null while none is open */ model = null;
  /** @type {OpenerOptions} */ #options;
  /** @type {HTMLElement} */ #about;
  /** @type {HTMLElement} */ #switch;
  #asked = 0;

  /**
   * @param {HTMLElement} element
   * @param {OpenerOptions} options
   */
  constructor(element, options) {
    this.#options = options;
    this.#about = part(element, "about", HTMLElement);
    this.#switch = part(element, "direction", HTMLElement);
  }

  /**
   * Open a model, or the one that is open in its other direction. That one stays if it fails.
   * @param {string} name
   * @param {boolean} [reverse]
   */
  async open(name, reverse = false) {
    const { openModel, leaving, opened, fail, words } = this.#options;
    const number = ++this.#asked;
    const current = () => number === this.#asked; // else another was picked meanwhile
    leaving();
    if (this.model?.name !== name) this.#forget();
    this.#about.textContent = fill(words.loading, { model: name });
    try {
      const model = await openModel({ model: name, reverse }, (pull) => {
        if (current()) this.#fetching(name, pull);
      });
      if (!current()) return;
      this.model = model;
      this.#offer(model);
      opened(model);
    } catch (error) {
      if (current()) fail(sentenceOf(error));
    } finally {
      if (current()) this.#about.textContent = this.model ? about(this.model) : "";
    }
  }

  /**
   * Say on what the model runs now: a GPU can be lost.
   * @param {string} [device] unchanged if not given
   */
  runsOn(device) {
    if (!this.model || device === undefined || device === this.model.device) return;
    this.model.device = device;
    this.#about.textContent = about(this.model);
  }

  #forget() {
    this.model = null;
    this.#switch.hidden = true;
  }

  /**
   * Say how far a model is on its way.
   * @param {string} name
   * @param {Progress} pull
   */
  #fetching(name, { done, total }) {
    if (total === 0) return;
    const [some, all] = [done, total].map((bytes) => Math.round(bytes / 1e6));
    const values = { model: name, done: some, total: all };
    this.#about.textContent = fill(this.#options.words.fetching, values);
  }

  /** @param {Model} model */
  #offer({ name, reverse, directions }) {
    const focused = this.#switch.contains(document.activeElement);
    const buttons = directions.map((direction, place) => {
      const turned = place > 0;
      const made = document.createElement("button");
      made.textContent = fill(this.#options.words.direction, { ...direction });
      made.title = made.textContent; // which may be cut short
      made.ariaPressed = String(turned === reverse);
      made.addEventListener("click", () => this.model?.reverse !== turned && this.open(name, turned));
      return made;
    });
    this.#switch.replaceChildren(...buttons);
    this.#switch.hidden = directions.length < 2;
    if (focused) buttons[Number(reverse)]?.focus();
  }
}

/** @param {Model} model */
function about({ name, device }) {
  return `${name} · ${device}`;
}
