/* Keeps every drawing by itself: a moment after each change, in the browser's own database. The tab
   remembers which drawing is on its paper, so that it survives a reload. */

import { layChequerboard } from "./chequerboard.js";
import { kindOf } from "./drawings.js";
import { contextOf } from "./elements.js";
import { keptMark, markOf } from "./kept.js";
import { leave, leftOf, present, remember } from "./tab.js";

/** @import { Drawing, History, Mark } from "./drawing.js" */
/** @import { Drawings } from "./drawings.js" */
/** @import { Model } from "./services.js" */
/** @import { Card, Kept, Store } from "./store.js" */
/** @import { Surface } from "./surface.js" */
/** @import { Words } from "./words.js" */

/** @typedef {Pick<Card, "id" | "revision" | "touched"> & {written: string}} Entry of a drawing */

/**
 * @typedef {object} KeeperOptions
 * @property {Store} store
 * @property {Drawings} drawings
 * @property {Surface} surface
 * @property {HTMLCanvasElement} photo
 * @property {() => Model | null} model
 * @property {(sentence: string) => void} tell
 * @property {Words} words
 */

const PAUSE = 500; // ms without a change
const THUMBNAIL = 128; // px

export class Keeper {
  /** @type {WeakMap<Mark | History, Entry>} by what the drawings were begun on */ #entries = new WeakMap();
  /** @type {Set<string>} kinds of paper */ #restored = new Set();
  /** @type {Map<string, Entry>} the last one on each kind of paper */ #last = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #pause;
  /** @type {Promise<void>} */ #writing = Promise.resolve();
  /** @type {Kept | null} */ #unwritten = null;
  #complained = false;
  /** @type {KeeperOptions} */ #options;

  /** @param {KeeperOptions} options */
  constructor(options) {
    this.#options = options;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) return;
      this.#write();
      leave(this.#unwritten); // the page may be gone before it is written
    });
  }

  /** Something has changed. */
  note() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#write(), PAUSE);
  }

  /** All that there is to be kept is kept. */
  async settle() {
    this.#write();
    await this.#writing;
  }

  /**
   * Bring back what this tab had on such paper before it was loaded anew.
   * @param {Model} model that is open now
   */
  async restore(model) {
    const kind = kindOf(model);
    const id = present()[kind];
    if (this.#restored.has(kind)) return;
    this.#restored.add(kind);
    if (id === undefined) return;
    const stored = await this.#options.store.read(id).catch(() => null);
    const left = leftOf(id);
    const newer = left !== null && left.card.revision === (stored?.card.revision ?? 0);
    const kept = newer ? left : stored;
    const { history } = this.#options.surface;
    if (!kept || this.#options.model() !== model || history.canUndo) return;
    const seed = kept.drawing.model === model.name ? kept.drawing.seed : model.default_seed;
    const { name, reverse } = model;
    await this.open(kept, { model: name, reverse, seed }, newer);
  }

  /**
   * Lay a drawing that was kept on the paper, to go on with.
   * @param {Kept} kept
   * @param {Partial<Drawing>} [otherwise]
   * @param {boolean} [unwritten]
   */
  async open({ card, drawing }, otherwise = {}, unwritten = false) {
    const { model, reverse, seed } = drawing;
    const steps = await Promise.all(drawing.steps.map((step) => Promise.all(step.map(markOf))));
    this.#options.drawings.open({ model, reverse, seed, steps, ...otherwise }, (ground) => {
      const { id, revision, touched } = card;
      const written = unwritten ? "" : (this.#content?.text ?? "");
      this.#entries.set(ground, { id, revision, touched, written });
      this.#write();
    });
  }

  /**
   * Keep what was laid on the paper even if nobody draws on it.
   * @param {Mark} ground
   */
  adopt(ground) {
    this.#entries.set(ground, { ...newEntry(), touched: true });
  }

  #write() {
    clearTimeout(this.#pause);
    const model = this.#options.model();
    if (model === null) return;
    const { history } = this.#options.surface;
    const kind = kindOf(model);
    const content = this.#content;
    if (content === null) return remember(kind, undefined);
    const entry = this.#entries.get(history.ground) ?? newEntry();
    this.#entries.set(history.ground, entry);
    remember(kind, entry.id);
    entry.touched ||= history.goesOn;
    const last = this.#last.get(kind);
    if (last && last !== entry && !last.touched) this.#forget(last);
    this.#last.set(kind, entry);
    if (entry.written === content.text) return;
    entry.written = content.text;
    const { id, revision, touched } = entry;
    const thumbnail = this.#thumbnail();
    const card = { id, revision, touched, thumbnail, changed: Date.now(), model: model.name };
    const kept = (this.#unwritten = { card, drawing: { ...content.drawing, id } });
    this.#writing = this.#writing.then(() => this.#put(kind, entry, kept));
  }

  /** What there is to be kept now, and all of it as a text; null if nothing is. */
  get #content() {
    const now = this.#options.drawings.now;
    if (now === null) return null;
    const drawing = { ...now, steps: now.steps.map((step) => step.map(keptMark)) };
    return { drawing, text: JSON.stringify(drawing) };
  }

  /**
   * @param {string} kind
   * @param {Entry} entry
   * @param {Kept} kept
   */
  async #put(kind, entry, kept) {
    const { store, tell, words } = this.#options;
    const write = () => {
      const { id } = entry;
      return store.write({ ...kept.card, id }, { ...kept.drawing, id }, entry.revision);
    };
    try {
      let revision = await write();
      if (revision === null) {
        // Another tab went on with it, or it was deleted: from here on, this is one of its own.
        const { written, touched } = entry;
        Object.assign(entry, newEntry(), { written, touched });
        remember(kind, entry.id);
        revision = await write();
      }
      entry.revision = revision ?? 0;
      this.#complained = false;
      if (this.#unwritten === kept) leave((this.#unwritten = null));
    } catch (error) {
      entry.written = ""; // to be tried again
      if (this.#complained) return;
      this.#complained = true;
      const full = error instanceof DOMException && error.name === "QuotaExceededError";
      tell(full ? words.storage_full : words.not_kept);
    }
  }

  /** @param {Entry} entry that was looked at, and left for another one */
  #forget({ id }) {
    this.#writing = this.#writing.then(() => this.#options.store.delete([id]).catch(() => {}));
  }

  /** Sketch and photo, small, side by side. */
  #thumbnail() {
    const { surface, photo, model } = this.#options;
    const canvas = document.createElement("canvas");
    const { width, height } = surface.paper;
    canvas.height = THUMBNAIL;
    canvas.width = 2 * Math.round((THUMBNAIL * width) / height);
    const context = contextOf(canvas);
    const half = canvas.width / 2;
    context.fillStyle = surface.paper.color;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(surface.picture(), 0, 0, half, THUMBNAIL);
    const right = { left: half, width: half, height: THUMBNAIL };
    if (!photo.hidden && model()?.see_through) layChequerboard(context, right);
    if (!photo.hidden) context.drawImage(photo, half, 0, half, THUMBNAIL);
    return canvas.toDataURL("image/jpeg", 0.85);
  }
}

/** @returns {Entry} */
function newEntry() {
  const random = window.crypto.getRandomValues(new Uint32Array(4)); // randomUUID needs https
  return { id: random.join("-"), revision: 0, touched: false, written: "" };
}
