/* The drawing surface: turns the moves of a mouse, pen or finger into marks, and shows them.

   Two sheets show the same marks: one on the screen, at the pixels of the device, and one
   as the model was trained to see it. */

import { Draft, round } from "./draft.js";
import { History, LINE_PAPER, SIDE } from "./drawing.js";
import { floodedFrom } from "./flood.js";
import { gripAt } from "./joints.js";
import { Pointers, erases } from "./pointers.js";
import { Sheet } from "./sheet.js";
import { View, inFrame } from "./view.js";

/** @import { Aids } from "./draft.js" */
/** @import { Brush, Fill, Mark, Place } from "./drawing.js" */
/** @import { Grip } from "./joints.js" */

const REACH = 12; // units of the frame around a joint where a hand takes it
const LIGHT = 0.3; // of the width, for a pen that hardly touches the paper
const FIRM = 1.7; // for one that is pressed as hard as it can be; in between it is as wide as set

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
 * @property {() => Aids} aids
 * @property {() => void} changed is told of every move
 */

export class Surface {
  history = new History();
  view = new View();
  /** @type {Paper} */ #paper = { color: LINE_PAPER, width: SIDE, height: SIDE, crisp: false };
  /** @type {HTMLCanvasElement} */ #canvas;
  /** @type {Hand} */ #hand;
  /** @type {Sheet} */ #screen;
  /** @type {Sheet} what the model sees */ #model;
  /** @type {Draft | null} the mark being drawn */ #live = null;
  /** @type {Grip | null} the joint in the hand */ #grip = null;
  #pointers = new Pointers(() => this.#discard());
  #looksAgain = false;

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
    new ResizeObserver(() => this.#repaintScreen()).observe(canvas);
    this.view.listen(() => this.#look());
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
    this.view.begin(paper);
    this.#repaint();
  }

  get paper() {
    return this.#paper;
  }

  get isBlank() {
    return this.#live === null && this.history.marks.length === 0;
  }

  /** What stands on the paper, as far as the joint in the hand has bent it. */
  get marks() {
    const { marks } = this.history;
    const bent = this.#grip?.lines;
    return bent ? marks.map((mark) => bent.get(mark) ?? mark) : marks;
  }

  /** The drawing as the model sees it; a canvas as large as the paper. */
  picture() {
    this.#model.show(this.#shown);
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

  /** Show all marks as they are now. */
  refresh() {
    this.#repaint();
    this.#hand.changed();
  }

  #repaint() {
    this.#model.repaint(this.#paper, this.#paper.color, this.marks);
    this.#repaintScreen();
  }

  #repaintScreen() {
    const { clientWidth, clientHeight } = this.#canvas;
    const [width, height] = [clientWidth, clientHeight].map(
      (length) => Math.round(length * window.devicePixelRatio) || SIDE,
    );
    this.#screen.repaint({ width, height }, this.#paper.color, this.marks, this.view);
    this.#screen.show(this.#shown);
  }

  /** Show the part of the paper that is seen now, once for each picture of the screen. */
  #look() {
    if (this.#looksAgain) return;
    this.#looksAgain = true;
    requestAnimationFrame(() => {
      this.#looksAgain = false;
      this.#repaintScreen();
    });
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!this.#pointers.begins(event)) return;
    this.#canvas.setPointerCapture(event.pointerId);
    const { kind, ...brush } = erases(event) ? this.#hand.eraser() : this.#hand.brush();
    const aids = this.#hand.aids();
    const place = this.#place(event);
    if (kind === "fill") return this.#fill(brush.color, place, aids);
    if (kind === "joint") {
      this.#grip = gripAt(this.history.marks, place, REACH / this.view.zoom);
      return;
    }
    this.#live = new Draft({ kind, ...brush }, place, aids);
    this.#moved();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#pointers.draws(event)) return;
    if (this.#grip !== null) {
      this.#grip.move(this.#place(event));
      this.refresh();
    }
    if (this.#live === null) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) {
      this.#live.move(this.#place(each), event.shiftKey);
    }
    this.#moved();
  }

  /** @param {PointerEvent} event */
  #lift(event) {
    if (!this.#pointers.ends(event)) return;
    if (this.#grip !== null) this.#letGo(this.#grip);
    if (this.#live === null) return;
    const draft = this.#live;
    draft.finish();
    if (!draft.isMark) return this.#discard();
    this.#live = null;
    this.#keep(draft.marks);
  }

  /** @param {Grip} grip */
  #letGo({ lines }) {
    this.#grip = null;
    if (lines.size) this.history.replace(lines);
    this.refresh();
  }

  /**
   * Fill the area around a place, and the one around its image in the mirror.
   * @param {string} color
   * @param {Place} place
   * @param {Aids} aids
   */
  #fill(color, [x, y], { axis }) {
    const marks = [this.#filled(color, x, y)];
    if (axis !== null) marks.push(this.#filled(color, 2 * axis - x, y));
    this.#keep(marks);
  }

  /**
   * @param {string} color
   * @param {number} x
   * @param {number} y
   * @returns {Fill}
   */
  #filled(color, x, y) {
    const { width, height, crisp } = this.#paper;
    const unit = Math.min(width, height) / SIDE;
    /** @type {(units: number, length: number) => number} */
    const pixel = (units, length) => Math.min(Math.max(Math.floor(units * unit), 0), length - 1);
    const runs = floodedFrom(this.#model.pixels(), pixel(x, width), pixel(y, height), crisp);
    return { kind: "fill", color, size: [width, height], runs };
  }

  /**
   * Put finished marks on the paper as one step.
   * @param {Mark[]} marks
   */
  #keep(marks) {
    this.history.add(...marks);
    for (const mark of marks) {
      this.#screen.add(mark);
      this.#model.add(mark);
    }
    this.#moved();
  }

  /** Take the mark that is being drawn off the paper again, and let a joint spring back. */
  #discard() {
    this.#live = null;
    if (this.#grip !== null) {
      this.#grip = null;
      this.#repaint();
    }
    this.#moved();
  }

  /**
   * @param {PointerEvent} event
   * @returns {Place}
   */
  #place(event) {
    const [x, y] = this.view.onPaper(inFrame(this.#canvas, event));
    const { pointerType, pressure } = event; // which is 0 or 0.5 where a pen does not say it
    const says = pointerType === "pen" && pressure > 0 && pressure !== 0.5;
    const share = says ? [round(LIGHT + (FIRM - LIGHT) * pressure)] : [];
    return /** @type {Place} */ ([round(x), round(y), ...share]);
  }

  get #shown() {
    return this.#live?.marks ?? [];
  }

  #moved() {
    this.#screen.show(this.#shown);
    this.#hand.changed();
  }
}

/** @param {boolean} crisp */
function sheetForModel(crisp) {
  return new Sheet(document.createElement("canvas"), { crisp, willReadFrequently: true });
}
