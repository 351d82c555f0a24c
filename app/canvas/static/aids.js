/* Aids for the hand: a steady one and a mirror in the middle of the paper, both behind "More tools";
   a closer look; and the ring that shows how wide a tool is. */

import { button, part } from "./elements.js";
import { Gestures } from "./gestures.js";
import { Switch, recall, remember } from "./remembered.js";
import { followWithRing } from "./tools.js";

/** @import { Aids } from "./draft.js" */
/** @import { Toolbox } from "./tools.js" */
/** @import { View } from "./view.js" */

const ROPE = 12; // units of the frame, by which a steady hand pulls the pen

export class DrawingAids {
  /** @type {View} */ #view;
  /** @type {Switch} */ #steady;
  /** @type {Switch} */ #mirror;

  /**
   * @param {HTMLElement} element
   * @param {Toolbox} tools
   * @param {View} view
   */
  constructor(element, tools, view) {
    this.#view = view;
    const axis = part(element, "axis", HTMLElement);
    this.#steady = new Switch(element, "steady", (on) => remember("steady", on));
    this.#steady.turn(recall("steady") === true);
    this.#mirror = new Switch(element, "mirror-pen", (on) => (axis.hidden = !on));
    new Gestures(element, view, (steps) => tools.widen(steps));
    const [frame, ring] = [part(element, "frame", HTMLElement), part(element, "ring", HTMLElement)];
    followWithRing(frame, ring, () => tools.width * view.zoom);
    openAndClose(button(element, "more-tools"), part(element, "drawer", HTMLElement));
  }

  /** @returns {Aids} */
  get now() {
    return {
      rope: this.#steady.on ? ROPE / this.#view.zoom : 0,
      axis: this.#mirror.on ? this.#view.size.width / 2 : null,
    };
  }
}

/**
 * @param {HTMLButtonElement} opener
 * @param {HTMLElement} drawer
 */
function openAndClose(opener, drawer) {
  opener.addEventListener("click", () => {
    drawer.hidden = !drawer.hidden;
    opener.ariaExpanded = String(!drawer.hidden);
  });
}
