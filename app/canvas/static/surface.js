/* The drawing surface: turns the moves of a mouse, pen or finger into marks, and shows them.

   Two sheets show the same marks: one on the screen, at the pixels of the device, and one
   as the model was trained to see it. */

import { LINE_PAPER, SIDE, drawMark } from "./marks.js";
import { History } from "./history.js";

const ERASER_OF_A_PEN = 32; // bit of PointerEvent.buttons
const LEAST_MOVE = 0.5; // units; less is the tremor of the hand

class Sheet {
  constructor(canvas, { crisp = false, willReadFrequently = false } = {}) {
    this.canvas = canvas;
    this.crisp = crisp;
    this.finished = document.createElement("canvas"); // all but the mark being drawn
    [this.context, this.finishedContext] = [canvas, this.finished].map((each) =>
      each.getContext("2d", { alpha: false, willReadFrequently }),
    );
  }

  /** Start over with these marks on paper of that colour, `side` px wide. */
  repaint(side, paper, marks) {
    this.canvas.width = this.canvas.height = this.finished.width = this.finished.height = side;
    this.#draw(this.finishedContext, { kind: "blank", colour: paper });
    for (const mark of marks) this.add(mark);
  }

  add(mark) {
    this.#draw(this.finishedContext, mark);
  }

  show(live) {
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.drawImage(this.finished, 0, 0);
    if (live) this.#draw(this.context, live);
  }

  #draw(context, mark) {
    const scale = this.canvas.width / SIDE;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    drawMark(context, mark, this.crisp);
  }
}

export class Surface {
  /** `brush()` says what the chosen tool makes: {kind, colour, width}; `changed()` is told. */
  constructor(canvas, { brush, eraser, changed }) {
    this.canvas = canvas;
    this.changed = changed;
    this.live = null;
    this.setPaper({ colour: LINE_PAPER, size: SIDE, crisp: false }, new History());
    this.#listen(brush, eraser);
    new ResizeObserver(() => this.repaint()).observe(canvas);
  }

  /** Say what the model sees: colour of the paper, px a side, hard edges or soft ones. */
  setPaper({ colour, size, crisp }, history) {
    this.paper = colour;
    this.size = size;
    this.history = history;
    this.screen = new Sheet(this.canvas);
    this.model = new Sheet(document.createElement("canvas"), { crisp, willReadFrequently: true });
    this.repaint();
  }

  get isBlank() {
    return this.live === null && this.history.marks.length === 0;
  }

  /** The drawing as the model sees it; a canvas of size x size px. */
  picture() {
    this.model.show(this.live);
    return this.model.canvas;
  }

  /** Put marks on the paper as one step. */
  add(...marks) {
    this.history.add(...marks);
    this.refresh();
  }

  /** Show the history as it is now. */
  refresh() {
    this.repaint();
    this.changed();
  }

  repaint() {
    const side = Math.round(this.canvas.clientWidth * window.devicePixelRatio) || SIDE;
    this.screen.repaint(side, this.paper, this.history.marks);
    this.model.repaint(this.size, this.paper, this.history.marks);
    this.screen.show(this.live);
  }

  #listen(brush, eraser) {
    let pointer = null;
    const on = (name, act) => this.canvas.addEventListener(name, act);
    on("pointerdown", (event) => {
      const erases = (event.buttons & ERASER_OF_A_PEN) !== 0;
      if (pointer !== null || (event.button !== 0 && !erases)) return;
      pointer = event.pointerId;
      this.canvas.setPointerCapture(pointer);
      this.live = { ...(erases ? eraser() : brush()), points: [this.#place(event)] };
      this.#moved();
    });
    on("pointermove", (event) => {
      if (event.pointerId !== pointer) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) this.#extend(this.#place(each));
      this.#moved();
    });
    const lift = (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      const mark = this.live;
      this.live = null;
      if (mark.kind === "rectangle" && mark.points.length === 1) return; // a click, no area
      this.history.add(mark);
      this.screen.add(mark);
      this.model.add(mark);
      this.#moved();
    };
    on("pointerup", lift);
    on("pointercancel", lift);
  }

  #place(event) {
    const box = this.canvas.getBoundingClientRect();
    const units = (pixels) => Math.round((pixels / box.width) * SIDE * 100) / 100;
    return [units(event.clientX - box.left), units(event.clientY - box.top)];
  }

  #extend(place) {
    const [x, y] = this.live.points.at(-1);
    if (Math.hypot(place[0] - x, place[1] - y) >= LEAST_MOVE) this.live.points.push(place);
  }

  #moved() {
    this.screen.show(this.live);
    this.changed();
  }
}
