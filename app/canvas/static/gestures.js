/* Looking closer: the wheel with Ctrl or two fingers zoom, two fingers, the space bar or the wheel's
   button move the paper. The wheel alone makes the line wider or thinner. */

import { button, part } from "./elements.js";
import { inFrame } from "./view.js";

/** @import { View } from "./view.js" */

const NOTCH = 60; // px of a wheel or pad that widen a line by one step
const SPEED = 100; // px of a wheel or pad for a factor of e
const JERK = 30; // px; a wheel turns in jerks, which are not to jump
const STEP = 1.5; // of a key or a button
const LINE = 16; // px, where a browser counts in lines

/** @typedef {{clientX: number, clientY: number}} Pointer */

export class Gestures {
  /** @type {View} */ #view;
  /** @type {(steps: number) => boolean} */ #widen;
  /** @type {HTMLElement} */ #frame;
  /** @type {HTMLElement} */ #canvas;
  /** @type {HTMLButtonElement} */ #whole;
  /** @type {HTMLElement} */ #zoomed;
  /** @type {Map<number, Pointer>} the fingers on the paper */ #fingers = new Map();
  /** @type {{id: number, at: Pointer} | null} what moves the paper */ #grip = null;
  /** @type {boolean} whether the space bar is held over the paper */ #holds = false;
  /** @type {Element | null} */ #clicked = null;
  #over = false;
  #turned = 0;

  /**
   * @param {HTMLElement} element
   * @param {View} view
   * @param {(steps: number) => boolean} widen makes the line wider, and says whether it has a width
   */
  constructor(element, view, widen) {
    this.#view = view;
    this.#widen = widen;
    this.#frame = part(element, "frame", HTMLElement);
    this.#canvas = part(element, "canvas", HTMLElement);
    this.#whole = button(element, "whole");
    this.#zoomed = part(element, "zoomed", HTMLElement);
    this.#whole.addEventListener("click", () => {
      view.show(1, 0, 0);
      this.#canvas.focus();
    });
    button(element, "zoom-in").addEventListener("click", () => view.zoomBy(STEP));
    button(element, "zoom-out").addEventListener("click", () => view.zoomBy(1 / STEP));
    view.listen(() => this.#tell());
    const canvas = this.#canvas;
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    // Before the surface hears of them, which draws with what is not taken here.
    this.#frame.addEventListener("pointerdown", (event) => this.#down(event), { capture: true });
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      canvas.addEventListener(end, (event) => this.#up(event));
    }
    canvas.addEventListener("pointerenter", () => (this.#over = true));
    canvas.addEventListener("pointerleave", () => (this.#over = false));
    document.addEventListener("pointerdown", ({ target }) => {
      this.#clicked = target instanceof Element ? target.closest("button") : null;
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("keyup", (event) => {
      if (event.key !== " " || !this.#holds) return;
      event.preventDefault(); // which would press the button that was clicked before
      this.#hold(false);
    });
    window.addEventListener("blur", () => this.#hold(false));
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    const delta = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1);
    if (event.ctrlKey) {
      event.preventDefault();
      const turn = Math.min(Math.max(delta, -JERK), JERK);
      this.#view.zoomAbout(inFrame(this.#canvas, event), Math.exp(-turn / SPEED));
      return;
    }
    this.#turned += delta;
    const steps = Math.trunc(this.#turned / NOTCH);
    if (steps !== 0) this.#turned = 0;
    if (this.#widen(-Math.sign(steps))) event.preventDefault(); // else it scrolls the page
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.target !== this.#canvas) return;
    if (event.pointerType === "touch") this.#fingers.set(event.pointerId, event);
    else if (event.button === 1 || (event.button === 0 && this.#holds)) {
      event.preventDefault();
      event.stopPropagation();
      this.#canvas.setPointerCapture(event.pointerId);
      this.#grip = { id: event.pointerId, at: event };
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#grip?.id === event.pointerId) {
      this.#pan(this.#grip.at, event);
      this.#grip.at = event;
    }
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    if (this.#fingers.size === 2) this.#pinch(event.pointerId, before, event);
    this.#fingers.set(event.pointerId, event);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    this.#fingers.delete(event.pointerId);
    if (this.#grip?.id === event.pointerId) this.#grip = null;
  }

  /**
   * One of two fingers has moved.
   * @param {number} id
   * @param {Pointer} before
   * @param {Pointer} now
   */
  #pinch(id, before, now) {
    const other = [...this.#fingers].find(([each]) => each !== id)?.[1];
    if (!other) return;
    const far = distance(before, other);
    this.#pan(middle(before, other), middle(now, other));
    const factor = far > 0 ? distance(now, other) / far : 1;
    this.#view.zoomAbout(inFrame(this.#canvas, middle(now, other)), factor);
  }

  /**
   * @param {Pointer} from
   * @param {Pointer} to
   */
  #pan(from, to) {
    const [x0, y0] = inFrame(this.#canvas, from);
    const [x1, y1] = inFrame(this.#canvas, to);
    this.#view.pan(x1 - x0, y1 - y0);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, target } = event;
    if (key === "Tab") this.#clicked = null;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = target instanceof Element ? target : null;
    if (place?.closest("input, select, textarea, dialog")) return;
    if (key === "+") this.#view.zoomBy(STEP);
    else if (key === "-") this.#view.zoomBy(1 / STEP);
    else if (key === "0") this.#view.show(1, 0, 0);
    else if (key === " " && this.#over && this.#mayHold(place?.closest("button"))) {
      event.preventDefault(); // which would scroll the page
      this.#hold(true);
    }
  }

  /**
   * Whether the space bar is free: it presses a button that was reached by the keyboard, but not the
   * one that was clicked before the pointer came to the paper.
   * @param {Element | null | undefined} focused
   */
  #mayHold(focused) {
    return !focused || focused === this.#clicked;
  }

  /** @param {boolean} held */
  #hold(held) {
    this.#holds = held;
    this.#frame.classList.toggle("held", held);
  }

  /** Let the layers over the paper follow it, and say how close one looks. */
  #tell() {
    const { zoom, x, y, size, isWhole } = this.#view;
    const { style } = this.#frame;
    style.setProperty("--zoom", String(zoom));
    style.setProperty("--left", `${(-100 * x * zoom) / size.width}%`);
    style.setProperty("--top", `${(-100 * y * zoom) / size.height}%`);
    this.#whole.hidden = isWhole;
    this.#zoomed.textContent = `${Math.round(100 * zoom)} %`;
  }
}

/**
 * @param {Pointer} one
 * @param {Pointer} other
 */
function distance(one, other) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}

/**
 * @param {Pointer} one
 * @param {Pointer} other
 * @returns {Pointer}
 */
function middle(one, other) {
  return {
    clientX: (one.clientX + other.clientX) / 2,
    clientY: (one.clientY + other.clientY) / 2,
  };
}
