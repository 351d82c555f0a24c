/* Example sketches to draw over. Each is an SVG file whose polylines are strokes of a pen. */

import { LINE_INK } from "./marks.js";

const PEN = 2; // units

/** Fill the strip with one button per sketch {name, svg}; `chosen(marks)` gets its strokes. */
export function offerSketches(strip, sketches, chosen) {
  const buttons = sketches.map(({ name, svg }) => {
    const button = document.createElement("button");
    button.innerHTML = svg; // one of our own files
    button.title = name;
    button.setAttribute("aria-label", `Sketch: ${name}`);
    button.addEventListener("click", () => chosen(strokes(svg)));
    return button;
  });
  strip.append(...buttons);
  const surprise = strip.querySelector("[data-do=surprise]");
  let last = null;
  surprise.addEventListener("click", () => {
    const others = buttons.filter((button) => button !== last);
    last = others[Math.floor(Math.random() * others.length)];
    last.click();
  });
}

function strokes(svg) {
  const lines = new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll("polyline");
  return [...lines].map((line) => ({
    kind: "pen",
    colour: LINE_INK,
    width: PEN,
    points: line.getAttribute("points").split(" ").map((place) => place.split(",").map(Number)),
  }));
}
