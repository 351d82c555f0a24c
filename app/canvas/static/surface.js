/* The drawing surface: turns the moves of a mouse, pen or finger into marks, and shows them.

   Two sheets show the same marks: one on the screen, at the pixels of the device, and one
   as the model was trained to see it. */

import { History, LINE_PAPER, SIDE, drawMark } from "./drawing.js";
import { contextOf } from "./elements.js";
import { Pointers, erases } from "./pointers.js";

/** @import { Brush, Mark, Place, Stroke } from "./drawing.js" */

const LEAST_MOVE = 0.5; // units; less is the tremor of the hand
const LEAST_POINTS = { pen: 1, rectangle: 2, shape: 3 };

class Sheet {
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {CanvasRenderingContext2D} */ #context;
  /** @type {CanvasRenderingContext2D} of all but the mark being drawn */ #finished;
  /** @type {boolean} */ #crisp;

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
   * @param {number} width
   * @param {number} height
   * @param {string} paper
   * @param {Mark[]} marks
   */
  repaint(width, height, paper, marks) {
    const { canvas } = this.#finished;
    this.canvas.width = canvas.width = width;
    this.canvas.height = canvas.height = height;
    this.add({ kind: "blank", color: paper });
    for (const mark of marks) this.add(mark);
  }

  /** @param {Mark} mark */
  add(mark) {
    this.#draw(this.#finished, mark);
  }

  /** @param {Mark | null} live */
  show(live) {
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.drawImage(this.#finished.canvas, 0, 0);
    if (live) this.#draw(this.#context, live);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Mark} mark
   */
  #draw(context, mark) {
    const scale = Math.min(this.canvas.width, this.canvas.height) / SIDE;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    drawMark(context, mark, this.#crisp);
  }
}

/**
 * @typedef {object} Paper as the model sees it
 * @property {string} color
 * @property {number} width px
 * @property {number} height px
 * @property {boolean} crisp
 */

/**
 * @typedef {object} Hand
 * @property {() => Brush} brush what the chosen tool makes
 * @property {() => Brush} eraser
 * @property {() => void} changed is told of every move
 */

export class Surface {
  history = new History();
  /** @type {Paper} */ #paper = { color: LINE_PAPER, width: SIDE, height: SIDE, crisp: false };
  /** @type {HTMLCanvasElement} */ #canvas;
  /** @type {Hand} */ #hand;
  /** @type {Sheet} */ #screen;
  /** @type {Sheet} what the model sees */ #model;
  /** @type {Stroke | null} the mark being drawn */ #live = null;
  #pointers = new Pointers(() => this.#discard());

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Hand} hand
   */
  constructor(canvas, hand) {
    this.#canvas = canvas;
    this.#hand = hand;
    this.#screen = new Sheet(canvas);
    this.#model = sheetForModel(this.#paper.crisp);
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#lift(event));
    canvas.addEventListener("pointercancel", (event) => {
      if (this.#pointers.ends(event)) this.#discard(); // what the system takes away is no mark
    });
    new ResizeObserver(() => this.#repaint()).observe(canvas);
    this.#repaint();
  }

  /**
   * Lay another paper on, with what is drawn on it.
   * @param {Paper} paper
   * @param {History} history
   */
  setPaper(paper, history) {
    this.#paper = paper;
    this.history = history;
    this.#model = sheetForModel(paper.crisp);
    this.#repaint();
  }

  get paper() {
    return this.#paper;
  }

  get isBlank() {
    return this.#live === null && this.history.marks.length === 0;
  }

  /** The drawing as the model sees it; a canvas as large as the paper. */
  picture() {
    this.#model.show(this.#live);
    return this.#model.canvas;
  }

  /**
   * Put marks on the paper as one step.
   * @param {Mark[]} marks
   */
  add(...marks) {
    this.history.add(...marks);
    this.refresh();
  }

  /** Show the history as it is now. */
  refresh() {
    this.#repaint();
    this.#hand.changed();
  }

  #repaint() {
    const { clientWidth, clientHeight } = this.#canvas;
    const [across, down] = [clientWidth, clientHeight].map(
      (length) => Math.round(length * window.devicePixelRatio) || SIDE,
    );
    const { color, width, height } = this.#paper;
    this.#screen.repaint(across, down, color, this.history.marks);
    this.#model.repaint(width, height, color, this.history.marks);
    this.#screen.show(this.#live);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!this.#pointers.begins(event)) return;
    this.#canvas.setPointerCapture(event.pointerId);
    const brush = erases(event) ? this.#hand.eraser() : this.#hand.brush();
    this.#live = { ...brush, points: [this.#place(event)] };
    this.#moved();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#pointers.draws(event) || this.#live === null) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) {
      extend(this.#live.points, this.#place(each));
    }
    this.#moved();
  }

  /** @param {PointerEvent} event */
  #lift(event) {
    if (!this.#pointers.ends(event) || this.#live === null) return;
    const mark = this.#live;
    if (mark.points.length < LEAST_POINTS[mark.kind]) return this.#discard(); // it has no area
    this.#live = null;
    this.history.add(mark);
    this.#screen.add(mark);
    this.#model.add(mark);
    this.#moved();
  }

  /** Take the mark that is being drawn off the paper again. */
  #discard() {
    this.#live = null;
    this.#moved();
  }

  /**
   * @param {PointerEvent} event
   * @returns {Place}
   */
  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    /** @param {number} pixels */
    const units = (pixels) =>
      Math.round((pixels / Math.min(box.width, box.height)) * SIDE * 100) / 100;
    return [units(event.clientX - box.left), units(event.clientY - box.top)];
  }

  #moved() {
    this.#screen.show(this.#live);
    this.#hand.changed();
  }
}

/** @param {boolean} crisp */
function sheetForModel(crisp) {
  return new Sheet(document.createElement("canvas"), { crisp, willReadFrequently: true });
}

/**
 * @param {Place[]} points
 * @param {Place} place
 */
function extend(points, place) {
  const [x, y] = points[points.length - 1];
  if (Math.hypot(place[0] - x, place[1] - y) >= LEAST_MOVE) points.push(place);
}
