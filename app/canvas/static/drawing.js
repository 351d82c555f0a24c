/* A drawing: a list of marks on paper, how each of them is drawn, and how to undo them.

   Places and widths are in units of 1/256 of the paper's shorter side, so the same marks fit a
   small screen, a sharp one, and the picture for the model. */

/** @typedef {[x: number, y: number]} Place */
/** @typedef {{kind: "pen" | "rectangle" | "shape", color: string, width: number}} Brush */
/** @typedef {Brush & {points: Place[]}} Stroke */
/** @typedef {{kind: "picture", image: CanvasImageSource}} Picture */
/** @typedef {{kind: "blank", color: string}} Blank everything before it is covered */
/** @typedef {Stroke | Picture | Blank} Mark */

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
    return all.slice(all.findLastIndex((mark) => mark.kind === "blank") + 1);
  }
}

/**
 * Draw one mark; with `crisp`, without soft edges, which would be labels of their own.
 * @param {CanvasRenderingContext2D} context
 * @param {Mark} mark
 * @param {boolean} crisp
 */
export function drawMark(context, mark, crisp) {
  const { width, height } = context.canvas;
  const units = 1 / context.getTransform().a;
  if (mark.kind === "picture") {
    context.drawImage(mark.image, 0, 0, width * units, height * units);
    return;
  }
  context.fillStyle = context.strokeStyle = mark.color;
  if (mark.kind === "blank") context.fillRect(0, 0, width * units, height * units);
  else if (mark.kind === "rectangle") fillRectangle(context, mark.points);
  else if (mark.kind === "shape") fillShape(context, mark.points);
  else if (crisp) fillStroke(context, mark);
  else drawStroke(context, mark);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Place[]} points the first and the last are two of its corners
 */
function fillRectangle(context, points) {
  const [[x0, y0], [x1, y1]] = [points[0], points[points.length - 1]];
  const pixel = 1 / context.getTransform().a;
  /** @param {number} place */
  const snap = (place) => Math.round(place / pixel) * pixel;
  const [left, top] = [snap(Math.min(x0, x1)), snap(Math.min(y0, y1))];
  context.fillRect(left, top, snap(Math.max(x0, x1)) - left, snap(Math.max(y0, y1)) - top);
}

/**
 * All that an outline encloses, which need not be closed.
 * @param {CanvasRenderingContext2D} context
 * @param {Place[]} points
 */
function fillShape(context, points) {
  trace(context, points);
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 */
function drawStroke(context, { points, width }) {
  context.lineWidth = width;
  context.lineCap = context.lineJoin = "round";
  trace(context, points);
  context.stroke();
}

/**
 * A round path through the middles between points, which smooths a shaky hand.
 * @param {CanvasRenderingContext2D} context
 * @param {Place[]} points
 */
function trace(context, points) {
  context.beginPath();
  context.moveTo(...points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i];
    const [nextX, nextY] = points[i + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...points[points.length - 1]); // a single point becomes a dot
}

/**
 * A round line made of whole pixels: discs, one beside the other.
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 */
function fillStroke(context, { points, width }) {
  points.forEach((end, i) => {
    const start = points[Math.max(i - 1, 0)];
    const steps = Math.ceil(Math.hypot(end[0] - start[0], end[1] - start[1])) || 1;
    for (let step = 1; step <= steps; step++) {
      const share = step / steps;
      const x = start[0] + share * (end[0] - start[0]);
      const y = start[1] + share * (end[1] - start[1]);
      fillDisc(context, x, y, width / 2);
    }
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function fillDisc(context, x, y, radius) {
  const pixel = 1 / context.getTransform().a;
  for (let row = Math.floor((y - radius) / pixel); row * pixel < y + radius; row++) {
    const square = radius ** 2 - ((row + 0.5) * pixel - y) ** 2;
    if (square <= 0) continue;
    const left = Math.round((x - Math.sqrt(square)) / pixel);
    const right = Math.round((x + Math.sqrt(square)) / pixel);
    context.fillRect(left * pixel, row * pixel, (right - left) * pixel, pixel);
  }
}
