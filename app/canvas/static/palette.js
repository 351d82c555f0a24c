/* The colors that one draws with: those of a label map, each with its name, or else any. */

import { part } from "./elements.js";

/** @import { Label } from "./services.js" */

// For models that take any color: those of a small paint box, and one of one's own beside them.
/** @type {Label[]} */
const PAINT_BOX = [
  { name: "black", color: "#2b2b2b" },
  { name: "grey", color: "#9a9a9a" },
  { name: "white", color: "#ffffff" },
  { name: "red", color: "#e0383e" },
  { name: "orange", color: "#ff8a2a" },
  { name: "yellow", color: "#ffc928" },
  { name: "light green", color: "#96c93f" },
  { name: "green", color: "#3a8f47" },
  { name: "light blue", color: "#64b9ee" },
  { name: "blue", color: "#2d68c4" },
  { name: "purple", color: "#8450b8" },
  { name: "pink", color: "#f27ba8" },
  { name: "skin", color: "#f2c79b" },
  { name: "brown", color: "#86532f" },
];
const FIRST = "#ffc928";

export class Palette {
  /** The color that is drawn with. */
  color = "";
  /** @type {HTMLElement} */ #place;
  /** @type {HTMLElement} */ #own;
  /** @type {HTMLInputElement} */ #picker;
  /** @type {() => void} */ #dipped;
  /** @type {Map<string, HTMLElement>} by their colors */ #chips = new Map();

  /**
   * @param {HTMLElement} element
   * @param {() => void} dipped told when a color was chosen
   */
  constructor(element, dipped) {
    this.#place = part(element, "palette", HTMLElement);
    this.#own = part(element, "own-color", HTMLElement);
    this.#picker = part(element, "color", HTMLInputElement);
    this.#dipped = dipped;
    this.#own.addEventListener("click", () => this.#dip(this.#picker.value));
    this.#picker.addEventListener("input", () => this.#dip(this.#picker.value));
  }

  /**
   * Lay out the colors of a label map, the ground first; one draws with the second.
   * @param {Label[]} labels
   */
  offerLabels(labels) {
    this.#lay(labels.map((label) => [label.color, labelChip(label)]));
    this.#choose((labels[1] ?? labels[0]).color);
  }

  /** Lay out the paint box. */
  offerAny() {
    this.#lay(PAINT_BOX.map((each) => [each.color, swatch(each)]));
    this.#place.append(this.#own);
    this.#choose(FIRST);
  }

  /**
   * Offer no choice.
   * @param {string} color
   */
  offerOnly(color) {
    this.#lay([]);
    this.#choose(color);
  }

  /** @param {[color: string, chip: HTMLButtonElement][]} chips */
  #lay(chips) {
    for (const [color, chip] of chips) chip.addEventListener("click", () => this.#dip(color));
    this.#chips = new Map(chips);
    this.#place.replaceChildren(...this.#chips.values());
    this.#place.hidden = chips.length === 0;
  }

  /** @param {string} color */
  #dip(color) {
    this.#choose(color);
    this.#dipped();
  }

  /** @param {string} color */
  #choose(color) {
    this.color = color;
    for (const [each, chip] of this.#chips) chip.ariaPressed = String(each === color);
    const own = !this.#chips.has(color);
    this.#own.classList.toggle("chosen", own);
    if (own) this.#own.style.setProperty("--swatch", color);
  }
}

/** @param {Label} label */
function labelChip({ name, color }) {
  const chip = document.createElement("button");
  chip.textContent = name;
  chip.style.setProperty("--swatch", color);
  return chip;
}

/** @param {Label} label */
function swatch({ name, color }) {
  const chip = labelChip({ name: "", color });
  chip.className = "swatch";
  chip.title = chip.ariaLabel = name;
  return chip;
}
