/* How each kind of mark is drawn. */

import { outlineOf } from "./flood.js";

/** @import { Fill, Mark, Place, Size, Stroke } from "./drawing.js" */

const SEAM = 0.8; // px of the paper, so that no hair of it is seen between a line and what it encloses
const THINNEST = 1; // units, however lightly a pen is pressed

/**
 * Draw one mark; with `crisp`, without soft edges, which would be labels of their own.
 * @param {CanvasRenderingContext2D} context
 * @param {Mark} mark
 * @param {boolean} crisp
 * @param {Size} paper in units
 */
export function drawMark(context, mark, crisp, paper) {
  if (mark.kind === "picture") {
    context.drawImage(mark.image, 0, 0, paper.width, paper.height);
    return;
  }
  context.fillStyle = context.strokeStyle = mark.color;
  if (mark.kind === "blank") context.fillRect(0, 0, paper.width, paper.height);
  else if (mark.kind === "fill") fillArea(context, mark, crisp, paper);
  else if (mark.kind === "rectangle") fillRectangle(context, mark.points);
  else if (mark.kind === "shape") fillShape(context, mark.points);
  else if (crisp) fillStroke(context, mark);
  else drawStroke(context, mark);
}

/**
 * Exactly where pixels were filled; rounded where the pixels of a screen are others than those.
 * @param {CanvasRenderingContext2D} context
 * @param {Fill} fill
 * @param {boolean} crisp
 * @param {Size} paper in units
 */
function fillArea(context, fill, crisp, paper) {
  const [width, height] = fill.size;
  const [across, down] = [paper.width / width, paper.height / height];
  if (!crisp && context.canvas.width !== width) {
    context.save();
    context.scale(across, down);
    context.lineJoin = "round";
    context.lineWidth = SEAM;
    context.fill(outlineOf(fill), "evenodd");
    context.stroke(outlineOf(fill));
    context.restore();
    return;
  }
  for (const [row, left, right] of fill.runs) {
    fillRectangle(context, [[left * across, row * down], [right * across, (row + 1) * down]]);
  }
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
  if (points.some(isPressed)) {
    drawPressed(context, points, width);
    return;
  }
  trace(context, points);
  context.stroke();
}

/**
 * A round path through the middles between points, which smooths a shaky hand.
 * @param {CanvasRenderingContext2D} context
 * @param {Place[]} points
 */
function trace(context, points) {
  const [x0, y0] = points[0];
  context.beginPath();
  context.moveTo(x0, y0);
  for (let i = 1; i < points.length - 1; i++) {
    context.quadraticCurveTo(points[i][0], points[i][1], ...middle(points[i], points[i + 1]));
  }
  const [x1, y1] = points[points.length - 1];
  context.lineTo(x1, y1); // a single point becomes a dot
}

/**
 * The same path, each piece as wide as the pen was pressed there.
 * @param {CanvasRenderingContext2D} context
 * @param {Place[]} points
 * @param {number} width
 */
function drawPressed(context, points, width) {
  const last = points.length - 1;
  points.forEach((point, i) => {
    const [x, y] = point;
    context.lineWidth = pressedWidth(point, width);
    context.beginPath();
    context.moveTo(...(i === 0 ? /** @type {const} */ ([x, y]) : middle(points[i - 1], point)));
    context.quadraticCurveTo(x, y, ...(i === last ? /** @type {const} */ ([x, y]) : middle(point, points[i + 1])));
    context.stroke();
  });
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
    const [from, to] = [pressedWidth(start, width), pressedWidth(end, width)];
    for (let step = 1; step <= steps; step++) {
      const share = step / steps;
      const x = start[0] + share * (end[0] - start[0]);
      const y = start[1] + share * (end[1] - start[1]);
      fillDisc(context, x, y, (from + share * (to - from)) / 2);
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

/** @param {Place} place */
function isPressed(place) {
  return place.length > 2;
}

/**
 * @param {Place} place
 * @param {number} width
 */
function pressedWidth([, , pressure], width) {
  return pressure === undefined ? width : Math.max(width * pressure, Math.min(width, THINNEST));
}

/**
 * @param {Place} one
 * @param {Place} other
 * @returns {[x: number, y: number]}
 */
function middle([x0, y0], [x1, y1]) {
  return [(x0 + x1) / 2, (y0 + y1) / 2];
}
