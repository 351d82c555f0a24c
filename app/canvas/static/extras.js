/* What one can do with a drawing beside drawing it: save it, compare it with its
   photo, see it made again, share it, and find it again. */

import { Compare } from "./compare.js";
import { Gallery } from "./gallery.js";
import { Keeper } from "./keeper.js";
import { Replay } from "./replay.js";
import { offerSaves } from "./save.js";
import { ShareLink } from "./share.js";
import { Store } from "./store.js";

/** @import { Drawings } from "./drawings.js" */
/** @import { Model, Services } from "./services.js" */
/** @import { Surface } from "./surface.js" */
/** @import { Words } from "./words.js" */

/**
 * @typedef {object} ExtrasOptions
 * @property {Drawings} drawings
 * @property {Surface} surface
 * @property {HTMLCanvasElement} photo
 * @property {() => Model | null} model that is open
 * @property {Services["translate"]} translate
 * @property {(sentence: string) => void} tell
 * @property {Words} words
 */

export class Extras {
  #began = false;
  /** @type {Compare} */ #compare;
  /** @type {Keeper} */ #keeper;
  /** @type {ShareLink} */ #link;

  /**
   * @param {HTMLElement} element
   * @param {ExtrasOptions} options
   */
  constructor(element, options) {
    const { drawings, surface, photo, model, tell, words } = options;
    offerSaves(element, {
      name: () => model()?.name ?? "model",
      sketch: () => surface.picture(),
      photo,
    });
    this.#compare = new Compare(element, () => surface.picture());
    const store = new Store();
    this.#keeper = new Keeper({ store, ...options });
    new Gallery(element, {
      store,
      settle: () => this.#keeper.settle(),
      open: (kept) => this.#keeper.open(kept),
      words,
    });
    new Replay(element, options);
    this.#link = new ShareLink(element, {
      drawing: () => drawings.now,
      open: (drawing) => drawings.open(drawing, (ground) => this.#keeper.adopt(ground)),
      tell,
      words,
    });
  }

  /** Another model or direction is about to be opened: what is on the paper may leave it. */
  leaving() {
    this.#keeper.settle();
  }

  /** @param {Model} model that was opened */
  opened(model) {
    this.#keeper.restore(model);
    if (this.#began) return;
    this.#began = true;
    this.#link.read();
  }

  /** The drawing has changed. */
  changed() {
    this.#compare.changed();
    this.#keeper.note();
  }
}
