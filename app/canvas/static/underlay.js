/* A photo to trace over: it shines through the paper, and the model never sees it. */

import { button, part } from "./elements.js";
import { Switch } from "./remembered.js";

/** @import { Model } from "./services.js" */

export class Underlay {
  /** @type {Switch} whether photos are to be traced over */ #switch;
  /** @type {HTMLImageElement} */ #picture;
  /** @type {HTMLElement} */ #controls;
  /** @type {HTMLInputElement} */ #opacity;
  /** @type {Model["input_kind"]} */ #kind = "lines";

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
   * Go on for another model; for one of photos there is nothing to trace.
   * @param {Model} model
   */
  offerFor({ input_kind }) {
    this.#kind = input_kind;
    this.#switch.hide(input_kind === "photo");
    this.#show();
  }

  /** @param {string} picture as a data URL */
  take(picture) {
    if (!this.#switch.on || this.#kind === "photo") return this.#otherwise(picture);
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
