/* The colors that one draws with: those of a label map, each with its name, or else any. */

import { part } from "./elements.js";
import { recall, remember } from "./remembered.js";

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
const MOST_RECENT = 8;
const COLOR = /^#[0-9a-f]{6}$/;

export class Palette {
  /** The color that is drawn with. */
  color = "";
  /** @type {HTMLElement} */ #place;
  /** @type {HTMLElement} */ #own;
  /** @type {HTMLInputElement} */ #picker;
  /** @type {() => void} */ #dipped;
  /** @type {Map<string, HTMLElement>} by their colors */ #chips = new Map();
  /** @type {string[]} */ #recent = [];

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
    this.#picker.addEventListener("change", () => this.#remember(this.#picker.value));
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
    this.#layRecent();
    this.#choose(FIRST);
  }

  /** Lay colors of one's own that were drawn with beside the paint box. */
  #layRecent() {
    for (const color of this.#recent) {
      this.#chips.get(color)?.remove();
      this.#chips.delete(color);
    }
    this.#recent = recentColors();
    for (const color of this.#recent) {
      const chip = swatch({ name: color, color });
      chip.addEventListener("click", () => this.#dip(color));
      this.#chips.set(color, chip);
      this.#place.append(chip);
    }
  }

  /** @param {string} color */
  #remember(color) {
    if (PAINT_BOX.some((each) => each.color === color)) return;
    const recent = [color, ...recentColors().filter((each) => each !== color)];
    remember("colors", recent.slice(0, MOST_RECENT));
    this.#layRecent();
    this.#choose(color);
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
    this.#recent = [];
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

/** @returns {string[]} the newest first */
function recentColors() {
  const kept = recall("colors");
  if (!Array.isArray(kept)) return [];
  const colors = kept.filter((each) => COLOR.test(each) && !PAINT_BOX.some(({ color }) => color === each));
  return [...new Set(colors)].slice(0, MOST_RECENT);
}

/** @param {Label} label */
function labelChip({ name, color }) {
  const chip = document.createElement("button");
  chip.textContent = chip.title = name;
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
