/* The drawings of the page: one for each kind of paper, kept while models are tried; and those from
   elsewhere, of a link or kept by the browser, which wait until their model is open. */

import { History, LINE_INK, LINE_PAPER } from "./drawing.js";
import { fill } from "./words.js";

/** @import { Drawing, Mark } from "./drawing.js" */
/** @import { Model } from "./services.js" */
/** @import { Surface } from "./surface.js" */
/** @import { Takes } from "./takes.js" */
/** @import { Words } from "./words.js" */

/** @type {Record<Model["input_kind"], Mark["kind"][]>} what a model of each kind is drawn with */
const KINDS = {
  lines: ["pen", "picture"],
  labels: ["pen", "rectangle", "fill", "picture"],
  colors: ["pen", "rectangle", "shape", "fill", "picture"],
  photo: ["pen", "picture"],
};

/**
 * @typedef {object} DrawingsOptions
 * @property {Surface} surface
 * @property {Takes} takes
 * @property {() => Model | null} model that is open
 * @property {(name: string, reverse: boolean) => void} pick opens another model
 * @property {(sentence: string) => void} tell
 * @property {Words} words
 */

export class Drawings {
  /** @type {Map<string, History>} by the kind of paper */ #histories = new Map();
  /** @type {{drawing: Drawing, laid: (ground: Mark) => void} | null} */ #arriving = null;
  /** @type {DrawingsOptions} */ #options;

  /** @param {DrawingsOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** @returns {Drawing | null} what is on the paper; null if nothing is */
  get now() {
    const { surface, takes, model } = this.#options;
    const open = model();
    if (open === null || surface.history.marks.length === 0) return null;
    const { name, reverse } = open;
    return { model: name, reverse, seed: takes.seed, steps: surface.history.steps };
  }

  /**
   * The drawing that a model goes on with: that of the same kind of paper.
   * @param {Model} model
   */
  historyFor(model) {
    const kind = kindOf(model);
    const history = this.#histories.get(kind) ?? new History();
    this.#histories.set(kind, history);
    return history;
  }

  /**
   * Open a drawing from elsewhere, and its model.
   * @param {Drawing} drawing
   * @param {(ground: Mark) => void} [laid] told when it is on the paper, and on which blank
   */
  open(drawing, laid = () => {}) {
    this.#arriving = { drawing, laid };
    const model = this.#options.model();
    if (model?.name === drawing.model && model.reverse === drawing.reverse) this.arrive(model);
    else this.#options.pick(drawing.model, drawing.reverse);
  }

  /**
   * Lay what has waited for this model over what is on the paper, in the steps it was drawn in.
   * @param {Model} model that is open now
   */
  arrive(model) {
    const arriving = this.#arriving;
    this.#arriving = null;
    if (arriving?.drawing.model !== model.name) return; // another model was picked instead
    const { surface, takes, tell, words } = this.#options;
    const { drawing, laid } = arriving;
    if (!fits(drawing, model)) return tell(fill(words.link_other, { model: model.name }));
    const [first = [], ...others] = drawing.steps;
    /** @type {Mark} */
    const ground = { kind: "blank", color: surface.paper.color };
    surface.history.add(ground, ...first);
    for (const step of others) surface.history.add(...step);
    surface.refresh();
    takes.take(drawing.seed);
    laid(ground);
  }
}

/**
 * What models must have in common to be drawn for on the same paper.
 * @param {Model} model
 */
export function kindOf({ input_kind, labels, width, height }) {
  return JSON.stringify([input_kind, labels, width / height]);
}

/**
 * Whether a drawing could have been made for a model.
 * @param {Drawing} drawing
 * @param {Model} model
 */
function fits({ steps }, { input_kind, labels }) {
  const colors = input_kind === "lines" ? [LINE_INK, LINE_PAPER] : labels.map(({ color }) => color);
  return steps.flat().every((mark) => {
    if (!KINDS[input_kind].includes(mark.kind)) return false;
    return mark.kind === "picture" || colors.length === 0 || colors.includes(mark.color);
  });
}
