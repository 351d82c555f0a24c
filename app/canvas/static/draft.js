/* A mark while it is drawn: what a hand, the rope of a steady one, a ruler and a mirror make of it.

   The steady hand pulls the pen on a short rope, as in lazy-brush: the pen rests while the rope is
   slack, and follows when it is taut. When the pen is lifted, the line is drawn to its end. */

/** @import { Brush, Place, Stroke } from "./drawing.js" */

const LEAST_MOVE = 0.5; // units; less is the tremor of the hand
export const LEAST_POINTS = { pen: 1, rectangle: 2, shape: 3 };

/**
 * @typedef {object} Aids
 * @property {number} rope units; 0 for a pen that follows at once
 * @property {number | null} axis units; where a mirror stands, if one does
 */

export class Draft {
  /** @type {Stroke} */ #stroke;
  /** @type {Aids} */ #aids;
  /** @type {Place} */ #hand;
  #straight = false;

  /**
   * @param {Brush & {kind: Stroke["kind"]}} brush
   * @param {Place} place
   * @param {Aids} aids
   */
  constructor(brush, place, aids) {
    this.#stroke = { ...brush, points: [place] };
    this.#aids = aids;
    this.#hand = place;
  }

  /**
   * Go on to a place, or straight to it from where the pen came down.
   * @param {Place} place
   * @param {boolean} straight
   */
  move(place, straight) {
    this.#hand = place;
    this.#straight = straight && this.#stroke.kind === "pen";
    if (this.#straight) this.#stroke.points.splice(1, Infinity, place);
    else this.#extend(this.#pulled(place));
  }

  /** The pen is lifted. */
  finish() {
    if (this.#rope > 0 && !this.#straight) this.#extend(this.#hand);
  }

  /** Whether it covers anything. */
  get isMark() {
    const { kind, points } = this.#stroke;
    return points.length >= LEAST_POINTS[kind];
  }

  /** The mark, and what the mirror makes of it. */
  get marks() {
    const { axis } = this.#aids;
    return axis === null ? [this.#stroke] : [this.#stroke, mirrored(this.#stroke, axis)];
  }

  get #rope() {
    return this.#stroke.kind === "rectangle" ? 0 : this.#aids.rope;
  }

  /**
   * How far the rope pulls the pen.
   * @param {Place} place of the hand
   * @returns {Place}
   */
  #pulled(place) {
    if (this.#rope === 0) return place;
    const [x, y, ...pressure] = place;
    const { points } = this.#stroke;
    const [penX, penY] = points[points.length - 1];
    const distance = Math.hypot(x - penX, y - penY);
    const share = distance > this.#rope ? 1 - this.#rope / distance : 0;
    return [round(penX + share * (x - penX)), round(penY + share * (y - penY)), ...pressure];
  }

  /** @param {Place} place */
  #extend(place) {
    const { points } = this.#stroke;
    const [x, y] = points[points.length - 1];
    if (Math.hypot(place[0] - x, place[1] - y) >= LEAST_MOVE) points.push(place);
  }
}

/**
 * @param {Stroke} stroke
 * @param {number} axis
 * @returns {Stroke}
 */
function mirrored(stroke, axis) {
  const points = stroke.points.map(
    ([x, ...rest]) => /** @type {Place} */ ([round(2 * axis - x), ...rest]),
  );
  return { ...stroke, points };
}

/** @param {number} units */
export function round(units) {
  return Math.round(units * 100) / 100;
}
