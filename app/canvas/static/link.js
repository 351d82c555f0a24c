/* A drawing as a short text for an address: a version, a point, and bytes, deflated, in base64url.

   Nothing in it is trusted when it is read: every number has bounds, and all bytes must be used. */

import { Reader, Writer, through } from "./bytes.js";
import { LEAST_POINTS } from "./draft.js";

/** @import { Drawing, Fill, Mark, Place, Run, Stroke } from "./drawing.js" */

const VERSION = "1";
const FORM = /^(\d{1,6})\.([\w-]+)$/;
const MOST_BYTES = 500_000; // of a drawing, inflated
const GRID = 8; // per unit; finer than a pixel of any screen
const WIDTHS = 100; // per unit
const PRESSURES = 100;
const WIDEST = 64; // units, as the toolbox offers
const FARTHEST = 4096; // units, for strokes that leave the paper
const LONGEST_SIDE = 2048; // px of a paper that was filled, as in app/canvas/messages.py
const PRESSED = 4; // a pen whose places say how hard it was pressed
const KINDS = /** @type {const} */ (["pen", "rectangle", "shape", "fill"]);

/** A drawing of a later version of this program. */
export class NewerLink extends Error {}

/**
 * @param {Drawing} drawing without pictures
 * @returns {Promise<string>}
 */
export async function encode({ model, reverse, seed, steps }) {
  const bytes = new Writer();
  bytes.text(model);
  bytes.number(Number(reverse));
  bytes.number(seed === null ? 0 : seed + 1);
  const colors = [...new Set(steps.flat().map((mark) => colorOf(mark)))];
  bytes.number(colors.length);
  for (const color of colors) bytes.number(parseInt(color.slice(1), 16));
  bytes.number(steps.length);
  for (const step of steps) {
    bytes.number(step.length);
    for (const mark of step) writeMark(bytes, mark, colors.indexOf(colorOf(mark)));
  }
  const deflated = await through(new CompressionStream("deflate-raw"), bytes.all, Infinity);
  const text = btoa(deflated.reduce((all, byte) => all + String.fromCharCode(byte), ""));
  return `${VERSION}.${text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
}

/**
 * @param {string} text
 * @returns {Promise<Drawing>}
 * @throws {NewerLink} It is of a later version.
 * @throws {Error} It is cut short, or no drawing.
 */
export async function decode(text) {
  const [, version, content] = FORM.exec(text) ?? [];
  if (content === undefined) throw new Error("no drawing");
  if (Number(version) > Number(VERSION)) throw new NewerLink();
  const deflated = Uint8Array.from(
    atob(content.replace(/-/g, "+").replace(/_/g, "/")),
    (character) => character.charCodeAt(0),
  );
  const bytes = new Reader(await through(new DecompressionStream("deflate-raw"), deflated, MOST_BYTES));
  const model = bytes.text(200);
  const reverse = bytes.number(1) === 1;
  const seed = bytes.number(2 ** 31);
  const colors = bytes.list(256, () => `#${bytes.number(0xffffff).toString(16).padStart(6, "0")}`);
  const steps = bytes.list(MOST_BYTES, () => bytes.list(MOST_BYTES, () => readMark(bytes, colors)));
  if (!bytes.atEnd || steps.some((step) => step.length === 0)) throw new Error("not all is a drawing");
  return { model, reverse, seed: seed === 0 ? null : seed - 1, steps };
}

/** @param {Mark} mark */
function colorOf(mark) {
  if (mark.kind === "picture") throw new Error("a picture is too long for an address");
  return mark.color;
}

/**
 * @param {Writer} bytes
 * @param {Mark} mark
 * @param {number} color
 */
function writeMark(bytes, mark, color) {
  if (mark.kind === "picture" || mark.kind === "blank") throw new Error(`${mark.kind} in a drawing`);
  const pressed = mark.kind !== "fill" && mark.points.some((place) => place.length > 2);
  bytes.number(KINDS.indexOf(mark.kind) + (pressed ? PRESSED : 0));
  bytes.number(color);
  if (mark.kind === "fill") return writeFill(bytes, mark);
  bytes.number(Math.round(mark.width * WIDTHS));
  bytes.number(mark.points.length);
  let [x, y] = [0, 0];
  for (const [right, down, pressure = 1] of mark.points) {
    const place = [right, down].map((units) => Math.round(units * GRID));
    bytes.signed(place[0] - x);
    bytes.signed(place[1] - y);
    if (pressed) bytes.number(Math.round(pressure * PRESSURES));
    [x, y] = place;
  }
}

/**
 * @param {Reader} bytes
 * @param {string[]} colors
 * @returns {Mark}
 */
function readMark(bytes, colors) {
  const code = bytes.number(KINDS.length);
  const pressed = code === PRESSED;
  const kind = KINDS[pressed ? 0 : code];
  const color = colors[bytes.number(colors.length - 1)];
  if (kind === "fill") return { kind, color, ...readFill(bytes) };
  const width = bytes.number(WIDEST * WIDTHS) / WIDTHS;
  let [x, y] = [0, 0];
  const points = bytes.list(MOST_BYTES, () => {
    x += bytes.signed(2 * FARTHEST * GRID);
    y += bytes.signed(2 * FARTHEST * GRID);
    if (Math.max(Math.abs(x), Math.abs(y)) > FARTHEST * GRID) throw new Error("too far away");
    const pressure = pressed ? [bytes.number(2 * PRESSURES) / PRESSURES] : [];
    return /** @type {Place} */ ([x / GRID, y / GRID, ...pressure]);
  });
  if (points.length < LEAST_POINTS[kind]) throw new Error("too few places");
  return /** @satisfies {Stroke} */ ({ kind, color, width, points });
}

/**
 * @param {Writer} bytes
 * @param {Fill} fill
 */
function writeFill(bytes, { size, runs }) {
  for (const side of size) bytes.number(side);
  bytes.number(runs.length);
  /** @type {Run} */
  let last = [0, 0, 0];
  for (const run of runs) {
    bytes.number(run[0] - last[0]);
    bytes.signed(run[1] - last[1]);
    bytes.signed(run[2] - last[2]);
    last = run;
  }
}

/**
 * @param {Reader} bytes
 * @returns {Pick<Fill, "size" | "runs">}
 */
function readFill(bytes) {
  const [width, height] = [bytes.number(LONGEST_SIDE), bytes.number(LONGEST_SIDE)];
  let [row, left, right] = [0, 0, 0];
  const runs = bytes.list(MOST_BYTES, () => {
    row += bytes.number(LONGEST_SIDE);
    left += bytes.signed(LONGEST_SIDE);
    right += bytes.signed(LONGEST_SIDE);
    if (row >= height || left < 0 || left >= right || right > width) throw new Error("off the paper");
    return /** @type {Run} */ ([row, left, right]);
  });
  return { size: [width, height], runs };
}
