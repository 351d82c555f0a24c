/* Time-lapse: the drawing made again, stroke by stroke, and what the model makes of each moment.

   Every moment is translated, one after the other: here none may be left out for a newer one. */

import { layChequerboard } from "./chequerboard.js";
import { contextOf } from "./elements.js";
import { Sheet } from "./sheet.js";

/** @import { Drawing, Mark } from "./drawing.js" */
/** @import { Model, Services } from "./services.js" */
/** @import { Paper } from "./surface.js" */

const FASTEST = 100; // ms a frame
const SHORTEST = 6000; // ms of all frames together
const MOST = 70; // frames, so seven seconds
const LEAST = 12;
const AT_ONCE = 6; // places that a mark without a path counts for
const LONGEST = 384; // px a side, of sketch and photo each: all frames together stay below 85 MB

/**
 * The frames of a drawing, sketch beside photo, one by one.
 * @param {object} what
 * @param {Drawing} what.drawing
 * @param {Model} what.model
 * @param {Paper} what.paper
 * @param {Services["translate"]} what.translate
 * @yields {{frame: ImageBitmap, share: number}} and how much of the drawing is done
 */
export async function* framesOf({ drawing, model, paper, translate }) {
  const sheet = new Sheet(document.createElement("canvas"), { crisp: paper.crisp, willReadFrequently: true });
  const marks = drawing.steps.flat();
  const places = marks.map(lengthOf).reduce((all, length) => all + length, 0);
  const count = Math.min(Math.max(places, LEAST), MOST);
  const { name, reverse } = model;
  for (let number = 1; number <= count; number++) {
    sheet.repaint(paper, paper.color, marksUntil(marks, (number / count) * places));
    sheet.show([]);
    const request = { picture: sheet.canvas, live: false, model: name, reverse, seed: drawing.seed };
    const { photo } = await translate(request);
    yield { frame: await sideBySide(sheet.canvas, photo, model.see_through), share: number / count };
  }
}

/**
 * How long each of so many frames is seen, in ms.
 * @param {number} count
 */
export function delayFor(count) {
  return Math.max(FASTEST, Math.round(SHORTEST / count));
}

/** @param {Mark} mark */
function lengthOf(mark) {
  return mark.kind === "pen" || mark.kind === "shape" ? mark.points.length : AT_ONCE;
}

/**
 * The first marks, of the last one only the beginning.
 * @param {Mark[]} marks
 * @param {number} length
 * @returns {Mark[]}
 */
function marksUntil(marks, length) {
  const begun = [];
  let rest = Math.round(length);
  for (const mark of marks) {
    if (rest <= 0) break;
    const path = mark.kind === "pen" || mark.kind === "shape";
    begun.push(path ? { ...mark, points: mark.points.slice(0, rest) } : mark);
    rest -= lengthOf(mark);
  }
  return begun;
}

/**
 * @param {HTMLCanvasElement} sketch
 * @param {ImageBitmap} photo
 * @param {boolean} seeThrough whether parts of it may be, which a film cannot show
 */
function sideBySide(sketch, photo, seeThrough) {
  const scale = Math.min(1, LONGEST / Math.max(sketch.width, sketch.height));
  const [width, height] = [sketch.width, sketch.height].map((side) => 2 * Math.round((side * scale) / 2));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, height];
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(sketch, 0, 0, width, height);
  if (seeThrough) layChequerboard(context, { left: width, width, height });
  context.drawImage(photo, width, 0, width, height);
  return createImageBitmap(canvas);
}
