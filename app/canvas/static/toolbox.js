/* Pen, rectangle and eraser: which one is in the hand, how wide, and in which colour. */

import { LINE_INK, LINE_PAPER } from "./marks.js";

// [least, most, first] width in units. Line models know thin lines, label models know areas.
const LINE_WIDTHS = { pen: [1, 8, 2], eraser: [4, 48, 16] };
const LABEL_WIDTHS = { rectangle: null, pen: [2, 48, 12], eraser: [4, 64, 20] };
const PRESSES = 10; // of a bracket key, from the thinnest line to the widest

export class Toolbox {
  constructor(element) {
    this.buttons = [...element.querySelectorAll("[data-tool]")];
    this.slider = element.querySelector("[data-part=width]");
    this.palette = element.querySelector("[data-part=palette]");
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.take(button.dataset.tool));
    }
    this.slider.addEventListener("input", () => this.setWidth(this.slider.valueAsNumber));
    this.equip([]);
  }

  /** Lay out the tools for a model: its labels {name, colour}, or none for line drawings. */
  equip(labels) {
    this.ranges = labels.length ? LABEL_WIDTHS : LINE_WIDTHS;
    this.widths = {};
    for (const [tool, range] of Object.entries(this.ranges)) this.widths[tool] = range?.[2] ?? 0;
    for (const button of this.buttons) button.hidden = !(button.dataset.tool in this.ranges);
    this.paper = labels[0]?.colour ?? LINE_PAPER; // the first label lies behind all others
    this.palette.hidden = labels.length === 0;
    this.palette.replaceChildren(...labels.map((label) => this.#chip(label)));
    this.dip(labels[1]?.colour ?? LINE_INK);
    this.take(Object.keys(this.ranges)[0]);
  }

  take(tool) {
    if (!(tool in this.ranges)) return;
    this.tool = tool;
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    const range = this.ranges[tool];
    this.slider.disabled = range === null;
    if (range) [this.slider.min, this.slider.max] = range;
    this.slider.step = 0.5;
    this.slider.value = this.widths[tool];
  }

  /** Choose a colour; the eraser is put down for it. */
  dip(colour) {
    this.colour = colour;
    for (const chip of this.palette.children) {
      chip.setAttribute("aria-pressed", String(chip.dataset.colour === colour));
    }
    if (this.tool === "eraser") this.take(Object.keys(this.ranges)[0]);
  }

  setWidth(width) {
    if (this.ranges[this.tool] === null) return;
    const [least, most] = this.ranges[this.tool];
    this.slider.value = this.widths[this.tool] = Math.min(Math.max(width, least), most);
  }

  /** Make the line wider (+1) or thinner (-1) by one press of a key. */
  widen(direction) {
    const [least, most] = this.ranges[this.tool] ?? [0, 0];
    this.setWidth(this.width + (direction * (most - least)) / PRESSES);
  }

  get width() {
    return this.widths[this.tool];
  }

  /** What the tool in the hand draws. */
  brush() {
    if (this.tool === "eraser") return this.eraser();
    return { kind: this.tool, colour: this.colour, width: this.width };
  }

  eraser() {
    return { kind: "pen", colour: this.paper, width: this.widths.eraser };
  }

  #chip({ name, colour }) {
    const chip = document.createElement("button");
    chip.dataset.colour = colour;
    chip.textContent = name;
    chip.style.setProperty("--swatch", colour);
    chip.addEventListener("click", () => this.dip(colour));
    return chip;
  }
}
