/* Example sketches to draw over: SVG files of our own. Their polylines are strokes of a pen, for
   models of lines; their rectangles are areas and their lines are limbs, for models that know all of
   their colors; their polygons are shapes, for models that know any. */

import { LINE_INK, SIDE } from "./drawing.js";
import { button } from "./elements.js";

/** @import { Place, Stroke } from "./drawing.js" */
/** @import { Model } from "./services.js" */

/** @typedef {{name: string, svg: string}} Sketch */

const PEN = 2; // units
/** @type {Record<string, (shape: Element) => Stroke>} */
const MARKS = { polyline: stroke, polygon: filled, rect: area, line: limb };

export class Sketches {
  /** @type {HTMLElement} */ #strip;
  /** @type {{name: string, svg: string, marks: Stroke[]}[]} */ #sketches;
  /** @type {(marks: Stroke[]) => void} */ #chosen;
  /** @type {HTMLButtonElement[]} those that fit the model */ #buttons = [];
  /** @type {HTMLButtonElement | null} the surprise before */ #last = null;
  /** @type {{width: number, height: number}} */ #paper = { width: SIDE, height: SIDE };

  /**
   * @param {HTMLElement} strip
   * @param {Sketch[]} sketches
   * @param {(marks: Stroke[]) => void} chosen gets the marks of the one that was picked
   */
  constructor(strip, sketches, chosen) {
    this.#strip = strip;
    this.#chosen = chosen;
    this.#sketches = sketches.map(({ name, svg }) => ({ name, svg, marks: marksOf(svg) }));
    button(strip, "surprise").addEventListener("click", () => this.#surprise());
  }

  /**
   * Lay out the sketches that fit a model.
   * @param {Model} model
   * @returns {boolean} whether there are any
   */
  offer(model) {
    const unit = Math.min(model.width, model.height) / SIDE;
    this.#paper = { width: model.width / unit, height: model.height / unit };
    for (const each of this.#buttons) each.remove();
    const fitting = this.#sketches.filter(({ marks }) => fit(marks, model));
    this.#buttons = fitting.map(({ name, svg, marks }) => this.#button(name, svg, marks));
    this.#strip.append(...this.#buttons);
    return fitting.length > 0;
  }

  /**
   * @param {string} name
   * @param {string} svg
   * @param {Stroke[]} marks
   */
  #button(name, svg, marks) {
    const made = document.createElement("button");
    made.innerHTML = svg; // one of our own files
    made.title = name;
    made.setAttribute("aria-label", `Sketch: ${name}`);
    made.addEventListener("click", () => this.#chosen(marks.map((mark) => laid(mark, this.#paper))));
    return made;
  }

  #surprise() {
    const others = this.#buttons.filter((each) => each !== this.#last);
    this.#last = others[Math.floor(Math.random() * others.length)];
    this.#last.click();
  }
}

/**
 * @param {Stroke[]} marks
 * @param {Model} model
 */
function fit(marks, { input_kind, labels }) {
  const colors = labels.map((label) => label.color);
  return marks.every(({ kind, color }) => {
    if (kind === "shape") return input_kind === "colors" && colors.length === 0;
    return kind === "pen" && color === LINE_INK ? input_kind === "lines" : colors.includes(color);
  });
}

/**
 * A mark from square paper on paper of another shape: in the middle, but for areas, which cover it.
 * @param {Stroke} mark
 * @param {{width: number, height: number}} paper in units
 * @returns {Stroke}
 */
function laid(mark, { width, height }) {
  const [right, down] = [(width - SIDE) / 2, (height - SIDE) / 2];
  const points = mark.points.map(([x, y]) =>
    mark.kind === "rectangle" ? [(x * width) / SIDE, (y * height) / SIDE] : [x + right, y + down],
  );
  return { ...mark, points: /** @type {Place[]} */ (points) };
}

/** @param {string} svg */
function marksOf(svg) {
  const shapes = new DOMParser().parseFromString(svg, "image/svg+xml");
  return [...shapes.querySelectorAll(Object.keys(MARKS).join())].map((shape) =>
    MARKS[shape.tagName](shape),
  );
}

/**
 * @param {Element} polyline
 * @returns {Stroke}
 */
function stroke(polyline) {
  return { kind: "pen", color: LINE_INK, width: PEN, points: pointsOf(polyline) };
}

/**
 * @param {Element} polygon
 * @returns {Stroke}
 */
function filled(polygon) {
  const color = polygon.getAttribute("fill") ?? "";
  return { kind: "shape", color, width: 0, points: pointsOf(polygon) };
}

/**
 * @param {Element} line
 * @returns {Stroke}
 */
function limb(line) {
  const number = numbersOf(line);
  const points = /** @type {Place[]} */ ([[number("x1"), number("y1")], [number("x2"), number("y2")]]);
  return { kind: "pen", color: line.getAttribute("stroke") ?? "", width: number("stroke-width"), points };
}

/** @param {Element} shape */
function pointsOf(shape) {
  const places = (shape.getAttribute("points") ?? "").split(" ");
  return places.map((place) => /** @type {Place} */ (place.split(",").map(Number)));
}

/**
 * @param {Element} rectangle
 * @returns {Stroke}
 */
function area(rectangle) {
  const number = numbersOf(rectangle);
  const [x, y] = [number("x"), number("y")];
  const color = rectangle.getAttribute("fill") ?? "";
  const points = /** @type {Place[]} */ ([[x, y], [x + number("width"), y + number("height")]]);
  return { kind: "rectangle", color, width: 0, points };
}

/**
 * @param {Element} shape
 * @returns {(name: string) => number} an attribute of it
 */
function numbersOf(shape) {
  return (name) => Number(shape.getAttribute(name));
}
