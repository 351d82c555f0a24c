/* A photo to trace over: it shines through the paper, and the model never sees it. */

import { button, part } from "./elements.js";
import { Switch } from "./remembered.js";

/** @import { Model } from "./services.js" */

export class Underlay {
  /** @type {Switch} whether photos are to be traced over, where a model can also use them */ #switch;
  /** @type {HTMLImageElement} */ #picture;
  /** @type {HTMLElement} */ #controls;
  /** @type {HTMLInputElement} */ #opacity;
  /** @type {Model["input_kind"]} */ #kind = "lines";
  #named = false;

  /** @type {(picture: string) => void} */ #otherwise;

  /**
   * @param {HTMLElement} element
   * @param {(picture: string) => void} otherwise receives photos that are not to be traced over
   */
  constructor(element, otherwise) {
    this.#otherwise = otherwise;
    this.#switch = new Switch(element, "trace");
    this.#picture = part(element, "underlay", HTMLImageElement);
    this.#controls = part(element, "tracing", HTMLElement);
    this.#opacity = part(element, "opacity", HTMLInputElement);
    this.#opacity.addEventListener("input", () => this.#dim());
    button(element, "remove-underlay").addEventListener("click", () => this.#remove());
    this.#dim();
  }

  /**
   * Go on for another model: one of photos has nothing to trace, and labels can be traced alone.
   * @param {Model} model
   */
  offerFor({ input_kind, labels }) {
    this.#kind = input_kind;
    this.#named = labels.length > 0;
    this.#switch.hide(input_kind === "photo" || this.#named);
    this.#show();
  }

  /** @param {string} picture as a data URL */
  take(picture) {
    if (!this.#named && (!this.#switch.on || this.#kind === "photo")) return this.#otherwise(picture);
    this.#picture.src = picture;
    this.#show();
  }

  #remove() {
    const focused = this.#controls.contains(document.activeElement);
    this.#picture.removeAttribute("src");
    this.#show();
    if (focused) this.#switch.focus();
  }

  #show() {
    const hidden = !this.#picture.hasAttribute("src") || this.#kind === "photo";
    this.#picture.hidden = this.#controls.hidden = hidden;
  }

  #dim() {
    this.#picture.style.opacity = this.#opacity.value;
  }
}
