/* Example sketches to draw over: SVG files of our own. Their polylines are strokes of a pen, for
   models of lines; their rectangles are areas, for models that know all of their colours. */

import { LINE_INK } from "./marks.js";

const PEN = 2; // units

export class Sketches {
  /** `chosen(marks)` gets the marks of the sketch {name, svg} that was picked from the strip. */
  constructor(strip, sketches, chosen) {
    this.strip = strip;
    this.chosen = chosen;
    this.sketches = sketches.map(({ name, svg }) => ({ name, svg, marks: marks(svg) }));
    const surprise = strip.querySelector("[data-do=surprise]");
    surprise.addEventListener("click", () => this.#surprise());
  }

  /** Lay out the sketches that fit a model; returns whether there are any. */
  offer(model) {
    for (const button of this.buttons ?? []) button.remove();
    const fitting = this.sketches.filter((sketch) => fits(sketch, model));
    this.buttons = fitting.map((sketch) => this.#button(sketch));
    this.strip.append(...this.buttons);
    return fitting.length > 0;
  }

  #button({ name, svg, marks }) {
    const button = document.createElement("button");
    button.innerHTML = svg; // one of our own files
    button.title = name;
    button.setAttribute("aria-label", `Sketch: ${name}`);
    button.addEventListener("click", () => this.chosen(marks));
    return button;
  }

  #surprise() {
    const others = this.buttons.filter((button) => button !== this.last);
    this.last = others[Math.floor(Math.random() * others.length)];
    this.last.click();
  }
}

function fits({ marks }, { lines, labels }) {
  const colours = labels.map((label) => label.colour);
  return marks.every(({ kind, colour }) => (kind === "pen" ? lines : colours.includes(colour)));
}

function marks(svg) {
  const shapes = new DOMParser().parseFromString(svg, "image/svg+xml");
  return [...shapes.querySelectorAll("polyline, rect")].map((shape) =>
    shape.tagName === "rect" ? area(shape) : stroke(shape),
  );
}

function stroke(polyline) {
  const places = polyline.getAttribute("points").split(" ");
  const points = places.map((place) => place.split(",").map(Number));
  return { kind: "pen", colour: LINE_INK, width: PEN, points };
}

function area(rectangle) {
  const number = (name) => Number(rectangle.getAttribute(name));
  const [x, y] = [number("x"), number("y")];
  const points = [[x, y], [x + number("width"), y + number("height")]];
  return { kind: "rectangle", colour: rectangle.getAttribute("fill"), points };
}
