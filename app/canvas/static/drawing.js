/* A drawing: a list of marks on paper, and how to undo them.

   Places and widths are in units of 1/256 of the paper's shorter side, so the same marks fit a
   small screen, a sharp one, and the picture for the model. */

/**
 * @typedef {[x: number, y: number, pressure?: number]} Place with the share of the width that is
 *   drawn there, where a pen said how hard it was pressed
 */
/** @typedef {{kind: "pen" | "rectangle" | "shape" | "fill", color: string, width: number}} Brush */
/** @typedef {{kind: "pen" | "rectangle" | "shape", color: string, width: number, points: Place[]}} Stroke */
/** @typedef {[row: number, left: number, right: number]} Run of pixels, up to but without `right` */
/**
 * @typedef {{kind: "fill", color: string, size: [width: number, height: number], runs: Run[]}} Fill
 *   what was filled, in px of the paper as the model saw it: the same on every screen, whose own
 *   pixels might have let the color through a gap
 */
/** @typedef {{kind: "picture", image: Drawn | HTMLImageElement}} Picture */
/** @typedef {{kind: "blank", color: string}} Blank everything before it is covered */
/** @typedef {Stroke | Fill | Picture | Blank} Mark */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{model: string, reverse: boolean, seed: number | null, steps: Mark[][]}} Drawing */

/** @import { Drawn } from "./services.js" */

export const SIDE = 256;
export const LINE_PAPER = "#ffffff";
export const LINE_INK = "#000000";

/** The marks as a list of steps, each of one or more, so that undo is taking one away. */
export class History {
  /** @type {Mark[][]} */ #steps = [];
  /** @type {Mark[][]} */ #undone = [];

  /** @param {Mark[]} marks */
  add(...marks) {
    this.#steps.push(marks);
    this.#undone = [];
  }

  undo() {
    const step = this.#steps.pop();
    if (step) this.#undone.push(step);
  }

  redo() {
    const step = this.#undone.pop();
    if (step) this.#steps.push(step);
  }

  get canUndo() {
    return this.#steps.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** What is still to be seen: the marks since the paper was last blank. */
  get marks() {
    const all = this.#steps.flat();
    return all.slice(all.findLastIndex(isBlank) + 1);
  }

  /** The same, step by step. */
  get steps() {
    const begun = Math.max(this.#steps.findLastIndex((step) => step.some(isBlank)), 0);
    const steps = this.#steps.slice(begun).map((step) => step.slice(step.findLastIndex(isBlank) + 1));
    return steps.filter((step) => step.length > 0);
  }

  /**
   * What tells one drawing on this paper from the next: the blank that it was begun on.
   * @returns {Mark | History}
   */
  get ground() {
    return this.#steps.flat().findLast(isBlank) ?? this;
  }
}

/** @param {Mark} mark */
function isBlank(mark) {
  return mark.kind === "blank";
}

/**
 * The size of paper in units.
 * @param {Size} pixels
 * @returns {Size}
 */
export function inUnits({ width, height }) {
  const pixel = SIDE / Math.min(width, height);
  return { width: width * pixel, height: height * pixel };
}
