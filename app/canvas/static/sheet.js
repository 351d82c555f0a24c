/* A sheet of paper: a canvas that shows marks, the last of which may still change. */

import { SIDE } from "./drawing.js";
import { contextOf } from "./elements.js";
import { drawMark } from "./painting.js";

/** @import { Mark, Size } from "./drawing.js" */

/** @typedef {{zoom: number, x: number, y: number}} Part of the paper that is seen; x, y in units */

/** @type {Part} */
const WHOLE = { zoom: 1, x: 0, y: 0 };

export class Sheet {
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {CanvasRenderingContext2D} */ #context;
  /** @type {CanvasRenderingContext2D} of all but the marks being drawn */ #finished;
  /** @type {boolean} */ #crisp;
  /** @type {Part} */ #part = WHOLE;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{crisp?: boolean, willReadFrequently?: boolean}} [how]
   */
  constructor(canvas, { crisp = false, willReadFrequently = false } = {}) {
    const settings = { alpha: false, willReadFrequently };
    this.canvas = canvas;
    this.#crisp = crisp;
    this.#context = contextOf(canvas, settings);
    this.#finished = contextOf(document.createElement("canvas"), settings);
  }

  /**
   * Start over with these marks on paper of that color and so many px.
   * @param {Size} size px
   * @param {string} paper
   * @param {Mark[]} marks
   * @param {Part} [part]
   */
  repaint({ width, height }, paper, marks, part = WHOLE) {
    const { canvas } = this.#finished;
    this.canvas.width = canvas.width = width;
    this.canvas.height = canvas.height = height;
    this.#part = { zoom: part.zoom, x: part.x, y: part.y };
    this.add({ kind: "blank", color: paper });
    for (const mark of marks) this.add(mark);
  }

  /** @param {Mark} mark */
  add(mark) {
    this.#draw(this.#finished, mark);
  }

  /** @param {Mark[]} live */
  show(live) {
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.drawImage(this.#finished.canvas, 0, 0);
    for (const mark of live) this.#draw(this.#context, mark);
  }

  /** The pixels of all that is finished. */
  pixels() {
    return this.#finished.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Mark} mark
   */
  #draw(context, mark) {
    const { width, height } = this.canvas;
    const { zoom, x, y } = this.#part;
    const unit = Math.min(width, height) / SIDE;
    const scale = unit * zoom;
    // Moved by whole pixels, so that what is drawn without soft edges has none here either.
    context.setTransform(scale, 0, 0, scale, Math.round(-x * scale), Math.round(-y * scale));
    drawMark(context, mark, this.#crisp, { width: width / unit, height: height / unit });
  }
}
