/* What one can do with a drawing beside drawing it: save it, share it, and find it again. */

import { Gallery } from "./gallery.js";
import { Keeper } from "./keeper.js";
import { offerSaves } from "./save.js";
import { ShareLink } from "./share.js";
import { Store } from "./store.js";

/** @import { Drawings } from "./drawings.js" */
/** @import { Model } from "./services.js" */
/** @import { Surface } from "./surface.js" */
/** @import { Words } from "./words.js" */

/**
 * @typedef {object} ExtrasOptions
 * @property {Drawings} drawings
 * @property {Surface} surface
 * @property {HTMLImageElement} photo
 * @property {() => Model | null} model that is open
 * @property {(sentence: string) => void} tell
 * @property {Words} words
 */

export class Extras {
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
    const store = new Store();
    this.#keeper = new Keeper({ store, ...options });
    new Gallery(element, {
      store,
      settle: () => this.#keeper.settle(),
      open: (kept) => this.#keeper.open(kept),
      words,
    });
    this.#link = new ShareLink(element, {
      drawing: () => drawings.now,
      open: (drawing) => drawings.open(drawing),
      tell,
      words,
    });
  }

  /** The page has begun. */
  begin() {
    this.#link.read();
  }

  /** @param {Model} model that was opened */
  opened(model) {
    this.#keeper.restore(model);
  }

  /** The drawing has changed. */
  changed() {
    this.#keeper.note();
  }
}
