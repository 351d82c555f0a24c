/* A drawing: a list of marks on paper, and how to undo them.

   Places and widths are in units of 1/256 of the paper's shorter side, so the same marks fit a
   small screen, a sharp one, and the picture for the model. */

/**
 * @typedef {[x: number, y: number, pressure?: number]} Place with the share of the width that is
 *   drawn there, where a pen said how hard it was pressed
 */
/** @typedef {{kind: "pen" | "rectangle" | "shape" | "fill" | "joint", color: string, width: number}} Brush */
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
/** @typedef {Mark[] | Map<Mark, Mark>} Change marks that were added, or put in place of others */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{model: string, reverse: boolean, seed: number | null, steps: Mark[][]}} Drawing */

/** @import { Drawn } from "./services.js" */

export const SIDE = 256;
export const LINE_PAPER = "#ffffff";
export const LINE_INK = "#000000";

/** What was done, one thing after the other, so that undo is taking one away. */
export class History {
  /** @type {Change[]} */ #changes = [];
  /** @type {Change[]} */ #undone = [];

  /**
   * Put marks on top, as one step.
   * @param {Mark[]} marks
   */
  add(...marks) {
    this.#did(marks);
  }

  /**
   * Put marks in place of others, each below and above the same ones as before.
   * @param {Map<Mark, Mark>} others by the marks that they replace
   */
  replace(others) {
    this.#did(others);
  }

  undo() {
    const change = this.#changes.pop();
    if (change) this.#undone.push(change);
  }

  redo() {
    const change = this.#undone.pop();
    if (change) this.#changes.push(change);
  }

  get canUndo() {
    return this.#changes.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** What is still to be seen: the marks since the paper was last blank. */
  get marks() {
    const all = this.#all.flat();
    return all.slice(all.findLastIndex(isBlank) + 1);
  }

  /** The same, step by step. */
  get steps() {
    const all = this.#all;
    const begun = Math.max(all.findLastIndex((step) => step.some(isBlank)), 0);
    const steps = all.slice(begun).map((step) => step.slice(step.findLastIndex(isBlank) + 1));
    return steps.filter((step) => step.length > 0);
  }

  /**
   * What tells one drawing on this paper from the next: the blank that it was begun on.
   * @returns {Mark | History}
   */
  get ground() {
    return this.#all.flat().findLast(isBlank) ?? this;
  }

  /** Whether anything was done to this drawing but to lay it on a blank. */
  get goesOn() {
    const begun = this.#changes.findLastIndex((change) => Array.isArray(change) && change.some(isBlank));
    return this.#changes.length > begun + 1;
  }

  /** All steps, with the marks that stand there now. */
  get #all() {
    /** @type {Mark[][]} */
    let steps = [];
    for (const change of this.#changes) {
      if (Array.isArray(change)) steps.push(change);
      else steps = steps.map((step) => step.map((mark) => change.get(mark) ?? mark));
    }
    return steps;
  }

  /** @param {Change} change */
  #did(change) {
    this.#changes.push(change);
    this.#undone = [];
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
