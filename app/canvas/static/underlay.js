/* A photo to trace over: it shines through the paper, and the model never sees it. */

import { button, contextOf, part } from "./elements.js";
import { Switch } from "./remembered.js";

/** @import { Drawn, Model } from "./services.js" */

export class Underlay {
  /** @type {Switch} whether photos are to be traced over */ #switch;
  #shines = false;
  /** @type {HTMLCanvasElement} */ #picture;
  /** @type {HTMLElement} */ #controls;
  /** @type {HTMLInputElement} */ #opacity;
  /** @type {Model["input_kind"]} */ #kind = "lines";

  /** @type {(picture: Drawn) => void} */ #otherwise;

  /**
   * @param {HTMLElement} element
   * @param {(picture: Drawn) => void} otherwise receives photos that are not to be traced over
   */
  constructor(element, otherwise) {
    this.#otherwise = otherwise;
    this.#switch = new Switch(element, "trace");
    this.#picture = part(element, "underlay", HTMLCanvasElement);
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

  /** @param {Drawn} picture */
  take(picture) {
    if (!this.#switch.on || this.#kind === "photo") return this.#otherwise(picture);
    [this.#picture.width, this.#picture.height] = [picture.width, picture.height];
    contextOf(this.#picture).drawImage(picture, 0, 0);
    this.#shines = true;
    this.#show();
  }

  #remove() {
    const focused = this.#controls.contains(document.activeElement);
    this.#shines = false;
    this.#show();
    if (focused) this.#switch.focus();
  }

  #show() {
    const hidden = !this.#shines || this.#kind === "photo";
    this.#picture.hidden = this.#controls.hidden = hidden;
  }

  #dim() {
    this.#picture.style.opacity = this.#opacity.value;
  }
}
