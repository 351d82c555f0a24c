/* Before and after: the sketch laid over the photo, up to a line that one moves. */

import { contextOf, part } from "./elements.js";
import { Switch } from "./remembered.js";

/** @typedef {() => HTMLCanvasElement} Sketch as the model sees it */

export class Compare {
  /** @type {Sketch} */ #sketch;
  /** @type {Switch} */ #switch;
  /** @type {HTMLElement} */ #layer;
  /** @type {HTMLCanvasElement} */ #canvas;
  /** @type {HTMLInputElement} */ #slider;

  /**
   * @param {HTMLElement} element
   * @param {Sketch} sketch
   */
  constructor(element, sketch) {
    this.#sketch = sketch;
    this.#layer = part(element, "before", HTMLElement);
    this.#canvas = part(element, "before-sketch", HTMLCanvasElement);
    this.#slider = part(element, "divider", HTMLInputElement);
    this.#switch = new Switch(element, "compare", (on) => {
      this.changed();
      if (on) this.#slider.focus();
    });
    this.#slider.addEventListener("input", () => this.#move());
    this.#move();
  }

  /** The drawing has changed, or is gone. */
  changed() {
    this.#layer.hidden = !this.#switch.on || !this.#switch.enabled;
    if (this.#layer.hidden) return;
    const sketch = this.#sketch();
    this.#canvas.width = sketch.width;
    this.#canvas.height = sketch.height;
    contextOf(this.#canvas).drawImage(sketch, 0, 0);
  }

  #move() {
    this.#layer.style.setProperty("--divider", `${this.#slider.value}%`);
  }
}
