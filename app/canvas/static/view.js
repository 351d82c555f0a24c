/* Which part of the paper the frame shows: all of it, or a smaller part, larger. */

import { SIDE, inUnits } from "./drawing.js";

/** @import { Place, Size } from "./drawing.js" */

const MOST = 8; // times

export class View {
  /** How many times larger than the whole. */
  zoom = 1;
  /** @type {number} units; what is seen at the left */ x = 0;
  /** @type {number} units; what is seen at the top */ y = 0;
  /** @type {Size} units */ #paper = { width: SIDE, height: SIDE };
  /** @type {(() => void)[]} */ #listeners = [];

  /** @param {() => void} changed */
  listen(changed) {
    this.#listeners.push(changed);
  }

  /**
   * Show the whole of some paper.
   * @param {Size} paper px
   */
  begin(paper) {
    this.#paper = inUnits(paper);
    this.show(1, 0, 0);
  }

  get isWhole() {
    return this.zoom === 1;
  }

  /** Of the paper, in units. */
  get size() {
    return this.#paper;
  }

  /**
   * Where on the paper a place of the frame is.
   * @param {[x: number, y: number]} place units of the frame
   * @returns {Place}
   */
  onPaper([x, y]) {
    return [this.x + x / this.zoom, this.y + y / this.zoom];
  }

  /**
   * Zoom in or out about a place of the frame, which keeps what it shows.
   * @param {[x: number, y: number]} place units of the frame
   * @param {number} factor
   */
  zoomAbout(place, factor) {
    const [x, y] = this.onPaper(place);
    const zoom = Math.min(Math.max(this.zoom * factor, 1), MOST);
    this.show(zoom, x - place[0] / zoom, y - place[1] / zoom);
  }

  /**
   * Zoom about the middle.
   * @param {number} factor
   */
  zoomBy(factor) {
    this.zoomAbout([this.#paper.width / 2, this.#paper.height / 2], factor);
  }

  /**
   * Move the paper under the frame.
   * @param {number} right units of the frame
   * @param {number} down
   */
  pan(right, down) {
    this.show(this.zoom, this.x - right / this.zoom, this.y - down / this.zoom);
  }

  /**
   * @param {number} zoom
   * @param {number} x
   * @param {number} y
   */
  show(zoom, x, y) {
    const { width, height } = this.#paper;
    this.zoom = zoom;
    this.x = Math.min(Math.max(x, 0), width - width / zoom); // nothing but paper is ever seen
    this.y = Math.min(Math.max(y, 0), height - height / zoom);
    for (const changed of this.#listeners) changed();
  }
}

/**
 * Where in the frame a pointer is, in units of the frame.
 * @param {Element} frame
 * @param {{clientX: number, clientY: number}} pointer
 * @returns {[x: number, y: number]}
 */
export function inFrame(frame, { clientX, clientY }) {
  const box = frame.getBoundingClientRect();
  const unit = Math.min(box.width, box.height) / SIDE;
  return [(clientX - box.left) / unit, (clientY - box.top) / unit];
}
