/* Pen, rectangle and eraser: which one is in the hand, how wide, and in which color; the keys
   that choose them, as in most drawing programs, and the ring that shows how wide one is. */

import { LINE_INK, LINE_PAPER, SIDE } from "./drawing.js";
import { part } from "./elements.js";

/** @import { Brush } from "./drawing.js" */
/** @import { Label } from "./services.js" */

/** @typedef {"pen" | "rectangle" | "eraser"} Tool */
/** @typedef {[least: number, most: number, first: number]} Widths in units */
/** @typedef {Partial<Record<Tool, Widths | null>>} Ranges tools and their widths; null has none */

// Line models know thin lines, label models know areas. The first tool is the one to begin with.
/** @type {Ranges} */ const LINE_TOOLS = { pen: [1, 8, 2], eraser: [4, 48, 16] };
/** @type {Ranges} */
const LABEL_TOOLS = { rectangle: null, pen: [2, 48, 12], eraser: [4, 64, 20] };
const PRESSES = 10; // of a bracket key, from the thinnest line to the widest
const NARROW = 6; // units; below that, the cross of the pointer says enough
// Brackets need AltGr on some keyboards, so they are recognised by what they type.
/** @type {Record<string, string>} */
const KEYS = { b: "pen", e: "eraser", r: "rectangle", "[": "thinner", "]": "wider" };

export class Toolbox {
  /** The color of the paper, and so of the eraser. */
  paper = LINE_PAPER;
  /** @type {Tool} */ #tool = "pen";
  #color = LINE_INK;
  #ranges = LINE_TOOLS;
  /** @type {Record<Tool, number>} */ #widths = { pen: 0, rectangle: 0, eraser: 0 };
  /** @type {Map<Tool, HTMLButtonElement>} */ #buttons = new Map();
  /** @type {Map<string, HTMLButtonElement>} by their colors */ #chips = new Map();
  /** @type {HTMLInputElement} */ #slider;
  /** @type {HTMLElement} */ #palette;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#slider = part(element, "width", HTMLInputElement);
    this.#palette = part(element, "palette", HTMLElement);
    for (const button of element.querySelectorAll("button[data-tool]")) {
      if (!(button instanceof HTMLButtonElement)) continue;
      const tool = /** @type {Tool} */ (button.dataset.tool);
      this.#buttons.set(tool, button);
      button.addEventListener("click", () => this.pick(tool));
    }
    this.#slider.addEventListener("input", () => this.#setWidth(this.#slider.valueAsNumber));
    this.equip([]);
  }

  /**
   * Lay out the tools for a model.
   * @param {Label[]} labels none for line drawings
   */
  equip(labels) {
    this.#ranges = labels.length ? LABEL_TOOLS : LINE_TOOLS;
    for (const [tool, button] of this.#buttons) {
      this.#widths[tool] = this.#ranges[tool]?.[2] ?? 0;
      button.hidden = !(tool in this.#ranges);
    }
    this.paper = labels[0]?.color ?? LINE_PAPER; // the first label lies behind all others
    this.#chips = new Map(labels.map((label) => [label.color, this.#chip(label)]));
    this.#palette.hidden = labels.length === 0;
    this.#palette.replaceChildren(...this.#chips.values());
    this.#dip(labels[1]?.color ?? LINE_INK);
    this.pick(this.#firstTool);
  }

  /**
   * Take a tool into the hand, if the model has it.
   * @param {Tool} tool
   */
  pick(tool) {
    const range = this.#ranges[tool];
    if (range === undefined) return;
    this.#tool = tool;
    for (const [each, button] of this.#buttons) button.ariaPressed = String(each === tool);
    this.#slider.disabled = range === null;
    if (range) [this.#slider.min, this.#slider.max] = range.map(String);
    this.#slider.step = "0.5";
    this.#slider.value = String(this.width);
  }

  /**
   * Make the line wider (+1) or thinner (-1) by one press of a key.
   * @param {1 | -1} direction
   */
  widen(direction) {
    const [least, most] = this.#ranges[this.#tool] ?? [0, 0];
    this.#setWidth(this.width + (direction * (most - least)) / PRESSES);
  }

  get width() {
    return this.#widths[this.#tool];
  }

  /** @returns {Brush} what the tool in the hand draws */
  brush() {
    if (this.#tool === "eraser") return this.eraser();
    return { kind: this.#tool, color: this.#color, width: this.width };
  }

  /** @returns {Brush} */
  eraser() {
    return { kind: "pen", color: this.paper, width: this.#widths.eraser };
  }

  get #firstTool() {
    return /** @type {Tool} */ (Object.keys(this.#ranges)[0]);
  }

  /** @param {number} width */
  #setWidth(width) {
    const range = this.#ranges[this.#tool];
    if (!range) return;
    this.#widths[this.#tool] = Math.min(Math.max(width, range[0]), range[1]);
    this.#slider.value = String(this.width);
  }

  /**
   * Choose a color; the eraser is put down for it.
   * @param {string} color
   */
  #dip(color) {
    this.#color = color;
    for (const [each, chip] of this.#chips) chip.ariaPressed = String(each === color);
    if (this.#tool === "eraser") this.pick(this.#firstTool);
  }

  /** @param {Label} label */
  #chip({ name, color }) {
    const chip = document.createElement("button");
    chip.textContent = name;
    chip.style.setProperty("--swatch", color);
    chip.addEventListener("click", () => this.#dip(color));
    return chip;
  }
}

/**
 * Call `actions[name]` for the keys of KEYS and for undo and redo, except while a field is typed in.
 * @param {Record<string, () => void>} actions
 */
export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    const place = event.target instanceof Element ? event.target : null;
    if (place?.closest("select, textarea, input:not([type=range]), dialog")) return;
    const name = actionOf(event);
    if (name === null) return;
    event.preventDefault();
    actions[name]();
  });
}

/** @param {KeyboardEvent} event */
function actionOf({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  const letter = key.toLowerCase();
  if ((ctrlKey || metaKey) && !altKey) {
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" ? "redo" : null;
  }
  return KEYS[letter] ?? null;
}

/**
 * Let a ring around the pointer show how much a wide tool covers.
 * @param {HTMLElement} frame
 * @param {HTMLElement} ring
 * @param {() => number} width
 */
export function followWithRing(frame, ring, width) {
  frame.addEventListener("pointermove", (event) => {
    ring.hidden = event.pointerType === "touch" || width() < NARROW;
    const box = frame.getBoundingClientRect();
    ring.style.left = `${event.clientX - box.left}px`;
    ring.style.top = `${event.clientY - box.top}px`;
    const side = Math.min(box.width, box.height);
    ring.style.width = ring.style.height = `${(width() / SIDE) * side}px`;
  });
  frame.addEventListener("pointerleave", () => (ring.hidden = true));
}
