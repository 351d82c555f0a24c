/* What can be on the paper, and how it is drawn.

   A drawing is a list of marks. Places and widths are in units of 1/256 of the paper's
   side, so the same marks fit a small screen, a sharp one, and the picture for the model. */

export const SIDE = 256;
export const LINE_PAPER = "#ffffff";
export const LINE_INK = "#000000";

/** Draw one mark; with `crisp`, without soft edges, which would be labels of their own. */
export function drawMark(context, mark, crisp) {
  context.fillStyle = context.strokeStyle = mark.colour;
  if (mark.kind === "blank") {
    context.fillRect(0, 0, SIDE, SIDE);
  } else if (mark.kind === "picture") {
    context.drawImage(mark.image, 0, 0, SIDE, SIDE);
  } else if (mark.kind === "rectangle") {
    fillRectangle(context, mark.points[0], mark.points.at(-1));
  } else if (crisp) {
    fillStroke(context, mark);
  } else {
    drawStroke(context, mark);
  }
}

function fillRectangle(context, [x0, y0], [x1, y1]) {
  const pixel = 1 / context.getTransform().a;
  const snap = (place) => Math.round(place / pixel) * pixel;
  const [left, top] = [snap(Math.min(x0, x1)), snap(Math.min(y0, y1))];
  context.fillRect(left, top, snap(Math.max(x0, x1)) - left, snap(Math.max(y0, y1)) - top);
}

/** A round line through the middles between points, which smooths a shaky hand. */
function drawStroke(context, { points, width }) {
  context.lineWidth = width;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  context.moveTo(...points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i];
    const [nextX, nextY] = points[i + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...points.at(-1)); // a single point becomes a dot
  context.stroke();
}

/** A round line made of whole pixels: discs, one beside the other. */
function fillStroke(context, { points, width }) {
  points.forEach((end, i) => {
    const start = points[Math.max(i - 1, 0)];
    const steps = Math.ceil(Math.hypot(end[0] - start[0], end[1] - start[1])) || 1;
    for (let step = 1; step <= steps; step++) {
      const part = step / steps;
      const x = start[0] + part * (end[0] - start[0]);
      const y = start[1] + part * (end[1] - start[1]);
      fillDisc(context, x, y, width / 2);
    }
  });
}

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
