/* Pen, joints, rectangle, bucket and eraser: which one is in the hand, how wide, and in which color;
   the keys that choose them, as in most drawing programs, and the ring that shows how wide one is. */

import { LINE_INK, LINE_PAPER, SIDE } from "./drawing.js";
import { part } from "./elements.js";
import { Palette } from "./palette.js";

/** @import { Brush } from "./drawing.js" */
/** @import { Model } from "./services.js" */

/** @typedef {Brush["kind"] | "eraser"} Tool */
/** @typedef {[least: number, most: number, first: number]} Widths in units */
/** @typedef {Partial<Record<Tool, Widths | null>>} Ranges tools and their widths; null has none */

// Line models know thin lines, label models know areas; on a photo there is nothing to erase but
// the photo. The first tool is the one to begin with.
/** @type {Record<Model["input_kind"], Ranges>} */
const TOOLS = {
  lines: { pen: [1, 8, 2], eraser: [4, 48, 16] },
  labels: { rectangle: null, pen: [2, 48, 12], fill: null, eraser: [4, 64, 20] },
  colors: { pen: [2, 64, 16], shape: null, rectangle: null, fill: null, eraser: [4, 64, 24] },
  photo: { pen: [2, 64, 10] },
};
// A color for each limb: a figure of straight lines, as wide as pix2pix/data/stick_figure.py draws them.
/** @type {Ranges} */
const FIGURES = { pen: [2, 64, 5], joint: null, shape: null, fill: null, eraser: [4, 64, 12] };
const PRESSES = 10; // of a bracket key, from the thinnest line to the widest
const NARROW = 6; // units; below that, the cross of the pointer says enough
/** @type {Record<string, Tool>} */
const TOOL_KEYS = { b: "pen", j: "joint", e: "eraser", r: "rectangle", s: "shape", f: "fill" };
// Brackets need AltGr on some keyboards, so they are recognised by what they type.
/** @type {Record<string, 1 | -1>} */
const WIDTH_KEYS = { "[": -1, "]": 1 };

export class Toolbox {
  /** The color of the paper, and so of the eraser. */
  paper = LINE_PAPER;
  /** @type {Tool} */ #tool = "pen";
  #ranges = TOOLS.lines;
  #equipped = ""; // for which kind of model
  /** @type {Record<Tool, number>} */ #widths = { pen: 0, joint: 0, rectangle: 0, shape: 0, fill: 0, eraser: 0 };
  /** @type {Map<Tool, HTMLButtonElement>} */ #buttons = new Map();
  /** @type {HTMLInputElement} */ #slider;
  /** @type {Palette} */ #palette;
  /** @type {() => void} */ #picked = () => {};

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#slider = part(element, "width", HTMLInputElement);
    this.#palette = new Palette(element, () => this.#dipped());
    for (const button of element.querySelectorAll("button[data-tool]")) {
      if (!(button instanceof HTMLButtonElement)) continue;
      const tool = /** @type {Tool} */ (button.dataset.tool);
      this.#buttons.set(tool, button);
      button.addEventListener("click", () => this.pick(tool));
    }
    this.#slider.addEventListener("input", () => this.#setWidth(this.#slider.valueAsNumber));
    this.equip({ input_kind: "lines", labels: [] });
  }

  /** @param {() => void} picked told of every tool that is taken into the hand */
  listen(picked) {
    this.#picked = picked;
  }

  /**
   * Lay out the tools for a model, unless they are those of the one before.
   * @param {Pick<Model, "input_kind" | "labels">} model
   */
  equip({ input_kind, labels }) {
    const tools = JSON.stringify([input_kind, labels]);
    if (tools === this.#equipped) return;
    this.#equipped = tools;
    this.#ranges = input_kind === "colors" && labels.length ? FIGURES : TOOLS[input_kind];
    for (const [tool, button] of this.#buttons) {
      this.#widths[tool] = this.#ranges[tool]?.[2] ?? 0;
      button.hidden = !(tool in this.#ranges);
    }
    this.paper = labels[0]?.color ?? LINE_PAPER; // the first label lies behind all others
    if (input_kind === "lines") this.#palette.offerOnly(LINE_INK);
    else if (labels.length) this.#palette.offerLabels(labels);
    else this.#palette.offerAny();
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
    this.#picked();
  }

  /**
   * Make the line wider (+1) or thinner (-1) by one press of a key.
   * @param {number} steps
   * @returns {boolean} whether the tool has a width
   */
  widen(steps) {
    const range = this.#ranges[this.#tool];
    if (!range) return false;
    this.#setWidth(this.width + (steps * (range[1] - range[0])) / PRESSES);
    return true;
  }

  get width() {
    return this.#widths[this.#tool];
  }

  /** @returns {Brush} what the tool in the hand draws */
  brush() {
    if (this.#tool === "eraser") return this.eraser();
    return { kind: this.#tool, color: this.#palette.color, width: this.width };
  }

  /** @returns {Brush} what the other end of a pen draws: the same where nothing can be erased */
  eraser() {
    if (!("eraser" in this.#ranges)) return this.brush();
    return { kind: "pen", color: this.paper, width: this.#widths.eraser };
  }

  get #firstTool() {
    return /** @type {Tool} */ (Object.keys(this.#ranges)[0]);
  }

  /** A color was chosen; the eraser is put down for it. */
  #dipped() {
    if (this.#tool === "eraser") this.pick(this.#firstTool);
  }

  /** @param {number} width */
  #setWidth(width) {
    const range = this.#ranges[this.#tool];
    if (!range) return;
    this.#widths[this.#tool] = Math.min(Math.max(width, range[0]), range[1]);
    this.#slider.value = String(this.width);
  }
}

/**
 * Let keys choose tools and widths, undo and redo, except while a field is typed in.
 * @param {Toolbox} tools
 * @param {{undo: () => void, redo: () => void}} actions
 */
export function listenToKeys(tools, { undo, redo }) {
  document.addEventListener("keydown", (event) => {
    const place = event.target instanceof Element ? event.target : null;
    if (place?.closest("select, textarea, input:not([type=range], [type=color]), dialog")) return;
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    const letter = key.toLowerCase();
    if ((ctrlKey || metaKey) && !altKey) {
      if (letter === "z") (shiftKey ? redo : undo)();
      else if (letter === "y") redo();
      else return;
    } else if (letter in TOOL_KEYS) tools.pick(TOOL_KEYS[letter]);
    else if (letter in WIDTH_KEYS) tools.widen(WIDTH_KEYS[letter]);
    else return;
    event.preventDefault();
  });
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
